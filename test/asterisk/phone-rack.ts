/**
 * The phones of one test: agents' phones that register, callers outside; all calls hung up and all
 * closed at its end.
 */

import { until } from './child.ts';
import type { AsteriskServer } from './server.ts';
import type { SipCall } from './sip-call.ts';
import { SipPhone } from './sip-phone.ts';

/** Their voices: tones, so that they can be told from music. */
export const agentHertz = 600;
export const callerHertz = 440;

export class PhoneRack {
  readonly #asterisk: () => AsteriskServer;
  readonly #agents: SipPhone[] = [];
  readonly #callers: SipPhone[] = [];

  constructor(asterisk: () => AsteriskServer) {
    this.#asterisk = asterisk;
  }

  /**
   * An agent's phone, registered. `onCall` is told of each call that rings; it goes on ringing
   * unless that answers. `hertz`: the voice.
   */
  async agent(
    user: string,
    onCall?: (call: SipCall) => void,
    hertz = agentHertz,
  ): Promise<SipPhone> {
    const { sipPort: port, password } = this.#asterisk();
    const server = { address: '127.0.0.1', port };
    const phone = await SipPhone.open({
      user,
      password,
      address: '127.0.0.1',
      server,
      hertz,
      ...(onCall === undefined ? {} : { onCall }),
    });
    this.#agents.push(phone);
    await phone.register();
    return phone;
  }

  /** A caller who comes in over the trunk. */
  async caller(number: string): Promise<SipPhone> {
    const { sipPort: port, trunkAddress } = this.#asterisk();
    const server = { address: '127.0.0.1', port };
    const phone = await SipPhone.open({
      user: number,
      address: trunkAddress,
      server,
      hertz: callerHertz,
    });
    this.#callers.push(phone);
    return phone;
  }

  /** A caller who has dialled and been answered by the switch. */
  async call(number: string, dialled: string, name?: string): Promise<SipCall> {
    const call = await (await this.caller(number)).dial(dialled, name);
    if (call.state !== 'talking') throw new Error(`${number} was refused: ${call.status}`);
    return call;
  }

  /** Hangs everything up and waits until the switch has no channel and no bridge left. */
  async clear(): Promise<void> {
    for (const phone of [...this.#callers, ...this.#agents]) {
      await Promise.all(phone.calls.map((call) => call.hangUp()));
    }
    for (const phone of this.#agents) await phone.register(0);
    for (const phone of [...this.#callers, ...this.#agents]) await phone.close();
    this.#callers.length = 0;
    this.#agents.length = 0;
    const asterisk = this.#asterisk();
    await until('all channels to end', async () => (await asterisk.channels()).length === 0);
    await until('all bridges to end', async () => (await asterisk.bridges()).length === 0);
  }
}
