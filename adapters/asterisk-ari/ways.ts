/** What the shared parts ask of Asterisk, over ARI: callers, legs, and joining them. */

import type { Call, Feature, HangUpReason, Leg, LinkLeg } from '../asterisk/desk.ts';
import { keptVariable } from '../asterisk/kept.ts';
import { talkDetect } from '../asterisk/listening.ts';
import { callerIdOf } from '../asterisk/outgoing.ts';
import { headersOf, type NotMade, type OutgoingOrder, type Ways } from '../asterisk/ways.ts';
import type { Destination, RecordingOrder } from '../port.ts';
import { type AriEndpoint, messageOf, ok } from './messages.ts';
import { bridgePathOf, pathOf } from './requests.ts';
import { AriTalkWays } from './talk-ways.ts';

const refusalMs = 1_000;

/**
 * What is under way with a caller's channel. Requests that change the same thing wait for each
 * other: by HTTP each has a connection of its own, and a later one could come first.
 */
interface Underway {
  /** Settles when the caller has been answered, well or badly; undefined: nobody tries. */
  answering: Promise<boolean> | undefined;
  /** Ends with the last request that starts or stops the music. */
  tuning: Promise<unknown>;
  /** As it is then. */
  hasMusic: boolean;
  /** Ends with the last request that keeps something with the channel. */
  keeping: Promise<unknown>;
}

export class AriWays extends AriTalkWays implements Ways {
  #talkDetectKnown = false;
  readonly #underway = new WeakMap<Call, Underway>();
  /** Ends with the last request that starts or stops ringing in the agent's ear. */
  readonly #ringing = new WeakMap<Leg, Promise<unknown>>();

  async originate(channel: string, order: OutgoingOrder): Promise<NotMade | undefined> {
    const reply = await this.rest.send({
      method: 'POST',
      path: 'channels',
      urgent: true,
      query: {
        endpoint: order.endpoint,
        app: this.desk.app,
        appArgs: `${order.part},${order.number}`,
        channelId: channel,
        ...(order.originator === undefined ? {} : { originator: order.originator }),
        timeout: String(Math.max(1, Math.ceil(order.timeoutMs / 1_000))),
        callerId: callerIdOf(order.show),
      },
      body: { variables: Object.fromEntries([keptVariable(order.kept), ...headersOf(order)]) },
    });
    if (ok(reply) || reply.status === 409) return undefined;
    const why = `${order.endpoint}: ${messageOf(reply)}`;
    // 500 "Allocation failed": no such phone, or nobody registered there. 400: the originator left
    // just now.
    return reply.status === 500 ? { why, cause: 20 } : { why };
  }

  hangUp(channel: string, reason: HangUpReason): Promise<unknown> {
    return this.request({ method: 'DELETE', path: pathOf(channel), query: { reason } });
  }

  async isThere(channel: string): Promise<boolean | undefined> {
    const reply = await this.request({ method: 'GET', path: pathOf(channel) });
    return reply && reply.status !== 404;
  }

  /** Who is busy at once must not leave the agent with a ringing that began after its end. */
  ring(leg: Leg, on: boolean): Promise<unknown> {
    const path = `${pathOf(leg.channel)}/ring`;
    const before = this.#ringing.get(leg) ?? Promise.resolve();
    const asked = before.then(() => this.request({ method: on ? 'POST' : 'DELETE', path }));
    this.#ringing.set(leg, asked);
    return asked;
  }

  async hold(call: Call): Promise<boolean> {
    if (!(await this.#answer(call)) || !this.desk.calls.has(call.id)) return false;
    // Meanwhile the caller may be on the way to an agent.
    const tuned = call.state === 'waiting' ? this.music(call) : Promise.resolve(true);
    const [music, kept] = await Promise.all([tuned, this.keep(call)]);
    return music && kept;
  }

  async music(call: Call): Promise<boolean> {
    const underway = this.#of(call);
    const { channel, music } = call;
    const query: Record<string, string> = music ? { mohClass: music } : {};
    const what = { method: 'POST', path: `${pathOf(channel)}/moh`, query } as const;
    const started = underway.tuning.then(() => this.request(what));
    underway.tuning = started;
    underway.hasMusic = true;
    const reply = await started;
    return reply !== undefined && ok(reply);
  }

  async keep(call: Call): Promise<boolean> {
    const underway = this.#of(call);
    const { channel, id, music, memo, listened } = call;
    const [variable, value] = keptVariable({ call: id, music, memo, listen: listened });
    const path = `${pathOf(channel)}/variable`;
    const what = { method: 'POST', path, query: { variable, value }, slow: true } as const;
    const kept = underway.keeping.then(() => this.request(what));
    underway.keeping = kept;
    const reply = await kept;
    return reply !== undefined && ok(reply);
  }

  async listen({ channel }: Call, on: boolean): Promise<unknown> {
    if (on) void this.#requireTalkDetect();
    const [variable, value] = talkDetect(on);
    const path = `${pathOf(channel)}/variable`;
    return this.request({ method: 'POST', path, query: { variable, value }, slow: true });
  }

  /**
   * Music does not end by itself, neither in a bridge nor in the dialplan: the caller would hear
   * it beneath the agent.
   */
  async fallSilent(call: Call): Promise<void> {
    const underway = this.#of(call);
    if (underway.hasMusic) {
      underway.hasMusic = false;
      const what = { method: 'DELETE', path: `${pathOf(call.channel)}/moh` } as const;
      underway.tuning = underway.tuning.then(() => this.request(what));
    }
    await underway.tuning;
  }

  async say(call: Call, playback: string, media: readonly string[]): Promise<boolean> {
    const { state, playbacks } = call;
    const wanted = (): boolean => call.state === state && playbacks.has(playback);
    if (!(await this.#answer(call)) || !wanted()) return false;
    if (!(await this.#play(call.channel, playback, media))) return false;
    // Cut off while it was being asked for.
    if (!playbacks.has(playback)) void this.cut(call, [playback]);
    return true;
  }

  cut(_: Call, playbacks: readonly string[]): Promise<unknown> {
    return Promise.all(
      playbacks.map((each) => this.request({ method: 'DELETE', path: `playbacks/${each}` })),
    );
  }

  async leave(
    call: Call,
    to: Exclude<Destination, { kind: 'announcement' }>,
  ): Promise<string | undefined> {
    const path = pathOf(call.channel);
    const reply = await this.request(
      to.kind === 'hang-up' || to.kind === 'refuse'
        ? { method: 'DELETE', path, query: { reason: reasonOf(to) }, patient: true }
        : { method: 'POST', path: `${path}/continue`, query: placeOf(to) },
    );
    if (!reply) return 'no reply from Asterisk';
    // 404, 409: it has left already; the event is on its way.
    const left = ok(reply) || reply.status === 404 || reply.status === 409;
    return left ? undefined : messageOf(reply);
  }

  async isInside(call: Call): Promise<boolean | undefined> {
    const reply = await this.request({ method: 'GET', path: pathOf(call.channel) });
    return reply && reply.status !== 404 && reply.body.includes('"Stasis"');
  }

  async prepareJoin(call: Call, leg: Leg | LinkLeg): Promise<string | undefined> {
    const [made] = await Promise.all([
      this.request({
        method: 'POST',
        path: 'bridges',
        query: { bridgeId: leg.bridge, type: 'mixing', name: leg.bridge },
      }),
      this.#answer(call),
      'customer' in leg && leg.customer && this.ring(leg, false),
    ]);
    if (!made) return 'Asterisk did not make the bridge';
    return ok(made) || made.status === 409 ? undefined : messageOf(made);
  }

  async join(call: Call, leg: Leg | LinkLeg): Promise<string | undefined> {
    const added = await this.request({
      method: 'POST',
      path: `${bridgePathOf(leg.bridge)}/addChannel`,
      slow: true,
      query: {
        channel: `${call.channel},${leg.channel}`,
        // The phone goes on showing the queue and the caller, who does not see the agent.
        ...('offer' in leg ? { inhibitConnectedLineUpdates: 'true' } : {}),
      },
    });
    return added && !ok(added) ? messageOf(added) : undefined;
  }

  part(bridge: string): Promise<unknown> {
    return this.request({ method: 'DELETE', path: bridgePathOf(bridge), patient: true });
  }

  async record({ bridge }: Leg, { name, format }: RecordingOrder): Promise<boolean> {
    const path = `${bridgePathOf(bridge)}/record`;
    const reply = await this.request({ method: 'POST', path, query: { name, format } });
    return reply !== undefined && ok(reply);
  }

  async controlRecording(
    _: Leg,
    { name }: RecordingOrder,
    action: 'pause' | 'resume' | 'stop',
  ): Promise<boolean> {
    const path = `recordings/live/${encodeURIComponent(name)}`;
    const reply = await this.request(
      action === 'stop'
        ? { method: 'POST', path: `${path}/stop` }
        : { method: action === 'pause' ? 'POST' : 'DELETE', path: `${path}/pause` },
    );
    return reply !== undefined && ok(reply);
  }

  async answerFeature({ channel, playback }: Feature, media: readonly string[]): Promise<boolean> {
    await this.request({ method: 'POST', path: `${pathOf(channel)}/answer`, slow: true });
    if (media.length === 0 || playback === undefined) return false;
    return this.#play(channel, playback, media);
  }

  async deviceState(phone: string): Promise<string | undefined> {
    const path = `deviceStates/${encodeURIComponent(phone)}`;
    const reply = await this.read(path);
    return reply && (JSON.parse(reply.body) as { state: string }).state;
  }

  async channelsOf(phone: string): Promise<readonly string[] | undefined> {
    const reply = await this.read(`endpoints/${phone}`);
    return reply && ((JSON.parse(reply.body) as AriEndpoint).channel_ids ?? []);
  }

  #of(call: Call): Underway {
    let underway = this.#underway.get(call);
    if (!underway) {
      const done = Promise.resolve();
      underway = { answering: undefined, tuning: done, hasMusic: false, keeping: done };
      this.#underway.set(call, underway);
    }
    return underway;
  }

  #answer(call: Call): Promise<boolean> {
    if (call.up) return Promise.resolve(true);
    const underway = this.#of(call);
    underway.answering ??= this.#tryAnswer(call, underway);
    return underway.answering;
  }

  async #tryAnswer(call: Call, underway: Underway): Promise<boolean> {
    const path = `${pathOf(call.channel)}/answer`;
    const what = { method: 'POST', path, slow: true } as const;
    const reply = await this.request(what, 'quietly');
    underway.answering = undefined;
    call.up = reply !== undefined && ok(reply);
    if (call.up) return true;
    // Refused in most cases because the caller has just hung up, which is told by its own event.
    this.desk.clock.setTimer(refusalMs, () => {
      if (reply && this.desk.calls.has(call.id)) this.refused(what, reply);
    });
    return false;
  }

  async #play(channel: string, playback: string, media: readonly string[]): Promise<boolean> {
    const reply = await this.request({
      method: 'POST',
      path: `${pathOf(channel)}/play/${playback}`,
      query: { media: media.join(',') },
      once: true,
    });
    return reply !== undefined && ok(reply);
  }

  /** Asterisk takes a function it does not know for done. Asked once. */
  async #requireTalkDetect(): Promise<void> {
    if (this.#talkDetectKnown) return;
    this.#talkDetectKnown = true;
    const module = 'func_talkdetect.so';
    const reply = await this.request({ method: 'GET', path: `asterisk/modules/${module}` });
    if (reply?.status !== 404) return;
    const message =
      `Asterisk cannot tell when the people it dials speak: load its module ${module} ` +
      "(asterisk -rx 'module load func_talkdetect.so')";
    this.desk.listener.onTrouble({ code: 'command-failed', message, retriable: false });
  }
}

const reasonOf = ({ kind }: Destination): HangUpReason => (kind === 'refuse' ? 'busy' : 'normal');

const placeOf = (
  to: Exclude<Destination, { kind: 'announcement' }>,
): Readonly<Record<string, string>> =>
  to.kind === 'extension' ? { context: to.context, extension: to.extension, priority: '1' } : {};
