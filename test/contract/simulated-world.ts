/**
 * A world of the contract made of the simulated PBX; also the one behind the loopback ARI server.
 */

import type { SwitchPort } from '../../adapters/port.ts';
import type { SimulatedPhone, SimulatedWorld } from '../../adapters/simulated/world.ts';
import type { CallerOrder, ContractCaller, ContractPhone, ContractWorld } from './world.ts';

export interface SimulatedWorldOptions {
  readonly world: SimulatedWorld;
  readonly now: () => number;
  readonly createPort: () => SwitchPort;
  /** Lets at least this much time pass. */
  readonly pass: (ms: number) => Promise<void>;
  /** Lets the smallest amount of time pass in which something may happen, at most to `at`. */
  readonly passToNext: (at: number) => Promise<void>;
  readonly cutLink: () => Promise<void>;
  readonly restoreLink: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const dialledNumber = '0312340000';

export function createSimulatedWorld(options: SimulatedWorldOptions): ContractWorld {
  const { world, now } = options;
  const outsideCalls = new Set<() => void>();
  const phones = [1, 2, 3].map((n) => world.phone(`PJSIP/100${n}`));
  let offers = 0;
  return {
    cannot: {},
    dialled: dialledNumber,
    sounds: { short: 'sound:beep', long: 'sound:long-story' },
    place: { context: 'away', extension: '900' },
    createPort: options.createPort,
    nextOffer: () => ++offers,
    now,
    pass: options.pass,
    async until(what, holds, limitMs = 5_000) {
      const end = now() + limitMs;
      while (!(await holds())) {
        if (now() >= end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
        await options.passToNext(end);
      }
    },
    enter: async (order = {}) => enter(world, order),
    phone: (index) => contractPhone(phones[index]!, outsideCalls),
    cutLink: options.cutLink,
    restoreLink: options.restoreLink,
    restart: async () => world.restart(),
    leftovers: async () => world.leftovers(),
    async clear() {
      for (const end of outsideCalls) end();
      outsideCalls.clear();
      for (const channel of [...world.pbx.channels.values()]) {
        if (channel.peer === 'PJSIP/trunk') world.hangUp(channel.id);
      }
      for (const phone of phones) {
        phone.decline();
        phone.hangUp();
        phone.register(true);
        phone.plan({ does: 'answer', afterMs: 50 });
      }
    },
    close: options.close,
  };
}

async function enter(world: SimulatedWorld, order: Partial<CallerOrder>): Promise<ContractCaller> {
  const args =
    order.by === 'queue-with-attributes'
      ? ['queue', 'support', 'class=vip', 'head-start=60s']
      : ['entry', dialledNumber];
  const { number = '', name = '' } = order;
  const caller = world.enter({ args, dialled: dialledNumber, number, name });
  return {
    hangUp: async () => caller.hangUp(),
    press: async (key) => caller.press(key),
    hears: async () => caller.hears,
    where: async () => caller.where,
  };
}

function contractPhone(phone: SimulatedPhone, outsideCalls: Set<() => void>): ContractPhone {
  return {
    peer: phone.peer,
    get state() {
      return phone.state === 'unregistered' ? 'idle' : phone.state;
    },
    hears: async () => phone.hears,
    shows: () => phone.shows,
    does(behaviour) {
      if (behaviour === 'wait') phone.plan({ does: 'ring' });
      else if (behaviour === 'busy') phone.plan({ does: 'busy' });
      else phone.plan({ does: behaviour, afterMs: 50 });
    },
    answer: async () => phone.answer(),
    decline: async () => phone.decline(),
    hangUp: async () => phone.hangUp(),
    hold: async (on) => phone.hold(on),
    transferBlind: async (to) => {
      phone.transferBlind('phones', to === 'somebody' ? '800' : 'nobody');
    },
    transferAttended: async () => {
      phone.consult('phones', '800');
      phone.transferAttended();
    },
    register: async (registered) => phone.register(registered),
    async callOutside() {
      const end = phone.callOutside();
      outsideCalls.add(end);
      return async () => end();
    },
    dialSignIn: async (agent) => {
      phone.dialFeature(['sign-in', agent]);
    },
  };
}
