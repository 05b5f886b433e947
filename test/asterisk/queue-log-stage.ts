/**
 * Where a scenario of the queue_log is played: two agents, callers, and whoever distributes the
 * calls, Asterisk's `app_queue` or Tsunagi. The scenario cannot tell which.
 */

import { existsSync, readFileSync } from 'node:fs';
import { until } from './child.ts';
import { agentHertz, callerHertz } from './phone-rack.ts';
import type { AsteriskServer } from './server.ts';
import type { SipCall } from './sip-call.ts';
import { SipPhone } from './sip-phone.ts';

export type AgentName = 'a' | 'b' | 'c';

/** What a scenario is known by on the switch: its number makes everything of it unique. */
export class SceneNames {
  readonly #number: string;

  constructor(index: number) {
    this.#number = String(index + 1).padStart(2, '0');
  }

  /** Of the first queue, or the second. */
  queue = (which: number): string => `s${this.#number}${'ab'[which]}`;
  agent = (name: AgentName): string => `${name}${this.#number}`;
  phone = (name: AgentName): string => `1${this.#number}${'abc'.indexOf(name) + 1}`;
  /** What the callers dial: of `app_queue` or Tsunagi. */
  dialled = (side: SideName): string => `${side === 'app_queue' ? 96 : 95}${this.#number}`;
  caller = (nth: number): string => `03${this.#number}11000${nth}`;

  /** Everything that can stand in a line, and how the golden file calls it. */
  placeholders(): ReadonlyMap<string, string> {
    const names = new Map<string, string>();
    for (const which of [0, 1]) names.set(this.queue(which), `<queue ${which + 1}>`);
    for (const each of ['a', 'b', 'c'] as const) {
      names.set(`PJSIP/${this.phone(each)}`, `<agent ${each}>`);
    }
    for (let nth = 1; nth <= 4; nth++) names.set(this.caller(nth), `<number ${nth}>`);
    return names;
  }
}

export type SideName = 'app_queue' | 'tsunagi';

/** Who distributes the calls. `queues` in every method: all of the scenario's. */
export interface Side {
  readonly name: SideName;
  /** The file its lines are in. */
  readonly file: string;
  signIn(scene: SceneNames, agent: AgentName, queues: readonly string[]): Promise<void>;
  signOut(scene: SceneNames, agent: AgentName, queues: readonly string[]): Promise<void>;
  pause(scene: SceneNames, agent: AgentName, reason: string): Promise<void>;
  unpause(scene: SceneNames, agent: AgentName): Promise<void>;
  /** Whoever distributes the calls learns of the work when it is done. */
  unseen(work: () => Promise<void>): Promise<void>;
}

export class Stage {
  readonly #side: Side;
  readonly #asterisk: AsteriskServer;
  readonly #scene: SceneNames;
  readonly #queues: readonly string[];
  readonly #phones = new Map<AgentName, SipPhone>();
  readonly #callers: SipPhone[] = [];
  readonly #signedIn = new Set<AgentName>();

  constructor(side: Side, asterisk: AsteriskServer, scene: SceneNames, queues: number) {
    this.#side = side;
    this.#asterisk = asterisk;
    this.#scene = scene;
    this.#queues = Array.from({ length: queues }, (_, which) => scene.queue(which));
  }

  /** The agent's phone, registered from the first time on. */
  async phone(agent: AgentName, onCall?: (call: SipCall) => void): Promise<SipPhone> {
    const known = this.#phones.get(agent);
    if (known) return known;
    const { sipPort: port, password } = this.#asterisk;
    const phone = await SipPhone.open({
      user: this.#scene.phone(agent),
      password,
      address: '127.0.0.1',
      server: { address: '127.0.0.1', port },
      hertz: agentHertz,
      ...(onCall === undefined ? {} : { onCall }),
    });
    this.#phones.set(agent, phone);
    await phone.register();
    return phone;
  }

  /** Extension of an agent's phone. */
  extension = (agent: AgentName): string => this.#scene.phone(agent);

  async signIn(agent: AgentName): Promise<void> {
    await this.phone(agent);
    await this.#side.signIn(this.#scene, agent, this.#queues);
    this.#signedIn.add(agent);
  }

  async signOut(agent: AgentName): Promise<void> {
    await this.#side.signOut(this.#scene, agent, this.#queues);
    this.#signedIn.delete(agent);
  }

  pause = (agent: AgentName, reason: string): Promise<void> =>
    this.#side.pause(this.#scene, agent, reason);
  unpause = (agent: AgentName): Promise<void> => this.#side.unpause(this.#scene, agent);

  /** The next call that rings at the agent's phone. */
  async rings(agent: AgentName): Promise<SipCall> {
    return (await this.phone(agent)).incoming(30_000);
  }

  /** The agent's phone answers, and hangs up before anybody speaks to it. */
  answersAndGoes(agent: AgentName, leg: SipCall): Promise<void> {
    const ofPhone = async () =>
      (await this.#asterisk.channels()).find(({ name }) =>
        name.startsWith(`PJSIP/${this.#scene.phone(agent)}-`),
      );
    return this.#side.unseen(async () => {
      leg.answer();
      await until('the answer to be heard', async () => (await ofPhone())?.state === 'Up');
      await leg.hangUp();
      await until('the channel to end', async () => (await ofPhone()) === undefined);
    });
  }

  /** A caller who dials in; `number` absent: one of the scenario's own. May be turned away. */
  async dial({ name = 'Hanako', number }: { name?: string; number?: string } = {}) {
    const user = number ?? this.#scene.caller(this.#callers.length + 1);
    const { sipPort: port, trunkAddress } = this.#asterisk;
    const server = { address: '127.0.0.1', port };
    const phone = await SipPhone.open({ user, address: trunkAddress, server, hertz: callerHertz });
    this.#callers.push(phone);
    return phone.dial(this.#scene.dialled(this.#side.name), name);
  }

  /** Lines of this scenario so far. */
  lines(): readonly string[] {
    if (!existsSync(this.#side.file)) return [];
    const own = new Set(this.#queues);
    const phones = new Set(
      (['a', 'b', 'c'] as const).map((each) => `PJSIP/${this.#scene.phone(each)}`),
    );
    return readFileSync(this.#side.file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .filter((line) => {
        const [, , queue = '', agent = ''] = line.split('|');
        return own.has(queue) || (queue === 'NONE' && phones.has(agent));
      });
  }

  /** Waits until so many lines of this event are there. */
  told(event: string, count = 1): Promise<unknown> {
    return until(
      `${count} × ${event} of ${this.#side.name}`,
      () => this.lines().filter((line) => line.includes(`|${event}|`)).length >= count,
      { timeoutMs: 40_000 },
    ).catch((error: Error) => {
      throw new Error(`${error.message}; there is:\n${this.lines().join('\n')}`);
    });
  }

  /** Everybody hangs up and signs out; what is written then is the last. */
  async end(): Promise<void> {
    const phones = [...this.#callers, ...this.#phones.values()];
    for (const phone of phones) await Promise.all(phone.calls.map((call) => call.hangUp()));
    const mine = new Set(phones.map(({ user }) => user));
    await until('the channels to end', async () => {
      const channels = (await this.#asterisk.ari('GET', 'channels')) as ChannelText[];
      return !channels.some(
        ({ name, caller }) => mine.has(caller.number) || mine.has(/\/(\d+)-/.exec(name)?.[1] ?? ''),
      );
    });
    // Also where nobody was signed in: the end of the scenario must be seen in the file.
    if (this.#signedIn.size === 0) await this.signIn('a');
    for (const agent of [...this.#signedIn]) await this.signOut(agent);
    const ins = this.lines().filter((line) => line.includes('|ADDMEMBER|')).length;
    await this.told('REMOVEMEMBER', ins);
    for (const phone of this.#phones.values()) await phone.register(0);
  }

  async close(): Promise<void> {
    for (const phone of [...this.#callers, ...this.#phones.values()]) await phone.close();
  }
}

interface ChannelText {
  readonly name: string;
  readonly caller: { readonly number: string };
}
