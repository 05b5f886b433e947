/**
 * `npm run demo`: a private real Asterisk with SIP phones and SIP callers, routed by Tsunagi with
 * the example centre, shown in the terminal until Ctrl-C.
 *
 *   --for SECONDS   end by itself
 *   --seed N        the same callers again
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endChild, ended, until } from './child.ts';
import { DemoPeople } from './demo-people.ts';
import { type AsteriskPackages, checkoutRoot, PackageError, unpackAsterisk } from './packages.ts';
import { type AsteriskServer, freeTcpPort, startAsterisk } from './server.ts';

/** Phones of config/examples/centre. */
const phones = Array.from({ length: 12 }, (_, index) => String(1001 + index));

const { values } = parseArgs({
  options: { for: { type: 'string' }, seed: { type: 'string', default: '7' } },
});

const say = (text: string): void => console.error(`demo: ${text}`);

/** 22 if the mirror has it, else 16. */
async function anyAsterisk(): Promise<AsteriskPackages> {
  try {
    return await unpackAsterisk(22);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    say(`no Asterisk 22 (${error.message.split('\n')[0]}), trying 16`);
    return unpackAsterisk(16);
  }
}

/** A copy of config/examples/asterisk with the ports and the journal of this run. */
async function writeConfig(folder: string, asterisk: AsteriskServer): Promise<string> {
  const config = join(folder, 'config');
  const from = join(checkoutRoot(), 'config/examples/asterisk');
  cpSync(from, config, { recursive: true, dereference: true });
  const file = join(config, 'switch.yaml');
  const ports = `  api: { port: ${await freeTcpPort()} }\n  metrics: { port: ${await freeTcpPort()} }\n`;
  const text = readFileSync(file, 'utf8')
    .replace('http://127.0.0.1:8088', asterisk.ariUrl)
    .replace(
      'journal: var/journal',
      `journal: ${join(folder, 'journal')}\n  store: ${join(folder, 'store.db')}`,
    )
    .replace(/^server:\n/m, `server:\n${ports}`);
  if (!text.includes(asterisk.ariUrl) || !text.includes(folder)) {
    throw new Error(`${from}/switch.yaml has changed: its url or journal was not found`);
  }
  writeFileSync(file, text);
  return config;
}

function startRouter(config: string, asterisk: AsteriskServer): ChildProcess {
  const cli = join(process.env.TSUNAGI_DIST ?? join(checkoutRoot(), 'dist'), 'server/cli.js');
  return spawn(process.execPath, [cli, 'serve', '--config', config, '--picture'], {
    env: { ...process.env, TSUNAGI_ARI_PASSWORD: asterisk.password },
    stdio: 'inherit',
    // Ctrl-C is for us; we tell it to stop when the callers have gone.
    detached: true,
  });
}

/** Small and seeded: the same seed brings the same people. */
function chanceFrom(seed: number): () => number {
  let state = Math.max(1, Math.floor(seed) % 2_147_483_647);
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Resolves at Ctrl-C, at the end of `--for`, or when the router ends by itself. */
function theEnd(router: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve('Ctrl-C'));
    process.once('SIGTERM', () => resolve('SIGTERM'));
    router.once('exit', () => resolve('the router has ended'));
    const seconds = Number(values.for);
    if (seconds > 0) setTimeout(() => resolve(`${seconds} s are over`), seconds * 1000);
  });
}

async function main(): Promise<void> {
  const packages = await anyAsterisk();
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-demo-'));
  say(`starting Asterisk ${packages.version}`);
  const asterisk = await startAsterisk({
    packages,
    phones: phones.map((id) => ({ id })),
    quiet: true,
    ownGroup: true,
  });
  const config = await writeConfig(folder, asterisk);
  const router = startRouter(config, asterisk);
  // Whatever happens to us, nothing of ours is left running.
  process.on('exit', () => {
    router.kill('SIGKILL');
    if (asterisk.pid() > 0) process.kill(asterisk.pid(), 'SIGKILL');
  });
  const end = theEnd(router);
  await until('the router to connect', async () => {
    const apps = (await asterisk.ari('GET', 'applications')) as { name: string }[];
    return apps.some(({ name }) => name === 'tsunagi') || router.exitCode !== null;
  });
  const people = new DemoPeople(asterisk, chanceFrom(Number(values.seed)));
  await people.agentsCome(phones);
  people.callersCome();
  const why = await end;
  await people.stop();
  await endChild(router, 'SIGTERM', 15_000);
  await ended(router);
  await asterisk.stop();
  rmSync(folder, { recursive: true, force: true });
  const { callers, talked, gaveUp, declined } = people.tally;
  say(
    `${why}; ${callers} callers, ${talked} conversations, ${gaveUp} hung up by the caller, ` +
      `${declined} declined by an agent. Everything is stopped.`,
  );
}

try {
  await main();
  process.exit(0);
} catch (error) {
  say(error instanceof PackageError ? error.message : String((error as Error).stack));
  process.exit(1);
}
