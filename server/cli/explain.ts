/** `tsunagi explain`: why a call went where it went. */

import { resolve } from 'node:path';
import { formatDiagnostics, loadConfig } from '../../config/load.ts';
import type { Site } from '../../config/site.ts';
import { type CallStory, storyOf } from '../decisions.ts';
import { explainText } from '../explain-text.ts';
import { ask, NoServerError } from '../picture-source.ts';
import { exitCodes } from './exit-codes.ts';

export interface ExplainOptions {
  readonly config?: string;
  readonly journal?: string;
  readonly url?: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** The command line is not one that can be answered. */
class UsageError extends Error {}

export async function explain(call: string, options: ExplainOptions): Promise<void> {
  try {
    if (!/^[1-9]\d{0,15}$/.test(call)) {
      throw new UsageError(`"${call}" is no call; give its number, as logs and screens show it`);
    }
    const site = options.config ? siteOf(options.config) : undefined;
    const story = await storyFrom(Number(call), site, options);
    const text = options.json ? JSON.stringify(story, undefined, 2) : explainText(story, site);
    process.stdout.write(`${text}\n`);
  } catch (error) {
    process.stderr.write(`tsunagi: ${(error as Error).message}\n`);
    process.exitCode = codeOf(error);
  }
}

function codeOf(error: unknown): number {
  if (error instanceof UsageError) return exitCodes.usage;
  return error instanceof NoServerError ? exitCodes.noServer : exitCodes.failed;
}

async function storyFrom(
  call: number,
  site: Site | undefined,
  { url, key, journal }: ExplainOptions,
): Promise<CallStory> {
  if (journal) return storyOf(resolve(journal), call);
  if (url) return ask<CallStory>({ url, key }, `/calls/${call}/decisions`);
  if (site) return storyOf(resolve(site.server.journal), call);
  throw new UsageError('where to look? Give --config, --journal or --url');
}

function siteOf(directory: string): Site {
  // Names and a folder are all that is wanted: a secret that is not at hand is no reason to refuse.
  const secretOf = (name: string) => process.env[name] ?? name.padEnd(64, '-');
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
  throw new Error(formatDiagnostics(diagnostics, 'text', sources));
}
