/**
 * One script of ARI requests and people's doings, with everything ARI says to it written down: run
 * over a real Asterisk and over the loopback server, the two records must be the same.
 */

import { WebSocket } from 'ws';
import type { ContractCaller, ContractPhone, ContractWorld } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

/** Events the adapter reads; others may differ. */
const compared = new Set([
  ...['StasisStart', 'StasisEnd', 'ChannelStateChange', 'ChannelDestroyed'],
  ...['ChannelDtmfReceived', 'ChannelHold', 'ChannelUnhold'],
  ...['ChannelTalkingStarted', 'ChannelTalkingFinished'],
  ...['ChannelEnteredBridge', 'ChannelLeftBridge', 'BridgeDestroyed'],
  ...['BridgeBlindTransfer', 'BridgeAttendedTransfer', 'Dial'],
  ...['PlaybackStarted', 'PlaybackContinuing', 'PlaybackFinished'],
  ...['RecordingStarted', 'RecordingFinished', 'RecordingFailed'],
  ...['ApplicationReplaced', 'DeviceStateChanged', 'ChannelHangupRequest'],
]);

export class AriRecorder {
  /** What has been said since the last `step`. */
  readonly lines: string[] = [];
  readonly events: Json[] = [];
  readonly #world: ContractWorld;
  readonly #names = new Map<string, string>();
  #socket: WebSocket | undefined;
  closed = false;

  constructor(world: ContractWorld) {
    this.#world = world;
    this.name(world.sounds.short, 'short');
    this.name(world.sounds.long, 'long');
  }

  async open(): Promise<void> {
    const { url, user, password } = this.#world.ari!;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ari/events?app=tsunagi`, {
      headers: { authorization: basic(user, password) },
    });
    this.#socket = socket;
    socket.on('message', (frame) => this.#note(JSON.parse(String(frame)) as Json));
    socket.on('close', () => {
      this.closed = true;
    });
    await new Promise((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
    });
  }

  close(): void {
    this.#socket?.terminate();
  }

  /** Sends a request and writes its status down; gives the body. */
  async ask(method: string, path: string, body?: object): Promise<Json> {
    const { url, user, password } = this.#world.ari!;
    const line = `${method} ${this.#plain(path)} →`;
    this.lines.push(line);
    const response = await fetch(`${url}/ari/${path}`, {
      method,
      headers: { authorization: basic(user, password), 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const place = this.lines.indexOf(line);
    if (place >= 0) this.lines[place] = `${line} ${response.status}`;
    return text === '' ? {} : (JSON.parse(text) as Json);
  }

  /** A name for an id, in the record. */
  name(id: string, name: string): void {
    this.#names.set(id, name);
  }

  /** Waits for an event of this type about what has this name. */
  async event(type: string, name?: string): Promise<Json> {
    const find = (): Json | undefined =>
      this.events.find(
        (each) => each.type === type && (!name || this.#line(each).includes(` ${name}`)),
      );
    try {
      await this.#world.until(`${type} ${name ?? ''}`, () => find() !== undefined);
    } catch (error) {
      throw new Error(`${(error as Error).message}; so far: ${this.lines.join('; ')}`);
    }
    return find()!;
  }

  /**
   * A moment for what may still follow; then what was said, told apart by whom it is about.
   * `without`: what depends on the make of a phone.
   */
  async step(without = /^$/): Promise<Readonly<Record<string, readonly string[]>>> {
    await this.#world.pass(150);
    const groups: Record<string, string[]> = {};
    for (const line of this.lines.splice(0)) {
      // They race the changes of state, and say nothing more.
      if (without.test(line) || /^Dial (.*RINGING|\S+)$/.test(line)) continue;
      const about = aboutOf(line);
      groups[about] ??= [];
      groups[about]!.push(line);
    }
    this.events.length = 0;
    return groups;
  }

  #note(event: Json): void {
    const { type, channel, args, bridge } = event as { type: string } & Record<string, never>;
    // Those who come by themselves are named as they come.
    if (type === 'StasisStart' && channel) {
      const { id } = channel as { id: string };
      if (!this.#names.has(id)) this.name(id, (args as string[])[0] ?? 'replacement');
    }
    if (bridge && !this.#names.has((bridge as { id: string }).id)) {
      this.name((bridge as { id: string }).id, 'bridge');
    }
    this.events.push(event);
    if (compared.has(type)) this.lines.push(this.#line(event));
  }

  #line(event: Json): string {
    const of = (key: string, what = 'id'): string =>
      String((event[key] as Json | undefined)?.[what] ?? '');
    const more: Readonly<Record<string, string>> = {
      StasisStart: `(${(event.args as string[] | undefined)?.join()}) ${of('replace_channel') && `for ${of('replace_channel')}`}`,
      ChannelStateChange: of('channel', 'state'),
      ChannelDestroyed: String(event.cause),
      ChannelHangupRequest: event.soft ? 'soft' : '',
      ChannelDtmfReceived: String(event.digit),
      ChannelEnteredBridge: of('bridge'),
      ChannelLeftBridge: of('bridge'),
      BridgeBlindTransfer: `by ${of('replace_channel')} ${event.result}`,
      BridgeAttendedTransfer: `${of('transferer_first_leg_bridge')} ${event.result}`,
      Dial: String(event.dialstatus),
      DeviceStateChanged: of('device_state', 'state'),
      PlaybackFinished: of('playback', 'state'),
      RecordingFinished: of('recording', 'state'),
    };
    const about =
      of('channel') ||
      of('peer') ||
      of('transferer_first_leg') ||
      of('bridge') ||
      of('playback') ||
      of('recording', 'name') ||
      of('device_state', 'name');
    return this.#plain(`${event.type} ${about} ${more[String(event.type)] ?? ''}`.trim());
  }

  #plain(text: string): string {
    let plain = text;
    for (const [id, name] of this.#names) plain = plain.replaceAll(id, name);
    return plain;
  }
}

/**
 * Whom a line is about. Transfers stand apart: Asterisk tells them by a way of their own, before or
 * after the leg's hang-up, as threads happen to run.
 */
function aboutOf(line: string): string {
  if (line.includes('→')) return 'requests';
  const [type = '', about = ''] = line.split(' ');
  return /^Bridge.*Transfer$/.test(type) ? 'transfers' : about;
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export interface LikenessScene {
  readonly ari: AriRecorder;
  readonly world: ContractWorld;
  readonly phone: ContractPhone;
  /** A caller who has entered, and the channel's id. */
  enter(): Promise<{ readonly caller: ContractCaller; readonly id: string }>;
  /** A leg to the phone that has answered. */
  leg(phone?: ContractPhone): Promise<string>;
}

/** A scenario gives its record, step by step. */
export type Likeness = (scene: LikenessScene) => Promise<readonly unknown[]>;

let unique = 0;

/** Plays one scenario on this world and gives the record. */
export async function playLikeness(world: ContractWorld, scenario: Likeness): Promise<unknown> {
  const ari = new AriRecorder(world);
  await ari.open();
  const enter: LikenessScene['enter'] = async () => {
    const caller = await world.enter();
    const started = await ari.event('StasisStart', 'entry');
    const { id } = started.channel as { id: string };
    ari.name(id, 'caller');
    ari.lines.length = 0;
    ari.events.length = 0;
    return { caller, id };
  };
  const leg: LikenessScene['leg'] = async (phone = world.phone(0)) => {
    const id = `leg-${Date.now()}-${unique++}`;
    ari.name(id, 'leg');
    phone.does('answer');
    const query = `endpoint=${phone.peer}&app=tsunagi&appArgs=leg&channelId=${id}`;
    await ari.ask('POST', `channels?${query}`);
    await ari.event('StasisStart', 'leg');
    return id;
  };
  try {
    return await scenario({ ari, world, phone: world.phone(0), enter, leg });
  } finally {
    await world.clear();
    const { url } = world.ari!;
    for (const kind of ['channels', 'bridges']) {
      const list = (await ari.ask('GET', kind)) as unknown as readonly { readonly id: string }[];
      for (const { id } of list) await ari.ask('DELETE', `${kind}/${id}`);
    }
    await world.until(`nothing left at ${url}`, async () => (await world.leftovers()).length === 0);
    ari.close();
  }
}
