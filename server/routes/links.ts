import type { FastifyInstance } from 'fastify';
import type { AppParts } from '../app.ts';
import { showLinks } from '../presenters-links.ts';
import { answers, linkSchema, listOf } from './schemas.ts';

/** Links to other sites as they are now: they belong to the centre, not to a tenant. */
export function linkRoutes(api: FastifyInstance, { view }: AppParts): void {
  api.get(
    '/links',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'All links to other sites and PBXs',
        response: answers(listOf('links', linkSchema)),
      },
    },
    async () => ({ links: showLinks(view) }),
  );
}
