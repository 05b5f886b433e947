/** A world of the contract made of a real Asterisk and SIP phones that speak in tones. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SwitchPort } from '../../adapters/port.ts';
import { until } from '../asterisk/child.ts';
import type { AsteriskPackages } from '../asterisk/packages.ts';
import { type AsteriskOptions, type AsteriskServer, startAsterisk } from '../asterisk/server.ts';
import type { SipCall } from '../asterisk/sip-call.ts';
import { SipPhone } from '../asterisk/sip-phone.ts';
import { ringingHertz, toneFile } from '../asterisk/sip-tone.ts';
import { ami, ari, type Dialplan, type Side } from './asterisk-sides.ts';
import { callerVoice, voices, voicesIn } from './asterisk-voices.ts';
import { type CutLine, openCutLine } from './cut-line.ts';
import type {
  CallerOrder,
  ContractCaller,
  ContractCustomer,
  ContractPhone,
  ContractTrunk,
  ContractWorld,
  Hearing,
  PhoneBehaviour,
  Voice,
} from './world.ts';

const dialled = '5000';
const dialplan = `
[from-trunk](+)
exten => 5000,1,Stasis(tsunagi,entry,5000)
 same => n,Answer()
 same => n,Wait(60)
exten => 5001,1,Stasis(tsunagi,queue,support,class=vip,head-start=60s)
 same => n,Answer()
 same => n,Wait(60)
[outgoing]
exten => 1010,1,Dial(PJSIP/1010)
 same => n,Hangup()
[away]
exten => 900,1,Answer()
 same => n,Wait(60)
`;
/** For telling phones to answer, as docs/talk.md says. */
const rights = '[tsunagi](+)\nwrite = call,reporting,system\n';
const phoneIds = ['1001', '1002', '1003'];
/** Somebody who always answers, and somebody outside who can be called back. */
const somebody = '1009';
const customer = '1010';
/** What answers behind the trunk, `PJSIP/8100@osaka`. */
const trunk = 'osaka';
const announcementHertz = 1_900;

/** `restOverWebSocket` as in the configuration. */
export const createAsteriskWorld = (
  packages: AsteriskPackages,
  restOverWebSocket: 'auto' | 'never' = 'auto',
): Promise<AsteriskWorld> => openWorld(ari(restOverWebSocket), { packages });

/** A world whose routers speak AMI, on an Asterisk that is set up for it. */
export const createAmiWorld = (packages: AsteriskPackages): Promise<AsteriskWorld> =>
  openWorld(ami, { packages, routedByAmi: true });

async function openWorld(side: Side, options: AsteriskOptions): Promise<AsteriskWorld> {
  const server = await startAsterisk({
    ...options,
    more: {
      'extensions.conf': dialplan,
      ...(options.routedByAmi ? {} : { 'manager.conf': rights }),
    },
    phones: [...phoneIds, somebody, customer, trunk].map((id) => ({ id })),
  });
  for (const [name, ms] of [
    ['short', 1_500],
    ['long', 20_000],
  ] as const) {
    writeFileSync(join(server.folder, `${name}.ulaw`), toneFile(announcementHertz, ms));
  }
  const line = await openCutLine(side.port(server));
  const world = new AsteriskWorld(server, line, side);
  await world.openPhones();
  return world;
}

/** Registers phones; see `createAsteriskWorld`. */
export class AsteriskWorld implements ContractWorld {
  readonly cannot = {};
  readonly dialled = dialled;
  readonly sounds: { readonly short: string; readonly long: string };
  readonly place = { context: 'away', extension: '900' };
  readonly ari: { readonly url: string; readonly user: string; readonly password: string };
  readonly #server: AsteriskServer;
  readonly #line: CutLine;
  readonly #side: Side;
  #phones: PhoneInHand[] = [];
  #somebody: PhoneInHand | undefined;
  #customer: PhoneInHand | undefined;
  #trunk: PhoneInHand | undefined;
  readonly #callers = new Set<SipPhone>();
  #offers = 0;

  constructor(server: AsteriskServer, line: CutLine, side: Side) {
    this.#server = server;
    this.#line = line;
    this.#side = side;
    this.ari = { url: server.ariUrl, user: server.user, password: server.password };
    this.sounds = {
      short: `sound:${join(server.folder, 'short')}`,
      long: `sound:${join(server.folder, 'long')}`,
    };
  }

  async openPhones(): Promise<void> {
    const open = (id: string, hertz: number): Promise<PhoneInHand> =>
      PhoneInHand.open(this.#server, id, hertz);
    this.#phones = await Promise.all(phoneIds.map((id, i) => open(id, voices[i]!)));
    this.#somebody = await open(somebody, voices[3]!);
    this.#somebody.does('answer');
    this.#customer = await open(customer, voices[5]!);
    this.#trunk = await PhoneInHand.open(this.#server, trunk, voices[6]!, `PJSIP/8100@${trunk}`);
  }

  createPort = (): SwitchPort => this.#side.createPort(this.#server, this.#line.port);

  nextOffer = (): number => ++this.#offers;
  now = (): number => Date.now();
  pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  async until(
    what: string,
    holds: () => boolean | Promise<boolean>,
    limitMs = 5_000,
  ): Promise<void> {
    const end = Date.now() + limitMs;
    while (!(await holds())) {
      if (Date.now() >= end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
      await this.pass(10);
    }
  }

  async enter(order: Partial<CallerOrder> = {}): Promise<ContractCaller> {
    const { sipPort: port, trunkAddress: address } = this.#server;
    const phone = await SipPhone.open({
      user: order.number || 'anonymous',
      address,
      server: { address: '127.0.0.1', port },
      hertz: callerVoice,
    });
    this.#callers.add(phone);
    const extension = order.by === 'queue-with-attributes' ? '5001' : dialled;
    // Answered when it is held, or never.
    phone.dial(extension, order.name ?? '').catch(() => {});
    await this.until('a call', () => phone.calls.length > 0);
    const call = phone.calls[0]!;
    return {
      hangUp: () => call.hangUp(),
      press: async (key) => call.press(key),
      hears: async () => hearing(call),
      voices: async () => voicesIn(call),
      keys: () => call.keys,
      where: () => this.#where(call),
      refused: async () => call.status === 486,
    };
  }

  phone = (index: number): PhoneInHand => this.#phones[index]!;
  get customer(): PhoneInHand {
    return this.#customer!;
  }

  get trunk(): PhoneInHand {
    return this.#trunk!;
  }

  cutLink = (): Promise<void> => this.#line.cut();
  restoreLink = (): Promise<void> => this.#line.restore();

  async restart(): Promise<void> {
    await this.#server.kill();
    for (const phone of this.#everyPhone()) phone.forget();
    for (const call of [...this.#callers].flatMap((phone) => phone.calls)) call.forget();
    await this.#server.restart();
    await Promise.all(this.#everyPhone().map((phone) => phone.register(true)));
  }

  async leftovers(): Promise<readonly string[]> {
    const [channels, bridges] = await Promise.all([
      this.#server.channels(),
      this.#server.bridges(),
    ]);
    return [
      ...channels.map(({ id, name, state }) => `channel ${id} (${name}, ${state})`),
      ...bridges.map(({ id, channels: inside }) => `bridge ${id} (${inside.join(', ')})`),
    ];
  }

  async clear(): Promise<void> {
    const calls = [...this.#callers].flatMap((phone) => phone.calls);
    await Promise.all(calls.map((call) => call.hangUp()));
    await Promise.all([...this.#callers].map((phone) => phone.close()));
    this.#callers.clear();
    await Promise.all(this.#everyPhone().map((phone) => phone.reset()));
    this.#somebody?.does('answer');
  }

  async close(): Promise<void> {
    await Promise.all(this.#everyPhone().map((phone) => phone.close()));
    await this.#line.close();
    await this.#server.stop();
  }

  #everyPhone(): PhoneInHand[] {
    const others = [this.#somebody, this.#customer, this.#trunk];
    return [...this.#phones, ...others.filter((phone) => phone !== undefined)];
  }

  async #where(call: SipCall): Promise<'application' | 'dialplan' | 'gone'> {
    const channels = (await this.#server.ari('GET', 'channels')) as readonly AriListed[];
    // Asterisk shows the SIP call id as the channel's `protocol_id`.
    const channel = channels.find((each) => each.protocol_id === call.id);
    if (!channel) return 'gone';
    return this.#side.isInside(channel.dialplan) ? 'application' : 'dialplan';
  }
}

interface AriListed {
  readonly protocol_id: string;
  readonly dialplan: Dialplan;
}

function hearing(call: SipCall | undefined): Hearing {
  if (!call || call.state === 'ended') return 'nothing';
  const heard = call.hears([...voices, announcementHertz, ringingHertz]);
  if (heard === announcementHertz) return 'announcement';
  if (heard === ringingHertz) return 'ringing';
  if (typeof heard === 'number') return 'conversation';
  return heard === 'other' ? 'music' : 'silence';
}

/** A phone on a desk, and the hand that holds it. */
export class PhoneInHand implements ContractPhone, ContractCustomer, ContractTrunk {
  readonly peer: string;
  readonly endpoint: string;
  readonly #phone: SipPhone;
  #behaviour: PhoneBehaviour = 'wait';
  #registered = true;
  #speaks = true;

  private constructor(id: string, phone: SipPhone, endpoint: string) {
    this.peer = `PJSIP/${id}`;
    this.endpoint = endpoint;
    this.#phone = phone;
  }

  static async open(
    server: AsteriskServer,
    user: string,
    hertz: number,
    endpoint = `Local/${user}@outgoing/n`,
  ): Promise<PhoneInHand> {
    const phone: { hand?: PhoneInHand } = {};
    const opened = await SipPhone.open({
      user,
      password: server.password,
      address: '127.0.0.1',
      server: { address: '127.0.0.1', port: server.sipPort },
      hertz,
      onCall: (call) => phone.hand?.rung(call),
    });
    phone.hand = new PhoneInHand(user, opened, endpoint);
    await opened.register();
    return phone.hand;
  }

  get state(): 'idle' | 'ringing' | 'talking' {
    const call = this.#call;
    if (!call) return 'idle';
    return call.state === 'talking' ? 'talking' : 'ringing';
  }

  get missed(): number {
    return this.#phone.calls.filter((call) => call.missed).length;
  }

  hears = async (): Promise<Hearing> => hearing(this.#call);
  voices = async (): Promise<readonly Voice[]> => voicesIn(this.#call);
  keys = (): string => this.#call?.keys ?? '';

  shows(): { readonly name: string; readonly number: string } | undefined {
    return this.#call?.shown;
  }

  given(name: string): string | undefined {
    return this.#call?.given(name);
  }

  does(behaviour: PhoneBehaviour): void {
    this.#behaviour = behaviour;
  }

  async answer(): Promise<void> {
    if (this.#call?.state === 'ringing') this.#call.answer();
  }

  async decline(): Promise<void> {
    if (this.#call?.state === 'ringing') this.#call.refuse('603 Decline');
  }

  async hangUp(): Promise<void> {
    await this.#call?.hangUp();
  }

  speaks(on: boolean): void {
    this.#speaks = on;
    this.#call?.mute(!on);
  }

  async press(key: string): Promise<void> {
    this.#call?.press(key);
  }

  async hold(on: boolean): Promise<void> {
    await this.#call?.hold(on);
  }

  async transferBlind(to: 'somebody' | 'nobody'): Promise<void> {
    await this.#call?.transfer(to === 'somebody' ? somebody : '7777').catch((error: Error) => {
      if (to === 'somebody') throw error;
    });
  }

  async transferAttended(): Promise<void> {
    const first = this.#call!;
    await first.hold(true);
    const second = await this.#phone.dial(somebody);
    await until('the two to talk', () => second.heard > 0);
    await first.transferTo(second);
  }

  /** Puts the caller on hold and dials the queue, as an agent who asks another one. */
  async consultQueue(): Promise<void> {
    await this.#call?.hold(true);
    // Answered when it is held.
    this.#phone.dial(`8${dialled}`).catch(() => {});
  }

  /** The second call, once it has been answered. */
  get consulted(): SipCall | undefined {
    const [, second] = this.#phone.calls.filter((call) => call.state !== 'ended');
    return second?.state === 'talking' ? second : undefined;
  }

  /** Gives the caller to whoever was consulted. */
  async handOver(): Promise<void> {
    await this.#call?.transferTo(this.consulted!);
  }

  async register(registered: boolean): Promise<void> {
    this.#registered = registered;
    await this.#phone.register(registered ? 600 : 0);
  }

  async callOutside(): Promise<() => Promise<void>> {
    const call = await this.#phone.dial(somebody);
    return () => call.hangUp();
  }

  async dialSignIn(agent: string): Promise<void> {
    // Answered when the router says so.
    this.#phone.dial(`*71${agent}`).catch(() => {});
  }

  /** The switch has gone, and every call with it. */
  forget(): void {
    for (const call of this.#phone.calls) call.forget();
  }

  async reset(): Promise<void> {
    this.#behaviour = 'wait';
    this.#speaks = true;
    await Promise.all(this.#phone.calls.map((call) => call.hangUp()));
    if (!this.#registered) await this.register(true);
  }

  close(): Promise<void> {
    return this.#phone.close();
  }

  get #call(): SipCall | undefined {
    return this.#phone.calls.find((call) => call.state !== 'ended');
  }

  rung(call: SipCall): void {
    call.mute(!this.#speaks);
    if (this.#behaviour === 'answer') call.answer();
    else if (this.#behaviour === 'decline') call.refuse('603 Decline');
    else if (this.#behaviour === 'busy') call.refuse('486 Busy Here');
  }
}
