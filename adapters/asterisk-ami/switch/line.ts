/**
 * The connection a router has to itself: one for commands and events, so that the answer to a
 * question stands among the events at the moment it was true. AMI lets in whoever has the
 * password, as often as they like; so routers tell each other by events who routes, and one that
 * is taken over from stands by until the other has gone.
 */

import type { Clock } from '../../clock.ts';
import type { SwitchTrouble } from '../../port.ts';
import { type AmiAddress, AmiLink } from '../link.ts';
import type { AmiAction, AmiMessage } from '../message.ts';
import { type AmiAsker, AmiError, answerMs } from '../questions.ts';

/**
 * A router that was replaced looks whether its place is free: soon, because who replaced it may
 * have stopped before Asterisk had read what it said; then so often.
 */
export const firstLookMs = 1_000;
export const standbyMs = 30_000;
/** Whoever routes answers within this time when asked. */
export const vacancyMs = 2_000;
/** After something was missing that only an admin can put there. */
const againMs = 5_000;

const eventName = 'TsunagiRouter';
type Saying = 'takes-over' | 'routes' | 'asks-who-routes' | 'marks';

export type LineTrouble = Pick<SwitchTrouble, 'code' | 'message'>;

export interface LineOptions {
  readonly site: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly tls: boolean;
    readonly context: string;
  };
  readonly clock: Clock;
  /** Of this router; another one has another. */
  readonly name: string;
  /** May be used; `version` of Asterisk. Rejecting is a failure of the connection. */
  onUp(version: string): Promise<void>;
  onDown(why: string): void;
  onEvent(event: AmiMessage): void;
  onTrouble(trouble: LineTrouble): void;
}

export class Line implements AmiAsker {
  readonly #options: LineOptions;
  #link: AmiLink | undefined;
  /** Another router has taken over: look before connecting again. */
  #standsBy = false;
  /** Told of each saying of a router while waiting for one. */
  #listening: ((saying: Saying, name: string) => void) | undefined;
  /** Who waits for our own events to come back, in the order in which they were sent. */
  readonly #marks: (() => void)[] = [];
  /** `onUp` has been called for this connection. */
  #inUse = false;
  #cancelRetry: (() => void) | undefined;

  constructor(options: LineOptions) {
    this.#options = options;
  }

  start(): void {
    const { site, clock } = this.#options;
    const address: AmiAddress = { ...site, secret: site.password };
    const link: AmiLink = new AmiLink({
      ...address,
      clock,
      onUp: () => void this.#up(link),
      onDown: (why) => {
        if (this.#link === link) this.#down(`${this.#where}: ${why}`);
      },
      onEvent: (event) => {
        if (this.#link === link) this.#event(event);
      },
      onTrouble: (message) => {
        if (this.#link === link) this.#options.onTrouble({ code: codeOf(message), message });
      },
    });
    this.#link = link;
    link.start();
  }

  /** Ends it for good. */
  stop(): void {
    this.#cancelRetry?.();
    const link = this.#link;
    this.#link = undefined;
    link?.stop();
  }

  async ask(action: AmiAction): Promise<AmiMessage> {
    return this.#asker.ask(action);
  }

  async list(action: AmiAction): Promise<AmiMessage[]> {
    return this.#asker.list(action);
  }

  /**
   * Resolves when every event about channels that Asterisk knew of before has been told: those that
   * AMI makes itself overtake them. Rejects as `ask` does.
   */
  async caughtUp(): Promise<void> {
    const heard = new Promise<void>((resolve) => this.#marks.push(resolve));
    await this.#say('marks');
    await heard;
  }

  get #asker(): AmiLink {
    if (!this.#link) throw new AmiError('lost', 'there is no connection');
    return this.#link;
  }

  get #where(): string {
    const { host, port } = this.#options.site;
    return `Asterisk's manager interface at ${host}:${port}`;
  }

  async #up(link: AmiLink): Promise<void> {
    const current = (): boolean => this.#link === link && link.isUp;
    try {
      if (this.#standsBy && (await this.#somebodyRoutes())) {
        if (current()) this.#retry(standbyMs, this.#replacedByOther());
        return;
      }
      this.#standsBy = false;
      await this.#takeOver();
      const version = await this.#prepare();
      if (!current()) return;
      this.#inUse = true;
      await this.#options.onUp(version);
    } catch (error) {
      // A connection that is lost tells so itself.
      if (!current()) return;
      const message = `${this.#where}: ${(error as Error).message}`;
      this.#retry(againMs, { code: 'command-failed', message });
    }
  }

  /** From here on the events are ours, and the router before us knows. */
  async #takeOver(): Promise<void> {
    const { clock, name } = this.#options;
    const heard = new Promise<void>((resolve, reject) => {
      const cancel = clock.setTimer(answerMs, () =>
        reject(new Error('our own event does not come back: the user needs `read = user` too')),
      );
      this.#listening = (saying, by) => {
        if (saying !== 'takes-over' || by !== name) return;
        cancel();
        resolve();
      };
    });
    heard.catch(() => {});
    try {
      await this.#say('takes-over');
      await heard;
    } finally {
      this.#listening = undefined;
    }
  }

  /** Looks for what an admin may have forgotten; gives the version. */
  async #prepare(): Promise<string> {
    const { context } = this.#options.site;
    const settings = await this.ask({ Action: 'CoreSettings' });
    try {
      await this.list({ Action: 'ShowDialPlan', Context: context, Extension: 'caller' });
    } catch (error) {
      if (!(error instanceof AmiError) || error.kind !== 'refused') throw error;
      throw new Error(
        `there is no caller@${context} in the dialplan (${error.message}): include ` +
          'extensions-ami.conf of config/asterisk in extensions.conf',
      );
    }
    return settings.text('AsteriskVersion');
  }

  async #somebodyRoutes(): Promise<boolean> {
    const { clock } = this.#options;
    const answered = new Promise<boolean>((resolve) => {
      const cancel = clock.setTimer(vacancyMs, () => resolve(false));
      this.#listening = (saying) => {
        if (saying === 'asks-who-routes') return;
        cancel();
        resolve(true);
      };
    });
    await this.#say('asks-who-routes');
    const somebody = await answered;
    this.#listening = undefined;
    return somebody;
  }

  #say(saying: Saying): Promise<AmiMessage> {
    const { site, name } = this.#options;
    return this.ask({
      ...{ Action: 'UserEvent', UserEvent: eventName },
      ...{ App: site.context, Router: name, Says: saying },
    });
  }

  #event(event: AmiMessage): void {
    if (event.event === 'UserEvent' && event.text('UserEvent') === eventName) this.#hear(event);
    else if (this.#inUse) this.#options.onEvent(event);
  }

  /** A router speaks, perhaps ourselves. */
  #hear(event: AmiMessage): void {
    const { site, name } = this.#options;
    if (event.text('App') !== site.context) return;
    const by = event.text('Router');
    const saying = event.text('Says') as Saying;
    this.#listening?.(saying, by);
    if (by === name && saying === 'marks') this.#marks.shift()?.();
    if (by === name || !this.#inUse) return;
    if (saying === 'asks-who-routes') this.#say('routes').catch(() => {});
    else if (saying === 'takes-over') {
      this.#standsBy = true;
      this.#retry(firstLookMs, this.#replacedByOther());
    }
  }

  /** Gives the connection up, and opens another after a pause. */
  #retry(afterMs: number, { code, message }: LineTrouble): void {
    const link = this.#link;
    this.#link = undefined;
    link?.stop();
    this.#down(message);
    const trouble = `${message}; trying again in ${afterMs / 1_000} s`;
    this.#options.onTrouble({ code, message: trouble });
    this.#cancelRetry = this.#options.clock.setTimer(afterMs, () => this.start());
  }

  #down(why: string): void {
    // What they wait for has gone with the connection, and is looked at anew after the next.
    for (const resolve of this.#marks.splice(0)) resolve();
    if (!this.#inUse) return;
    this.#inUse = false;
    this.#options.onDown(why);
  }

  #replacedByOther(): LineTrouble {
    const { context } = this.#options.site;
    return {
      code: 'replaced-by-other-router',
      message:
        `another router has taken over the context "${context}" of ${this.#where}: this one ` +
        'stops routing; run one router per context, or give this one another `context`',
    };
  }
}

/** By the words of `troubleOf` in questions.ts. */
function codeOf(message: string): SwitchTrouble['code'] {
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(message)) {
    return 'refused-connection';
  }
  if (/Authentication failed/.test(message)) return 'wrong-password';
  return /no answer/.test(message) ? 'no-answer' : 'lost-connection';
}
