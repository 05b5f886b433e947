import type { FastifyInstance } from 'fastify';
import type { AuditQuestion } from '../../adapters/store/audit-log.ts';
import type { AppParts } from '../app.ts';
import type { AuditAnswer } from '../wire/accounts.ts';
import { answers, exactly, open, orNull } from './schemas.ts';

const text = { type: 'string' } as const;
const kinds = ['account', 'key', 'wall', 'command', 'nobody'] as const;
const limitMax = 500;

const entrySchema = open({
  id: { type: 'integer' },
  at: { type: 'number' },
  kind: text,
  holder: text,
  tenant: orNull('string'),
  act: text,
  about: { type: 'object', additionalProperties: true },
  address: text,
});

/** Route `/audit`. */
export function auditRoutes(api: FastifyInstance, { access }: AppParts): void {
  api.get<{ Querystring: Partial<AuditQuestion> }>(
    '/audit',
    {
      config: { right: 'configure' },
      schema: {
        summary: 'What was done, by whom, from where; newest first, the older page by page',
        querystring: exactly({
          before: { type: 'integer', minimum: 0 },
          limit: { type: 'integer', minimum: 1, maximum: limitMax },
          kind: { enum: kinds },
          holder: text,
          act: text,
          from: { type: 'integer' },
          until: { type: 'integer' },
        }),
        response: answers(
          open({ entries: { type: 'array', items: entrySchema }, older: orNull('integer') }),
        ),
      },
    },
    async ({ holder, query: { limit = 100, ...question } }): Promise<AuditAnswer> => {
      // One more, which only says that there is an older page.
      const entries = await access.audited(holder, { ...question, limit: limit + 1 });
      const page = entries.slice(0, limit);
      return { entries: page, older: entries.length > limit ? page.at(-1)!.id : null };
    },
  );
}
