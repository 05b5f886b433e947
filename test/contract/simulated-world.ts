/**
 * A world of the contract made of the simulated PBX; also the one behind the loopback ARI server.
 */

import type { SwitchPort } from '../../adapters/port.ts';
import type { SimulatedPhone, SimulatedWorld } from '../../adapters/simulated/world.ts';
import type {
  CallerOrder,
  ContractCaller,
  ContractCustomer,
  ContractPhone,
  ContractTelephone,
  ContractTrunk,
  ContractWorld,
  PhoneBehaviour,
  Voice,
} from './world.ts';

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

const customerPeer = 'Local/0901234567@outgoing';
export const dialledNumber = '0312340000';

export function createSimulatedWorld(options: SimulatedWorldOptions): ContractWorld {
  const { world, now } = options;
  const outsideCalls = new Set<() => void>();
  const phones = [1, 2, 3].map((n) => world.phone(`PJSIP/100${n}`));
  const customer = world.phone(customerPeer);
  const trunk = world.phone('PJSIP/osaka');
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
    phone: (index) => new DeskPhone(phones[index]!, outsideCalls),
    customer: new Customer(customer),
    trunk: new Trunk(trunk, world),
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
      for (const phone of [...phones, customer, trunk]) {
        phone.decline();
        phone.hangUp();
        phone.register(true);
        phone.speak(true);
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
  const causes = new Map<string, number>();
  world.pbx.witnesses.add((event) => {
    if (event.type === 'ChannelDestroyed') causes.set(event.channel.id, event.cause);
  });
  const caller = world.enter({ args, dialled: dialledNumber, number, name });
  return {
    hangUp: async () => caller.hangUp(),
    press: async (key) => caller.press(key),
    hears: async () => caller.hears,
    voices: async () => namesOf(caller.voices),
    keys: () => caller.keys,
    where: async () => caller.where,
    refused: async () => causes.get(caller.channel) === 17,
  };
}

const names: Readonly<Record<string, Voice>> = {
  'PJSIP/1001': 'phone 0',
  'PJSIP/1002': 'phone 1',
  'PJSIP/1003': 'phone 2',
  'PJSIP/trunk': 'caller',
  'PJSIP/osaka': 'trunk',
  [customerPeer]: 'customer',
};

/** Whom nobody knows by name the dialplan has reached. */
const namesOf = (peers: readonly string[]): readonly Voice[] =>
  peers.map((peer) => names[peer] ?? 'somebody').sort();

class Telephone implements ContractTelephone {
  protected readonly phone: SimulatedPhone;

  constructor(phone: SimulatedPhone) {
    this.phone = phone;
  }

  get state(): ContractTelephone['state'] {
    return this.phone.state === 'unregistered' ? 'idle' : this.phone.state;
  }

  hears = async () => this.phone.hears;
  voices = async () => namesOf(this.phone.voices);
  keys = () => this.phone.keys;
  shows = () => this.phone.shows;
  answer = async () => this.phone.answer();
  decline = async () => this.phone.decline();
  hangUp = async () => this.phone.hangUp();
  speaks = (on: boolean) => this.phone.speak(on);
  press = async (key: string) => this.phone.press(key);

  does(behaviour: PhoneBehaviour): void {
    if (behaviour === 'wait') this.phone.plan({ does: 'ring' });
    else if (behaviour === 'busy') this.phone.plan({ does: 'busy' });
    else this.phone.plan({ does: behaviour, afterMs: 50 });
  }
}

class Customer extends Telephone implements ContractCustomer {
  get endpoint(): string {
    return `${this.phone.peer}/n`;
  }
}

class Trunk extends Telephone implements ContractTrunk {
  readonly endpoint = 'PJSIP/8100@osaka';
  readonly #world: SimulatedWorld;

  constructor(phone: SimulatedPhone, world: SimulatedWorld) {
    super(phone);
    this.#world = world;
  }

  given(header: string): string | undefined {
    const channels = [...this.#world.pbx.channels.values()];
    const channel = channels.find(({ peer }) => peer === this.phone.peer);
    return channel?.variables.get(`PJSIP_HEADER(add,${header})`);
  }
}

class DeskPhone extends Telephone implements ContractPhone {
  readonly #outsideCalls: Set<() => void>;

  constructor(phone: SimulatedPhone, outsideCalls: Set<() => void>) {
    super(phone);
    this.#outsideCalls = outsideCalls;
  }

  get peer(): string {
    return this.phone.peer;
  }

  get missed(): number {
    return this.phone.missed;
  }

  hold = async (on: boolean) => this.phone.hold(on);
  register = async (registered: boolean) => this.phone.register(registered);

  async transferBlind(to: 'somebody' | 'nobody'): Promise<void> {
    this.phone.transferBlind('phones', to === 'somebody' ? '800' : 'nobody');
  }

  async transferAttended(): Promise<void> {
    this.phone.consult('phones', '800');
    this.phone.transferAttended();
  }

  async callOutside(): Promise<() => Promise<void>> {
    const end = this.phone.callOutside();
    this.#outsideCalls.add(end);
    return async () => end();
  }

  async dialSignIn(agent: string): Promise<void> {
    this.phone.dialFeature(['sign-in', agent]);
  }
}
