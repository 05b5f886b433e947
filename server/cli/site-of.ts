/** What the command line needs of a configuration: names, a folder, the address of its server. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig, WrittenError } from '../../config/load.ts';
import type { ServerSite, Site } from '../../config/site.ts';
import { generatedKeyPath } from '../keys.ts';
import type { ServerAddress } from '../picture-source.ts';

/** A secret that is not at hand is no reason to refuse. */
const placeholderOf = (name: string): string => name.padEnd(64, '-');

/** Throws with everything that is wrong with the configuration. */
export function siteOf(directory: string): Site {
  const secretOf = (name: string) => process.env[name] ?? placeholderOf(name);
  const env: Record<string, string> = new Proxy(
    {},
    {
      get: (_, name: string) => secretOf(name),
      getOwnPropertyDescriptor: (_, name: string) => ({
        value: secretOf(name),
        configurable: true,
      }),
    },
  );
  const { config, diagnostics, sources } = loadConfig(directory, {
    env,
    now: Date.now(),
  });
  if (config) return config.site;
  throw new WrittenError(diagnostics, sources);
}

/** Where the server of this configuration answers, seen from here, and a key that opens it. */
export function addressOf({ server }: Site): ServerAddress {
  return { url: urlOf(server.api), key: keyOf(server) };
}

/** A listener of this configuration, seen from here. */
export function urlOf({ host, port }: ServerSite['api']): string {
  const here = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${here.includes(':') ? `[${here}]` : here}:${port}`;
}

/** The first key that sees everything and is at hand; the generated one where there is none. */
function keyOf({ keys, journal }: ServerSite): string | undefined {
  if (keys.length > 0) {
    return keys.find(({ tenant, key }) => tenant === undefined && !isPlaceholder(key))?.key;
  }
  try {
    return readFileSync(generatedKeyPath(resolve(journal)), 'utf8').trim();
  } catch {
    // Not started yet, or another user's: the server will ask for a key.
    return undefined;
  }
}

/** Whether this stands in for a secret that is not in the environment. */
export const isPlaceholder = (key: string): boolean =>
  key === placeholderOf(key.replace(/-+$/, ''));
