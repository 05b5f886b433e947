/** `tsunagi rescue`: sends callers who wait back to the dialplan while nobody routes. */

import { AmiConnection } from '../../adapters/asterisk-ami/connection.ts';
import {
  type Place,
  placeInWords,
  type Rescue,
  rescueAll,
} from '../../adapters/asterisk-ami/rescue.ts';
import { realClock } from '../../adapters/clock.ts';
import { durationText } from '../../config/scalars.ts';
import type { AmiSite, Site } from '../../config/site.ts';
import { readAddress } from './address.ts';
import { exitCodes } from './exit-codes.ts';
import { isPlaceholder, siteOf, urlOf } from './site-of.ts';

export interface RescueOptions {
  readonly config?: string;
  /** `host:port` of the manager interface. */
  readonly ami?: string;
  readonly user?: string;
  readonly secret?: string;
  readonly app?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** The command line is not one that can be carried out. */
class UsageError extends Error {}

/** Everything that is needed, from options and configuration. */
interface Plan {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
  readonly app: string;
  readonly to?: Place;
  readonly readyUrl: string;
}

/** A server that does not answer in this time is none. */
const readyMs = 3_000;

export async function rescue(options: RescueOptions): Promise<void> {
  try {
    const plan = planOf(options);
    if (!options.force && !options.dryRun) await refuseIfReady(plan.readyUrl);
    const rescued = await carryOut(plan, options);
    if (options.json) process.stdout.write(`${JSON.stringify(rescued, undefined, 2)}\n`);
    else process.stdout.write(`${sumInWords(rescued, plan)}\n`);
    if (rescued.some(({ outcome }) => outcome === 'failed')) process.exitCode = exitCodes.failed;
  } catch (error) {
    process.stderr.write(`tsunagi: ${(error as Error).message}\n`);
    process.exitCode = error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

function planOf(options: RescueOptions): Plan {
  const { to: wanted, ami } = options;
  const address = ami === undefined ? undefined : readAddress(ami);
  if (ami !== undefined && !address) {
    throw new UsageError(`--ami: an address is written as host:port, 127.0.0.1:5038, not "${ami}"`);
  }
  const site = options.config === undefined ? undefined : siteOf(options.config);
  const pbx = asteriskOf(site);
  const to = wanted === undefined ? pbx?.ami?.rescueTo : placeOf(wanted);
  return {
    host: address?.host ?? pbx?.ami?.host ?? '127.0.0.1',
    port: address?.port ?? pbx?.ami?.port ?? 5038,
    user: options.user ?? pbx?.ami?.user ?? 'tsunagi',
    secret: secretOf(options, pbx?.ami?.password),
    app: options.app ?? pbx?.app ?? 'tsunagi',
    ...(to && { to: { ...to, priority: 1 } }),
    readyUrl: `${urlOf(site?.server.metrics ?? { host: '127.0.0.1', port: 9470 })}/readyz`,
  };
}

function asteriskOf(site: Site | undefined): { app: string; ami?: AmiSite } | undefined {
  const first = site?.switches[0];
  if (first?.kind === 'asterisk-ami') {
    if (first.tls)
      throw new UsageError('this command does not speak TLS: give --ami, or use asterisk -rx');
    return { app: first.context, ami: first };
  }
  if (first?.kind === 'asterisk-ari') return first;
  if (!site) return undefined;
  throw new UsageError('the switch of this configuration is no Asterisk: nobody is to be rescued');
}

function secretOf({ secret, config }: RescueOptions, configured: string | undefined): string {
  const found = secret ?? configured;
  if (found !== undefined && !isPlaceholder(found)) return found;
  if (found !== undefined) {
    const name = found.replace(/-+$/, '');
    throw new UsageError(`the environment variable ${name} is not set; set it, or give --secret`);
  }
  const where = config === undefined ? '--config or' : '`ami:` of the switch there, or give';
  throw new UsageError(`no secret for the manager interface: give ${where} TSUNAGI_AMI_SECRET`);
}

function placeOf(text: string): { readonly context: string; readonly extension: string } {
  const [context = '', extension = '', ...rest] = text.split(',').map((part) => part.trim());
  if (context === '' || extension === '' || rest.length > 0) {
    throw new UsageError(`--to: a context and an extension, such as fallback,5000, not "${text}"`);
  }
  return { context, extension };
}

/** A router that routes looks after its callers itself. */
async function refuseIfReady(url: string): Promise<void> {
  let status = 0;
  try {
    status = (await fetch(url, { signal: AbortSignal.timeout(readyMs) })).status;
  } catch {
    // Nobody is there: that is the emergency this command is for.
  }
  if (status !== 200) return;
  throw new Error(
    `the router is alive and ready (${url}): its callers are in good hands. --force moves them all the same`,
  );
}

async function carryOut(plan: Plan, { dryRun, json }: RescueOptions): Promise<Rescue[]> {
  const { host, port, user, secret, app, to } = plan;
  const ami = await new Promise<AmiConnection>((resolve, reject) => {
    const opened = new AmiConnection({
      host,
      port,
      user,
      secret,
      clock: realClock,
      onUp: () => resolve(opened),
      onDown: () => {},
      onTrouble(trouble) {
        opened.stop();
        reject(new Error(trouble));
      },
    });
    opened.start();
  });
  let count = 0;
  try {
    return await rescueAll(ami, {
      app,
      ...(to && { to }),
      dryRun: dryRun ?? false,
      onDone(rescue) {
        if (!json) process.stdout.write(`${lineOf(++count, rescue)}\n`);
      },
    });
  } finally {
    ami.stop();
  }
}

const outcomes: Readonly<Record<Rescue['outcome'], string>> = {
  moved: 'sent to',
  'would-move': 'would be sent to',
  left: 'has hung up before being sent to',
  failed: 'COULD NOT be sent',
  spared: 'left alone',
};

function lineOf(count: number, { number, name, waitedMs, outcome, to, why }: Rescue): string {
  const who = [number || 'number withheld', name].filter(Boolean).join(' ');
  const place = to ? ` ${placeInWords(to)}` : '';
  const reason = why === undefined ? '' : `: ${why}`;
  return `${count}. ${who}, here for ${durationText(waitedMs)}: ${outcomes[outcome]}${place}${reason}`;
}

function sumInWords(rescued: readonly Rescue[], { app, host, port }: Plan): string {
  if (rescued.length === 0) return `nobody waits in ${app} on ${host}:${port}`;
  const counts = new Map<string, number>();
  for (const { outcome } of rescued) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome.replace('-', ' ')}`);
  return `${rescued.length} waited in ${app}: ${parts.join(', ')}`;
}
