import type { FastifyInstance } from 'fastify';
import type { Holder } from '../access/holder.ts';
import type { AppParts } from '../app.ts';
import { RequestError } from '../errors.ts';
import { configFileRoutes } from './config-files.ts';
import { answers } from './schemas.ts';

const reloadSchema = {
  type: 'object',
  properties: {
    ok: { type: 'boolean' },
    version: { type: 'string' },
    text: { type: 'string' },
    needsRestart: { type: 'array', items: { type: 'string' } },
  },
};

/** A key of one tenant does not change what all tenants share. */
function needWhole(holder: Holder): void {
  if (holder.tenant === undefined) return;
  throw new RequestError(
    'other-tenant',
    `Key "${holder.id}" belongs to tenant ${holder.tenant}; the configuration belongs to all.`,
    { tenant: holder.tenant },
  );
}

/** The configuration in force, and how to change it. */
export function configRoutes(api: FastifyInstance, parts: AppParts): void {
  api.get(
    '/config',
    {
      config: { right: 'watch' },
      schema: {
        summary: 'The configuration in force, and how the last reload went',
        response: answers({
          type: 'object',
          properties: {
            version: { type: 'string' },
            loadedAt: { type: 'number' },
            lastReloadSuccessful: { type: 'boolean' },
            diagnostics: { type: 'integer' },
          },
        }),
      },
    },
    async () => {
      const { loadedAt, successful, diagnostics } = parts.reloadStatus();
      return {
        version: parts.view.policy.version,
        loadedAt,
        lastReloadSuccessful: successful,
        diagnostics: diagnostics.length,
      };
    },
  );

  api.post(
    '/config/reload',
    {
      config: { right: 'configure' },
      schema: {
        summary: 'Load the files again: all valid, or nothing changes',
        response: answers(reloadSchema),
      },
    },
    async ({ holder }) => {
      needWhole(holder);
      const answer = await parts.reload();
      if (answer.ok) return answer;
      const message = 'The configuration has errors; nothing was changed.';
      throw new RequestError('config-invalid', message, { text: answer.text });
    },
  );

  api.post(
    '/config/check',
    {
      config: { right: 'configure' },
      schema: {
        summary: 'Check the files without putting them in force',
        response: answers(reloadSchema),
      },
    },
    async ({ holder }) => {
      needWhole(holder);
      return parts.check();
    },
  );

  // A hook of their own, for these routes alone.
  api.register(async (own) => configFileRoutes(own, parts.configFiles, needWhole));
}
