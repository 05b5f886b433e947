import type { FastifyInstance } from 'fastify';
import type { Holder } from '../access/holder.ts';
import type { ConfigFiles, ConfigWish } from '../config-files/config-files.ts';
import type { ConfigEdit } from '../wire/config.ts';
import { answers, exactly, open, orNull } from './schemas.ts';

const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;
const list = (items: unknown) => ({ type: 'array', items }) as const;
/** All files together: as much as is read of one. */
const bodyLimit = 8 * 1024 * 1024;

const path = { type: 'string', minLength: 1, maxLength: 200 } as const;
const files = (properties: Record<string, unknown>) => ({
  type: 'array',
  minItems: 1,
  maxItems: 200,
  items: exactly({ path, text, ...properties }, ['path', 'text', ...Object.keys(properties)]),
});

const fileSchema = open({ path: text, text, digest: text });
const checked = {
  ok: { type: 'boolean' },
  text,
  diagnostics: list(
    open({
      path: text,
      line: count,
      column: count,
      endColumn: count,
      severity: text,
      code: text,
      message: text,
      hint: orNull('string'),
    }),
  ),
  differences: list(open({ path: text, before: orNull('string'), after: orNull('string') })),
  effect: open({
    queues: list(
      open({
        queue: text,
        waiting: count,
        change: text,
        agentsBefore: count,
        agentsAfter: count,
        left: count,
      }),
    ),
    agentsGone: list(text),
  }),
  needsRestart: list(text),
};

/** Routes `/config/files…`. `needWhole` refuses who belongs to one tenant. */
export function configFileRoutes(
  api: FastifyInstance,
  desk: ConfigFiles,
  needWhole: (holder: Holder) => void,
): void {
  api.addHook('preHandler', async ({ holder }) => needWhole(holder));

  api.get(
    '/config/files',
    {
      config: { right: 'configure' },
      schema: {
        summary: 'The files of the configuration; secrets are references to the environment',
        response: answers(
          open({ version: text, loadedAt: { type: 'number' }, files: list(fileSchema) }),
        ),
      },
    },
    async () => desk.list(),
  );

  api.post<{ Body: { files: ConfigEdit[] } }>(
    '/config/files/check',
    {
      config: { right: 'configure' },
      bodyLimit,
      schema: {
        summary: 'What a reload would say and do if these files were so; nothing is written',
        body: exactly({ files: files({}) }, ['files']),
        response: answers(open(checked)),
      },
    },
    async ({ body }) => desk.check(body.files),
  );

  api.put<{ Body: { files: ConfigWish[] } }>(
    '/config/files',
    {
      config: { right: 'configure' },
      bodyLimit,
      schema: {
        summary: 'Write these files and put them in force, or nothing; `digest` of what was edited',
        body: exactly({ files: files({ digest: orNull('string') }) }, ['files']),
        response: answers(open({ ...checked, version: text, files: list(fileSchema) })),
      },
    },
    async ({ body }) => desk.write(body.files),
  );
}
