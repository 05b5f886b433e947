/** What the shared parts ask of Asterisk, over ARI, in a conversation: rules 24 to 35. */

import type { Ear, Leg } from '../asterisk/desk.ts';
import { hasExtension } from '../asterisk/dialplan.ts';
import type { Ways } from '../asterisk/ways.ts';
import type { AnswerLine } from '../asterisk-ami/answering.ts';
import { ariCannot } from './capabilities.ts';
import { type AriBridge, type AriRest, ok } from './messages.ts';
import { AriRequests, bridgePathOf, pathOf, whyNot } from './requests.ts';

/** Into which side of the leg the supervisor speaks: what the phone hears, what it says. */
const whispers = { listen: 'none', whisper: 'out', barge: 'both' } as const;

export abstract class AriTalkWays extends AriRequests {
  readonly ears = 'channels';
  readonly #answers: AnswerLine | undefined;

  /** `answers`: by it phones are told to answer, which ARI cannot. */
  constructor(rest: AriRest, answers: AnswerLine | undefined) {
    super(rest);
    this.#answers = answers;
  }

  get cannot(): Ways['cannot'] {
    return ariCannot(this.#answers ?? 'none');
  }

  /** The first event of a bridge may come before the application hears of it. */
  async together({ bridge }: Pick<Leg, 'bridge'>): Promise<readonly string[] | undefined> {
    const reply = await this.request({ method: 'GET', path: bridgePathOf(bridge) });
    return reply && ok(reply) ? ((JSON.parse(reply.body) as AriBridge).channels ?? []) : undefined;
  }

  async takeOut(bridge: string, channel: string): Promise<string | undefined> {
    const path = `${bridgePathOf(bridge)}/removeChannel`;
    const reply = await this.request(
      { method: 'POST', path, query: { channel }, slow: true },
      'quietly',
    );
    return reply && ok(reply) ? undefined : whyNot(reply);
  }

  async bringIn(bridge: string, channels: readonly string[]): Promise<string | undefined> {
    const added = await this.request(
      {
        ...{ method: 'POST', path: `${bridgePathOf(bridge)}/addChannel`, slow: true },
        query: { channel: channels.join(','), inhibitConnectedLineUpdates: 'true' },
      },
      'quietly',
    );
    if (!added || !ok(added)) return whyNot(added);
    // That it was accepted is no proof.
    const inside = await this.together({ bridge });
    const all = inside && channels.every((each) => inside.includes(each));
    return all === false ? 'Asterisk did not bring them together' : undefined;
  }

  async soothe(channel: string, music: string | undefined): Promise<unknown> {
    const path = `${pathOf(channel)}/moh`;
    if (music === undefined) return this.request({ method: 'DELETE', path });
    const query: Record<string, string> = music ? { mohClass: music } : {};
    return this.request({ method: 'POST', path, query });
  }

  async mute({ channel }: Leg, on: boolean): Promise<boolean> {
    const path = `${pathOf(channel)}/mute`;
    const query = { direction: 'in' };
    const reply = await this.request({ method: on ? 'POST' : 'DELETE', path, query });
    return reply !== undefined && ok(reply);
  }

  async press(channel: string, keys: string): Promise<boolean> {
    const what = {
      method: 'POST',
      path: `${pathOf(channel)}/dtmf`,
      query: { dtmf: keys },
    } as const;
    const reply = await this.request({ ...what, once: true });
    return reply !== undefined && ok(reply);
  }

  hasExtension(channel: string, context: string, extension: string): Promise<boolean | undefined> {
    return hasExtension(context, extension, async (variable) => {
      const reply = await this.read(`${pathOf(channel)}/variable`, { variable });
      return reply && (JSON.parse(reply.body) as { value: string }).value;
    });
  }

  async openEar(
    bridge: string,
    leg: string,
    { channel, mode }: Ear,
    supervision: number,
  ): Promise<string | undefined> {
    const made = await this.request({
      ...{ method: 'POST', path: 'bridges' },
      query: { bridgeId: bridge, type: 'mixing', name: bridge },
    });
    if (!made || (!ok(made) && made.status !== 409)) return whyNot(made);
    const reply = await this.request(
      {
        ...{ method: 'POST', path: `${pathOf(leg)}/snoop/${encodeURIComponent(channel)}` },
        query: {
          ...{ spy: 'both', whisper: whispers[mode] },
          ...{ app: this.desk.app, appArgs: `ear,${supervision}` },
        },
      },
      'quietly',
    );
    return reply && ok(reply) ? undefined : whyNot(reply);
  }

  async pickUp({ phone }: Leg): Promise<string | undefined> {
    return this.#answers ? this.#answers.pickUp(phone) : this.cannot['pick-up'];
  }
}
