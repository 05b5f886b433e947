/**
 * A switch port over Asterisk's manager interface (AMI), for an Asterisk without ARI: 16 and later,
 * with config/asterisk/extensions-ami.conf in its dialplan.
 */

import { randomUUID } from 'node:crypto';
import type { SwitchSite } from '../../../config/site.ts';
import { cancelTimers, createDesk, type Desk } from '../../asterisk/desk.ts';
import { execute } from '../../asterisk/execute.ts';
import { createPacer } from '../../asterisk/pace.ts';
import { Phones } from '../../asterisk/phones.ts';
import type { PictureSource } from '../../asterisk/picture.ts';
import { AsteriskPort, type Run } from '../../asterisk/port.ts';
import { reconcile, reconcileMs, type Suspects } from '../../asterisk/reconcile.ts';
import { resync } from '../../asterisk/resync.ts';
import { Teller } from '../../asterisk/teller.ts';
import { type Clock, realClock } from '../../clock.ts';
import type {
  SwitchCapabilities,
  SwitchCommand,
  SwitchListener,
  SwitchPort,
  SwitchTrouble,
} from '../../port.ts';
import type { AmiMessage } from '../message.ts';
import { amiCannot, amiCapabilities } from './capabilities.ts';
import { toldOf } from './dialplan.ts';
import { Line, type LineTrouble } from './line.ts';
import { pictureSource } from './picture.ts';
import { translate } from './translate.ts';
import { AmiWays } from './ways.ts';

export type AsteriskAmiSite = Extract<SwitchSite, { readonly kind: 'asterisk-ami' }>;

export interface AsteriskAmiOptions {
  /** Absent: the machine's. */
  readonly clock?: Clock;
}

/** Nothing is done before `start`. */
export function createAsteriskAmi(
  site: AsteriskAmiSite,
  { clock = realClock }: AsteriskAmiOptions = {},
): SwitchPort {
  return new AmiPort(site, clock);
}

class AmiPort extends AsteriskPort {
  readonly #site: AsteriskAmiSite;
  readonly #clock: Clock;
  #version = '';
  #cannot: AmiWays['cannot'] = amiCannot;

  constructor(site: AsteriskAmiSite, clock: Clock) {
    super();
    this.#site = site;
    this.#clock = clock;
  }

  get capabilities(): SwitchCapabilities {
    return { ...amiCapabilities, version: this.#version, talk: this.#cannot };
  }

  protected begin(listener: SwitchListener): Run {
    return new Running(this.#site, this.#clock, listener, (version, cannot) => {
      this.#version = version;
      this.#cannot = cannot;
    });
  }
}

class Running implements Run {
  readonly desk: Desk;
  readonly phones: Phones;
  readonly #clock: Clock;
  readonly #teller: Teller;
  readonly #line: Line;
  readonly #ways: AmiWays;
  readonly #source: PictureSource;
  /** Events that came while the picture was taken; undefined: they are translated at once. */
  #postponed: AmiMessage[] | undefined = [];
  #told = false;
  #suspects: Suspects = new Set();
  #cancelReconcile: (() => void) | undefined;
  #resolveStarted: () => void = () => {};

  constructor(
    site: AsteriskAmiSite,
    clock: Clock,
    listener: SwitchListener,
    onVersion: (version: string, cannot: AmiWays['cannot']) => void,
  ) {
    this.#clock = clock;
    this.#teller = new Teller(listener);
    this.#line = new Line({
      site,
      clock,
      name: randomUUID(),
      onUp: async (version) => {
        await this.#ways.learn();
        onVersion(version, this.#ways.cannot);
        await this.#up();
      },
      onDown: (why) => this.#down(why),
      onEvent: (event) => this.#event(event),
      onTrouble: (trouble) => this.#trouble(trouble),
    });
    const ways = new AmiWays(this.#line);
    const pacer = createPacer(site.originatesPerSecond, clock);
    this.desk = createDesk(
      { app: site.context, clock, ways, pacer, listener },
      {
        tell: (fact) => this.#teller.tell(fact),
        legChanged: (phone) => this.phones.legChanged(phone),
      },
    );
    ways.desk = this.desk;
    this.#ways = ways;
    this.#source = pictureSource(this.#line, this.desk, (id, name) => ways.channelNamed(id, name));
    this.phones = new Phones(this.desk);
  }

  start(): Promise<void> {
    return new Promise((resolve) => {
      this.#resolveStarted = resolve;
      this.#line.start();
    });
  }

  execute(command: SwitchCommand): void {
    this.#teller.quietly(() => execute(this.desk, command));
  }

  stop(): void {
    this.desk.connected = false;
    this.#teller.stop();
    this.#cancelReconcile?.();
    this.phones.lost();
    cancelTimers(this.desk);
    this.#ways.lost();
    this.#line.stop();
    this.#resolveStarted();
  }

  /** Rejects when Asterisk cannot be asked: the line tries again. */
  async #up(): Promise<void> {
    await resync(
      this.desk,
      this.#source,
      (channel) => this.#announced(channel),
      () => {
        this.desk.connected = true;
        this.#told = true;
      },
    );
    const postponed = this.#postponed ?? [];
    this.#postponed = undefined;
    for (const event of postponed) this.#event(event);
    this.#scheduleReconcile();
    // Asterisk tells the state of every device as it is.
    const nothing = (): Promise<void> => Promise.resolve();
    this.phones.connected({ subscribe: nothing, unsubscribe: nothing });
    this.#resolveStarted();
  }

  #announced(channel: string): boolean {
    return (this.#postponed ?? []).some((event) => {
      const told = event.event === 'UserEvent' && toldOf(this.desk.app, event);
      return told && told.kind === 'caller' && told.channel === channel;
    });
  }

  #event(event: AmiMessage): void {
    if (this.#postponed) this.#postponed.push(event);
    else translate(this.desk, this.phones, this.#ways, event);
  }

  #down(why: string): void {
    this.desk.connected = false;
    this.#postponed = [];
    this.#cancelReconcile?.();
    this.#ways.lost();
    this.phones.lost();
    this.#suspects = new Set();
    if (!this.#told) return;
    this.#told = false;
    this.#teller.tell({ type: 'switch-lost', why });
  }

  #trouble({ code, message }: LineTrouble): void {
    const trouble: SwitchTrouble = { code, message, retriable: true };
    this.desk.listener.onTrouble(trouble);
  }

  #scheduleReconcile(): void {
    this.#cancelReconcile?.();
    this.#cancelReconcile = this.#clock.setTimer(reconcileMs, async () => {
      try {
        this.#suspects = await reconcile(this.desk, this.#source, this.#suspects);
      } catch {
        // The line's own ping decides whether contact is lost.
      }
      if (this.desk.connected) this.#scheduleReconcile();
    });
  }
}
