/**
 * The process, wired. Routing runs on the calling thread; the journal and the front (API, stream,
 * metrics) have threads of their own, so that neither a disk nor a scrape can delay a decision.
 */

import { resolve } from 'node:path';
import type { Clock } from '../adapters/clock.ts';
import type { SwitchPort } from '../adapters/port.ts';
import type { CompiledConfig } from '../config/site.ts';
import { stateHash } from '../core/index.ts';
import type { CallId } from '../core/routing/ids.ts';
import { defaultLimits, type Limits } from '../core/routing/limits.ts';
import { createServerClock } from './clock.ts';
import type { DialOrder } from './dials.ts';
import type { Front, FrontAddresses, Gateway, ReloadAnswer } from './front-link.ts';
import { startFrontThread } from './front-worker.ts';
import { createGauges, type Gauges } from './gauges.ts';
import { createInlineJournal, type Journal, startJournalThread } from './journal.ts';
import { lockFolder } from './journal-folder.ts';
import { defaultLinesMax, defaultPendingBytesMax } from './journal-writer.ts';
import type { LogPlace, ServerLog } from './log.ts';
import type { Loop } from './loop.ts';
import type { Outbound } from './outbound/outbound-link.ts';
import { type Recovered, recover } from './recovery.ts';
import { type Routing, startRouting } from './routing.ts';
import { StatusBoard } from './status.ts';
import { type OpenedSwitch, openSwitch } from './switch.ts';
import { version } from './version.ts';

export interface ServerOptions {
  readonly config: CompiledConfig;
  /** Where the configuration came from, for reloads. */
  readonly configDir?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly log: ServerLog;
  /** Where the front's thread logs. */
  readonly logPlace?: LogPlace;
  /** Journal and front on threads of their own (default), or on the calling one. */
  readonly threads?: boolean;
  /** Default: the adapter of the site's switch. */
  readonly port?: SwitchPort;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** The wall clock opening hours go by. */
  readonly wall?: () => number;
  readonly limits?: Limits;
  /** Lines of the journal after which a new file is begun. */
  readonly journalLinesMax?: number;
  /** Our own bug stopped routing. The journal is kept; the process should end and start again. */
  readonly onFatal?: (error: unknown) => void;
}

export interface RunningServer {
  readonly addresses: FrontAddresses;
  readonly front: Front;
  /** Folder of the journal, absolute. */
  readonly folder: string;
  readonly port: SwitchPort;
  readonly loop: Loop;
  readonly recovered: Recovered;
  reload(): Promise<ReloadAnswer>;
  /** Resolves when everything journalled so far is on the disk. */
  flushJournal(): Promise<void>;
  /** Stops in good order; callers stay on the switch. */
  stop(): Promise<void>;
  /** Hash of the router's whole state. */
  stateHash(): string;
}

/**
 * Start of the ids when nothing remembers older ones: seconds since 2026, so that none is met
 * again.
 */
const idEpochSeconds = Date.UTC(2026, 0, 1) / 1000;

/** Starts everything. Rejects with a `JournalError`, a `SiteError` or the error of a listener. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folder = resolve(options.config.site.server.journal);
  // Undone in reverse when something fails, and at the end.
  const undo: (() => unknown)[] = [lockFolder(folder)];
  const undoAll = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await startParts(options, folder, undo, undoAll);
  } catch (error) {
    await undoAll();
    throw error;
  }
}

async function startParts(
  options: ServerOptions,
  folder: string,
  undo: (() => unknown)[],
  undoAll: () => Promise<void>,
): Promise<RunningServer> {
  const { config, log } = options;
  const gauges = createGauges();

  // 1. The router: a new one, or the one the journal left.
  const opened = await openPort(options, gauges);
  const recovered = recoverFrom(folder, opened, options);
  const clock = options.clock ?? createServerClock(recovered.view.at);
  const status = new StatusBoard(version, clock.now());

  // 2. What must not delay it: the journal, the front, the dialer. They load at the same time.
  let begin: (routing: Routing) => void = () => {};
  let giveUp: (error: unknown) => void = () => {};
  const begun = new Promise<Routing>((resolve, reject) => {
    [begin, giveUp] = [resolve, reject];
  });
  // Who asked meanwhile is told; nobody need have asked.
  begun.catch(() => {});
  const journalReady = openJournal(options, folder, recovered, gauges, status);
  const outboundReady = openOutbound(options, recovered, clock, begun);
  const frontReady = openFront(options, folder, recovered, clock, gauges, status, {
    ask: async (request) => (await begun).board.desk.ask(request),
    explain: async (question) => (await begun).explain.explain(question),
    useConfig: async (next) => {
      (await begun).useConfig(next);
      outbound?.useConfig(next);
    },
    flushJournal: async () => (await journalReady).flush(),
  });
  const parts = [journalReady, frontReady, outboundReady] as const;
  const [journal, front, outbound] = await allOrNone(undo, parts, giveUp);
  status.onChange = (now) => front.setStatus(now);

  // 3. The loop with the switch on one side and people on the other.
  const routing = startRouting({
    config,
    recovered,
    clock,
    wall: options.wall ?? Date.now,
    gauges,
    port: opened.port,
    status,
    log,
    publish(lines) {
      journal.append(lines);
      front.apply(lines);
      outbound?.apply(lines);
    },
    onBroken(error) {
      log.error({ err: error }, 'the router broke one of its own rules; stopping, journal kept');
      options.onFatal?.(error);
    },
  });
  const { loop } = routing;
  undo.push(() => routing.stop());
  begin(routing);
  log.info({ ...front.addresses, journal: folder, version }, 'serving');

  let stopped: Promise<void> | undefined;
  return {
    addresses: front.addresses,
    front,
    folder,
    port: opened.port,
    loop,
    recovered,
    reload: () => front.reload(),
    flushJournal: () => journal.flush(),
    stop() {
      stopped ??= undoAll().then(() => log.info({}, 'stopped; callers stay on the switch'));
      return stopped;
    },
    stateHash: () => stateHash(loop.router),
  };
}

interface Stoppable {
  stop(): unknown;
}

/** Waits for all; rejects with the first failure once all that has started can be undone. */
async function allOrNone<Parts extends readonly Promise<Stoppable | undefined>[]>(
  undo: (() => unknown)[],
  parts: Parts,
  giveUp: (error: unknown) => void,
): Promise<{ -readonly [At in keyof Parts]: Awaited<Parts[At]> }> {
  const settled = await Promise.allSettled(parts);
  for (const part of settled) {
    if (part.status === 'fulfilled') undo.push(() => part.value?.stop());
  }
  const failed = settled.find((part): part is PromiseRejectedResult => part.status === 'rejected');
  if (failed) {
    giveUp(failed.reason);
    throw failed.reason;
  }
  return Promise.all(parts);
}

/** Undefined: the configuration has no campaigns dial. */
async function openOutbound(
  { config, log, logPlace = { level: 'silent' }, threads = true }: ServerOptions,
  { snapshot }: Recovered,
  clock: Clock,
  begun: Promise<Routing>,
): Promise<Outbound | undefined> {
  if (config.site.server.outbound === undefined) return undefined;
  // A start that fails is told by its own error, not once more by each order.
  const whenBegun = (act: (routing: Routing) => void) => void begun.then(act, () => {});
  const send = (order: DialOrder) => whenBegun(({ board }) => board.dials.order(order));
  const letGo = (call: CallId) => whenBegun(({ board }) => board.dials.letGo(call));
  const start = { config, snapshot };
  if (!threads) {
    const { Runner } = await import('./outbound/runner.ts');
    return Runner.start(start, { clock, log, send, letGo });
  }
  const { startOutbound } = await import('./outbound/outbound-worker.ts');
  const aheadMs = clock.now() - Date.now();
  return startOutbound({ start, log: logPlace, aheadMs }, { send, letGo }, log);
}

async function openPort(
  { config, port, clock }: ServerOptions,
  gauges: Gauges,
): Promise<OpenedSwitch> {
  if (port) return { port, fresh: true };
  return openSwitch(config.site, clock ?? createServerClock(), gauges);
}

function recoverFrom(folder: string, { fresh }: OpenedSwitch, options: ServerOptions): Recovered {
  const { config, log, limits = defaultLimits } = options;
  const recovered = recover({
    folder,
    policy: config.policy,
    limits,
    renamed: config.site.renamed ?? [],
    lastAgent: config.site.server.lastAgent,
    seed: 1,
    firstId: fresh ? 1 : Math.floor(Date.now() / 1000) - idEpochSeconds,
    version,
  });
  const { replayed, crashed, view } = recovered;
  if (replayed === undefined) {
    log.info({ folder }, 'no journal yet: beginning a new one');
  } else {
    const how = crashed ? 'after a crash' : 'after a stop in good order';
    const fields = { facts: replayed, calls: view.calls.size, line: view.seq };
    log.info(fields, `state restored from the journal ${how}`);
  }
  return recovered;
}

async function openJournal(
  options: ServerOptions,
  folder: string,
  { snapshot }: Recovered,
  gauges: Gauges,
  status: StatusBoard,
): Promise<Journal> {
  const { log, config, threads = true } = options;
  const writer = {
    folder,
    snapshot,
    lastAgent: config.site.server.lastAgent,
    linesMax: options.journalLinesMax ?? defaultLinesMax,
    pendingBytesMax: defaultPendingBytesMax,
    version,
  };
  if (!threads) return createInlineJournal(writer, gauges);
  return startJournalThread(writer, gauges, (trouble) => {
    if (trouble) log.error({}, trouble);
    else log.info({}, 'the journal can be written again');
    status.set({ journalTrouble: trouble });
  });
}

async function openFront(
  options: ServerOptions,
  folder: string,
  { snapshot }: Recovered,
  clock: Clock,
  gauges: Gauges,
  status: StatusBoard,
  gateway: Gateway,
): Promise<Front> {
  const { config, configDir, log, logPlace = { level: 'silent' }, threads = true } = options;
  const start = {
    config,
    configDir,
    env: { ...options.env },
    folder,
    snapshot,
    memory: gauges.memory,
    status: status.now,
    aheadMs: clock.now() - Date.now(),
    threads,
  };
  if (threads) return startFrontThread(start, gateway, log, logPlace);
  // Loaded here and not above: with threads, this one never needs what the front is made of.
  const { createFront } = await import('./front.ts');
  return createFront(start, gateway, log, () => clock.now());
}
