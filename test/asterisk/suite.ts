/**
 * A private Asterisk for the tests of one `describe`: started before them, stopped after, logs kept
 * if one failed.
 */

import { afterAll, afterEach, beforeAll } from 'vitest';
import { type AsteriskOptions, type AsteriskServer, startAsterisk } from './server.ts';

/**
 * Registers the hooks; the function it gives returns the server inside tests.
 *
 *   const packages = await asteriskOrSkip(22);
 *   describe.skipIf(packages === undefined)('...', () => {
 *     const asterisk = useAsterisk(() => ({ packages: packages!, phones: [{ id: '1001' }] }));
 *     test('...', async () => { await asterisk().channels() ... });
 *   });
 */
export function useAsterisk(
  options: () => AsteriskOptions | Promise<AsteriskOptions>,
): () => AsteriskServer {
  let server: AsteriskServer | undefined;
  let keepLogs = false;
  beforeAll(async () => {
    server = await startAsterisk(await options());
  }, 90_000);
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') keepLogs = true;
  });
  afterAll(() => server?.stop({ keepLogs }), 30_000);
  return () => {
    if (server === undefined) throw new Error('Asterisk is not started yet');
    return server;
  };
}
