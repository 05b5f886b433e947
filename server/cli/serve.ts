/** `tsunagi serve`: runs the router until it is told to stop. */

import { join, resolve } from 'node:path';
import { countDiagnostics, formatDiagnostics, loadConfig } from '../../config/load.ts';
import type { CompiledConfig } from '../../config/site.ts';
import { JournalError } from '../journal-folder.ts';
import { keysOf } from '../keys.ts';
import { type LogPlace, openLog, type ServerLog } from '../log.ts';
import { type RunningServer, startServer } from '../main.ts';
import { startPictureThread } from '../picture-start.ts';
import { raisePriority } from '../priority.ts';
import { SiteError } from '../switch.ts';
import { exitCodes } from './exit-codes.ts';

export interface ServeOptions {
  readonly config: string;
  readonly picture?: boolean;
}

/** A second signal while stopping ends the process at once; stopping takes no longer than this. */
const stopMsMax = 10_000;

export async function serve(options: ServeOptions): Promise<void> {
  const config = readConfig(options.config);
  if (!config) {
    process.exitCode = exitCodes.failed;
    return;
  }
  const place = logPlaceFor(options, config);
  const log = openLog(place);
  let server: RunningServer;
  try {
    server = await startServer({
      config,
      configDir: options.config,
      env: process.env,
      log,
      logPlace: place,
      onFatal: (error) => void endBroken(error, () => server.stop()),
    });
  } catch (error) {
    process.stderr.write(`tsunagi: cannot start: ${whyNot(error)}\n`);
    process.exitCode = exitCodes.cannotStart;
    return;
  }
  // A bug anywhere on this thread: what routing knows may be half done.
  process.on('uncaughtException', (error) => void endBroken(error, () => server.stop()));
  tellAddresses(server, config, place);
  const setUpLink = await setUpLinkOf(server, log);
  if (setUpLink) process.stdout.write(`set-up           ${setUpLink}\n`);
  const stopPicture = options.picture
    ? startPictureThread(server, config.site, setUpLink)
    : () => {};
  listenToSignals(server, stopPicture);
  const refused = raisePriority();
  if (refused) {
    log.info(
      { refused },
      'routing at the priority of everything else; docs/operations.md says more',
    );
  }
}

function readConfig(directory: string): CompiledConfig | undefined {
  const { config, diagnostics, sources } = loadConfig(directory, {
    env: process.env,
    now: Date.now(),
  });
  if (diagnostics.length > 0) {
    process.stderr.write(`${formatDiagnostics(diagnostics, 'text', sources)}\n`);
  }
  if (!config) process.stderr.write(`tsunagi: not started: ${countDiagnostics(diagnostics)}\n`);
  return config;
}

/** A picture owns the terminal: the log goes beside the journal then. */
function logPlaceFor({ picture }: ServeOptions, { site }: CompiledConfig): LogPlace {
  const level = site.server.logLevel;
  if (!picture || !process.stdout.isTTY) return { level };
  return { level, file: join(resolve(site.server.journal), 'tsunagi.log') };
}

function whyNot(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof JournalError || error instanceof SiteError) return message;
  if (code === 'EADDRINUSE' || /EADDRINUSE/.test(message)) {
    return `${message}. Another program listens there: stop it, or set \`server.api.port\` or \`server.metrics.port\`.`;
  }
  return (error as Error).stack ?? message;
}

function tellAddresses(server: RunningServer, config: CompiledConfig, place: LogPlace): void {
  const { addresses, folder } = server;
  const { generatedAt } = keysOf(config.site.server, folder);
  const lines = [
    `API and stream   ${addresses.api}/api/v1/`,
    `metrics, health  ${addresses.metrics}/metrics  /healthz  /readyz`,
    `journal          ${folder}`,
    ...(generatedAt ? [`API key          in ${generatedAt} (made at the first start)`] : []),
    ...(place.file ? [`log              ${place.file}`] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Where the first account is made; undefined: there is one, or nobody can say. */
async function setUpLinkOf({ front, addresses }: RunningServer, log: ServerLog) {
  try {
    const word = await front.setUpWord();
    return word && `${addresses.api.replace(anyAddress, 'localhost')}/sign-in#setup=${word}`;
  } catch (error) {
    log.warn({ err: error }, 'whether there are accounts is not known: no link to make the first');
    return undefined;
  }
}

/** What listens everywhere is opened on this machine under its name. */
const anyAddress = /(?<=\/\/)(?:0\.0\.0\.0|\[::\])(?=:)/;

function listenToSignals(server: RunningServer, stopPicture: () => void): void {
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) process.exit(exitCodes.failed);
    stopping = true;
    stopPicture();
    process.stdout.write(`${signal}: stopping; callers stay on the switch\n`);
    setTimeout(() => process.exit(exitCodes.failed), stopMsMax).unref();
    await server.stop();
    process.exit(exitCodes.ok);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('SIGHUP', () => void reload(server));
}

async function reload(server: RunningServer): Promise<void> {
  try {
    const { ok, version, text, needsRestart } = await server.reload();
    if (text) process.stderr.write(`${text}\n`);
    const done = ok ? `configuration ${version} in force` : 'the configuration has errors';
    process.stderr.write(`tsunagi: reload: ${ok ? done : `${done}; nothing was changed`}\n`);
    if (needsRestart.length > 0) {
      process.stderr.write(`tsunagi: only after a restart: ${needsRestart.join(', ')}\n`);
    }
  } catch (error) {
    process.stderr.write(`tsunagi: reload: ${(error as Error).message}\n`);
  }
}

/** The state cannot be trusted: the journal is made durable and the process ends. */
async function endBroken(error: unknown, stop: () => Promise<void>): Promise<void> {
  process.stderr.write(`tsunagi: ${(error as Error).stack}\n`);
  setTimeout(() => process.exit(exitCodes.broken), stopMsMax).unref();
  await stop();
  process.exit(exitCodes.broken);
}
