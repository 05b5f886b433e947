/** The own phone, where it is a page: `/me/softphone`. */

import type { FastifyInstance } from 'fastify';
import { ownAgent } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import { answers, open, orNull } from './schemas.ts';
import { doneSchema } from './sign-in.ts';

const text = { type: 'string' } as const;

export function softphoneRoutes(api: FastifyInstance, { softphones }: AppParts): void {
  const config = { right: 'work' } as const;

  api.get(
    '/me/softphone',
    {
      config,
      schema: {
        summary: 'The phone that is a page; null: the configuration gives none',
        response: answers(open({ phone: orNull('string') })),
      },
    },
    async ({ holder }) => softphones.of(ownAgent(holder)),
  );

  api.post(
    '/me/softphone',
    {
      config,
      schema: {
        summary: 'What the page registers with; a password given before may be void now',
        response: answers(open({ phone: text, url: text, user: text, password: text })),
      },
    },
    async ({ holder }) => softphones.open(ownAgent(holder)),
  );

  api.delete(
    '/me/softphone',
    {
      config,
      schema: {
        summary: 'The page has been closed: its password is void, where it was made for it',
        response: answers(doneSchema),
      },
    },
    async ({ holder }) => {
      await softphones.close(ownAgent(holder));
      return { done: true };
    },
  );
}
