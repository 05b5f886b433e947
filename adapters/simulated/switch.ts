/**
 * The simulated switch: a `SwitchPort` over a small deterministic PBX, as strict as the real one.
 * Time and chance are given; the same seed and the same commands at the same times tell the same
 * facts.
 */

import type { Clock } from '../clock.ts';
import type { SwitchCapabilities, SwitchListener, SwitchPort } from '../port.ts';
import { Recent } from '../recent.ts';
import { createLink, type Link, type LinkDelays } from './link.ts';
import { createPbx } from './pbx.ts';
import { createChance } from './random.ts';
import { execute } from './switch-commands.ts';
import { createRun, type Run } from './switch-run.ts';
import type { Desk, DeskLimits } from './switch-state.ts';
import { startTraffic, type Traffic, type TrafficOptions } from './traffic.ts';
import { createWorld, type SimulatedWorld } from './world.ts';

export interface SimulatedOptions {
  readonly clock: Clock;
  /** Of the delays on the link. */
  readonly seed: number;
  /** The PBX and its world; a new one when absent. Two ports over one world are two routers. */
  readonly world?: SimulatedWorld;
  /** Name of the application; callers enter the one the world was made for, `tsunagi`. */
  readonly app?: string;
  readonly delays?: LinkDelays;
  readonly limits?: Partial<DeskLimits>;
  /** Brings people from the first contact until `stop`; absent: only those a test brings. */
  readonly traffic?: Pick<TrafficOptions, 'site' | 'callsPerMinute' | 'onAgent'>;
}

/** A port, and the hand that moves the world behind it. */
export interface SimulatedSwitch extends SwitchPort {
  readonly world: SimulatedWorld;
  /** The line to the PBX breaks; what the PBX tells meanwhile is lost. */
  cutLink(): void;
  /** It can be reached again; the port finds out by its next attempt. */
  restoreLink(): void;
}

const capabilities: SwitchCapabilities = {
  name: 'simulated',
  version: '1',
  announce: true,
  record: true,
  transfer: true,
  phoneStates: true,
  links: true,
};

/** Dials that are remembered, so that none is done twice. */
const dialledMax = 10_000;
const defaultDelays: LinkDelays = { commandMs: [1, 3], eventMs: [1, 3] };
const defaultLimits: DeskLimits = { connectMs: 4_000, debounceMs: 400, featureMs: 10_000 };

export function createSimulatedSwitch(options: SimulatedOptions): SimulatedSwitch {
  const { clock, seed, app = 'tsunagi' } = options;
  const world = options.world ?? createWorld(createPbx({ clock }), app);
  const link = createLink(world.pbx, options.delays ?? defaultDelays, createChance(seed));
  const limits = { ...defaultLimits, ...options.limits };
  let run: Run | undefined;
  let traffic: Traffic | undefined;
  let watched: readonly string[] = [];
  return {
    world,
    capabilities,
    get connected() {
      return run?.restored ?? false;
    },
    start(listener) {
      const started = run ?? createRun(link, newDesk(app, clock, link, limits, listener), watched);
      run = started;
      return started.ready.then(() => {
        if (run !== started || !options.traffic) return;
        traffic ??= startTraffic({ ...options.traffic, world, clock, seed });
      });
    },
    watchPhones(phones) {
      watched = phones;
      run?.watch(phones);
    },
    execute(command) {
      if (run) execute(run.desk, command);
    },
    async stop() {
      traffic?.stop();
      traffic = undefined;
      run?.stop();
      run = undefined;
    },
    cutLink: () => link.cut(),
    restoreLink: () => link.restore(),
  };
}

function newDesk(
  app: string,
  clock: Clock,
  link: Link,
  limits: DeskLimits,
  listener: SwitchListener,
): Desk {
  return {
    app,
    clock,
    link,
    listener,
    limits,
    calls: new Map(),
    callsByChannel: new Map(),
    legs: new Map(),
    legsByChannel: new Map(),
    customers: new Map(),
    customersByChannel: new Map(),
    links: new Map(),
    linksByChannel: new Map(),
    dials: new Map(),
    dialsByChannel: new Map(),
    dialled: new Recent(dialledMax),
    thirdsByChannel: new Map(),
    watches: new Map(),
    strays: new Map(),
    features: new Map(),
    lastOffer: 0,
    nextFeature: 1,
    // Playbacks and channels of a port before this one may still be there.
    nextPlayback: Math.floor(clock.now()),
    nextThird: Math.floor(clock.now()),
    nextEar: Math.floor(clock.now()),
    watched: new Map(),
    postponed: undefined,
  };
}
