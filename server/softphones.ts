/**
 * Phones of agents that are pages of a browser: where the page reaches the switch, and the password
 * it comes with. One that is not configured is made anew each time a page asks, and is void with
 * the next: whoever has got hold of one has nothing for long.
 */

import { randomBytes } from 'node:crypto';
import { AriError } from '../adapters/asterisk-ari/errors.ts';
import { AriHttp } from '../adapters/asterisk-ari/http.ts';
import { dropPhonePassword, putPhonePassword } from '../adapters/asterisk-ari/phone-passwords.ts';
import type { Clock } from '../adapters/clock.ts';
import type { AgentSite, SoftphoneSite, SwitchSite } from '../config/site.ts';
import type { Directory } from './directory.ts';
import { RequestError } from './errors.ts';
import type { SoftphoneAccess, SoftphoneAnswer } from './wire/softphone.ts';

export interface SoftphoneParts {
  readonly clock: Clock;
  directory(): Directory;
}

/** Asterisk answers at once or not at all. */
const timeoutMs = 5_000;

export class Softphones {
  readonly #parts: SoftphoneParts;

  constructor(parts: SoftphoneParts) {
    this.#parts = parts;
  }

  /** The agent's softphone, if there is one. */
  of(agent: string): SoftphoneAnswer {
    return { phone: softphoneOf(this.#parts.directory().agent(agent)) };
  }

  /**
   * What a page registers with. Rejects with `no-softphone`, or `softphone-unusable` when the
   * switch takes no password.
   */
  async open(agent: string): Promise<SoftphoneAccess> {
    const { user, password: own } = this.#softphone(agent);
    const { url } = this.#parts.directory().site.server.softphone!;
    const password = own ?? randomBytes(24).toString('base64url');
    if (own === undefined) await this.#tell((ari) => putPhonePassword(ari, user, password));
    return { phone: phoneOf(user), url, user, password };
  }

  /** The page has gone: its password is void, where it was made for it. Rejects as `open`. */
  async close(agent: string): Promise<void> {
    const { user, password } = this.#softphone(agent);
    if (password === undefined) await this.#tell((ari) => dropPhonePassword(ari, user));
  }

  #softphone(agent: string): SoftphoneSite {
    const { softphone } = this.#parts.directory().agent(agent) ?? {};
    if (softphone) return softphone;
    const sentence = `The configuration gives agent "${agent}" no softphone.`;
    throw new RequestError('no-softphone', sentence, { agent });
  }

  /** Over a connection of its own: a sign-in is no reason to hold up a call. */
  async #tell(say: (ari: AriHttp) => Promise<void>): Promise<void> {
    const { clock } = this.#parts;
    const ari = new AriHttp({ ...this.#ari(), clock, timeoutMs, connections: 1 });
    try {
      await say(ari);
    } catch (error) {
      if (!(error instanceof AriError)) throw error;
      throw new RequestError(
        'softphone-unusable',
        `The switch takes no password: ${error.message}`,
      );
    } finally {
      await ari.close();
    }
  }

  #ari(): SwitchSite & { readonly kind: 'asterisk-ari' } {
    const { switches } = this.#parts.directory().site;
    // The configuration is refused when a password must be made and no switch is reached over ARI.
    return switches.find((each) => each.kind === 'asterisk-ari')!;
  }
}

const phoneOf = (user: string): string => `PJSIP/${user}`;

/** What an agent signs in at who talks in the browser; null: the configuration gives none. */
export const softphoneOf = (agent: Pick<AgentSite, 'softphone'> | undefined): string | null =>
  agent?.softphone === undefined ? null : phoneOf(agent.softphone.user);
