/** The routing thread: the loop, the switchboard, and the two calendars that tell it of time. */

import type { Clock } from '../adapters/clock.ts';
import type { SwitchPort } from '../adapters/port.ts';
import type { CompiledConfig } from '../config/site.ts';
import { snapshot } from '../core/index.ts';
import type { CallId } from '../core/routing/ids.ts';
import { createDirectory } from './directory.ts';
import type { Gauges } from './gauges.ts';
import { watchHours } from './hours.ts';
import { LiveExplain } from './live-explain.ts';
import type { Log } from './log.ts';
import { Loop } from './loop.ts';
import { watchLag } from './loop-lag.ts';
import { tellPositions } from './positions.ts';
import type { Recovered } from './recovery.ts';
import { watchRescue } from './rescue-watch.ts';
import type { StatusBoard } from './status.ts';
import { Switchboard } from './switchboard.ts';
import { version } from './version.ts';
import { WaitWatch } from './wait-watch.ts';

export interface RoutingParts {
  readonly config: CompiledConfig;
  readonly recovered: Recovered;
  readonly clock: Clock;
  readonly wall: () => number;
  readonly gauges: Gauges;
  readonly port: SwitchPort;
  readonly status: StatusBoard;
  readonly log: Log;
  readonly publish: (lines: string) => void;
  readonly onBroken: (error: unknown) => void;
}

export interface Routing {
  readonly loop: Loop;
  readonly board: Switchboard;
  readonly explain: LiveExplain;
  /** Puts a valid configuration in force. No waiting call loses its place. */
  useConfig(config: CompiledConfig): void;
  /** The switch is let go of with its callers on it; the last line of the journal says so. */
  stop(): Promise<void>;
}

/** Starts routing; the switch is being connected to when it returns. */
export function startRouting(parts: RoutingParts): Routing {
  const { config, recovered, clock, gauges, port, status, log } = parts;
  const { router, view } = recovered;
  const loop: Loop = new Loop({
    router,
    view,
    clock,
    gauges,
    publish: parts.publish,
    dispatch(record) {
      board.dispatch(record);
      waits.told(record);
    },
    onBroken: parts.onBroken,
  });
  const board = new Switchboard({
    port,
    view,
    directory: createDirectory(config.site),
    gauges,
    log,
    loop,
    clock,
    onSwitch(connected, trouble) {
      status.switchChanged(connected, trouble?.message, port.capabilities);
      rescue.switchChanged(connected, trouble);
    },
  });
  const rescue = watchRescue(config.site, clock, log);
  const directory = () => board.directory;
  const explain = new LiveExplain({ router, view, directory, now: () => loop.now() });
  const queues = () => directory().queueIds;
  const waits = new WaitWatch({ clock, router, figures: gauges.waits, queues });
  const hours = watchHours({
    clock,
    wall: parts.wall,
    onChange: (id, open) => loop.post({ type: 'hours-changed', hours: id, open }),
  });

  // The switch is down from here on: nothing is offered before it has told what is alive.
  loop.note(recovered.started);
  const { policy } = config;
  // The line before may have given agents new ids, and with them the phones they chose.
  board.phones.index();
  const { agents } = snapshot(router);
  if (view.policy.version !== policy.version) loop.post({ type: 'policy-replaced', policy });
  // The switch tells who is busy; of calls that ended meanwhile it says nothing.
  for (const { id, busy } of agents) {
    if (busy) loop.post({ type: 'agent-free', agent: id });
  }
  hours.use(config.site.hours);
  const isBusy = (call: CallId) => board.callbackOffers.has(call);
  const silencePositions = tellPositions({ clock, router, view, port, directory, isBusy });
  const stopLag = watchLag(gauges);
  loop.start();
  connect(port, board, log);

  return {
    loop,
    board,
    explain,
    useConfig(next) {
      usePolicy(next, loop, board);
      hours.use(next.site.hours);
      log.info({ version: next.policy.version }, 'new configuration in force');
    },
    async stop() {
      status.set({ stopping: true });
      explain.stop();
      rescue.stop();
      await port.stop();
      silencePositions();
      waits.stop();
      board.callbackOffers.stop();
      stopLag();
      hours.stop();
      loop.stop();
      loop.note({ type: 'stopped', version });
    },
  };
}

function connect(port: SwitchPort, board: Switchboard, log: Log): void {
  port.watchPhones(board.phones.watched());
  port
    .start(board.listener)
    .catch((error: unknown) => log.error({ err: error }, 'the switch port gave up'));
}

function usePolicy({ site, policy }: CompiledConfig, loop: Loop, board: Switchboard): void {
  const { phones } = board;
  const before = new Map(board.directory.agents.map(({ id }) => [id, phones.phoneOf(id)]));
  board.replaceDirectory(createDirectory(site));
  loop.post({ type: 'policy-replaced', policy });
  // What the switch has told of a phone it does not tell again for its new agents.
  for (const { id } of board.directory.agents) {
    if (before.get(id) === phones.phoneOf(id)) continue;
    for (const fact of phones.stateOf(id)) loop.post(fact);
  }
}
