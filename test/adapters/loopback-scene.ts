/**
 * The adapter before an ARI server on loopback, with the adapter's time in the hands of the test
 * and people who do at once what they are to do.
 */

import { expect, vi } from 'vitest';
import { type AsteriskAri, createAsteriskAri } from '../../adapters/asterisk-ari/adapter.ts';
import { createManualClock, realClock } from '../../adapters/clock.ts';
import type { SwitchFact } from '../../adapters/port.ts';
import { createPbx } from '../../adapters/simulated/pbx.ts';
import { createWorld, type SimulatedWorld } from '../../adapters/simulated/world.ts';
import { asCallId, asOfferId, type CallId, type OfferId } from '../../core/routing/ids.ts';
import { type AriServer, startAriServer } from '../support/ari-server/server.ts';

const login = { user: 'tsunagi', password: 'secret' };

export class LoopbackScene {
  /** Its one phone. */
  readonly phone = 'PJSIP/1001';
  readonly facts: SwitchFact[] = [];
  readonly troubles: string[] = [];
  /** What a router does when it is told, before anything else happens. */
  react: (fact: SwitchFact) => void = () => {};
  readonly clock = createManualClock(1_000_000);
  readonly world: SimulatedWorld;
  readonly server: AriServer;
  readonly port: AsteriskAri;
  #calls = 0;
  #offers = 0;

  private constructor(world: SimulatedWorld, server: AriServer) {
    this.world = world;
    this.server = server;
    this.port = this.createPort();
    world.phone(this.phone).plan({ does: 'answer', afterMs: 0 }, 0);
  }

  /** The adapter is started. */
  static async open(): Promise<LoopbackScene> {
    const world = createWorld(createPbx({ clock: realClock, version: 22 }), 'tsunagi');
    const server = await startAriServer({ world, version: '16.28.0', ...login });
    const scene = new LoopbackScene(world, server);
    await scene.start(scene.port);
    return scene;
  }

  /** The adapter of another process; its facts come with those of the first. */
  createPort(): AsteriskAri {
    return createAsteriskAri(
      {
        id: 'pbx',
        kind: 'asterisk-ari',
        url: this.server.url,
        ...login,
        app: 'tsunagi',
        originatesPerSecond: 20,
        restOverWebSocket: 'auto',
      },
      { clock: this.clock },
    );
  }

  start(port: AsteriskAri): Promise<void> {
    return port.start({
      onFact: (fact) => {
        this.facts.push(fact);
        this.react(fact);
      },
      onTrouble: (trouble) => this.troubles.push(trouble.message),
      mintCall: () => asCallId(++this.#calls),
    });
  }

  async close(): Promise<void> {
    await this.port.stop();
    await this.server.stop();
  }

  seen(type: SwitchFact['type']): SwitchFact[] {
    return this.facts.filter((each) => each.type === type);
  }

  told(type: SwitchFact['type'], count = 1): Promise<unknown> {
    return vi.waitUntil(() => this.seen(type).length >= count);
  }

  /** How often this was asked, `GET /channels`. */
  asked(line: string): number {
    return this.server.requests.filter((request) => request.line === line).length;
  }

  async waiting(): Promise<{ readonly call: CallId; readonly channel: string }> {
    const before = this.seen('caller-entered').length;
    const { channel } = this.world.enter({ args: ['queue', 'support'] });
    await this.told('caller-entered', before + 1);
    const { call } = this.seen('caller-entered').at(-1) as { readonly call: CallId };
    this.port.execute({ type: 'hold', call, music: 'default', memo: 'memo' });
    const { channels } = this.world.pbx;
    await vi.waitUntil(() => channels.get(channel)?.variables.has('TSUNAGI_CALL'));
    return { call, channel };
  }

  /** Rings the phone for this call. */
  offer(call: CallId): OfferId {
    const offer = asOfferId(++this.#offers);
    const show = { number: '1', name: 'Support' };
    const { phone } = this;
    this.port.execute({ type: 'offer', offer, call, phone, timeoutMs: 10_000, show, memo: '' });
    return offer;
  }

  async talking(): Promise<{ readonly call: CallId; readonly offer: OfferId }> {
    const { call } = await this.waiting();
    const before = this.seen('call-connected').length;
    const offer = this.offer(call);
    await this.told('offer-answered', before + 1);
    this.port.execute({ type: 'connect', offer });
    await this.told('call-connected', before + 1);
    return { call, offer };
  }

  /** A command of nobody's, as a router that died might have left it. */
  async leave(path: string): Promise<void> {
    const authorization = `Basic ${Buffer.from('tsunagi:secret').toString('base64')}`;
    const url = `${this.server.url}/ari/${path}`;
    const reply = await fetch(url, { method: 'POST', headers: { authorization } });
    expect(reply.status).toBe(200);
  }
}
