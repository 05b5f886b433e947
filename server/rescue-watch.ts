/**
 * The emergency exit that opens by itself: when the switch has been away from us for longer than
 * `ami: rescue-after` says while its manager interface answers, callers who wait are sent back to
 * the dialplan. To the router they are calls that are not there when the switch comes back (rule 2
 * of the port): nothing else is told of them.
 */

import { AmiConnection } from '../adapters/asterisk-ami/connection.ts';
import { placeInWords, type Rescue, rescueAll } from '../adapters/asterisk-ami/rescue.ts';
import type { Clock } from '../adapters/clock.ts';
import type { SwitchTrouble } from '../adapters/port.ts';
import type { AmiSite, Site } from '../config/site.ts';
import type { Log } from './log.ts';

export interface RescueWatch {
  switchChanged(connected: boolean, trouble: SwitchTrouble | undefined): void;
  stop(): void;
}

/** Whoever is left alone after a conversation waits for this long at most. */
const againMs = 4_000;

const nothing: RescueWatch = { switchChanged: () => {}, stop: () => {} };

/** Watches from now on; the switch counts as away until it is told to be there. */
export function watchRescue(site: Pick<Site, 'switches'>, clock: Clock, log: Log): RescueWatch {
  const [first] = site.switches;
  if (first?.kind !== 'asterisk-ari' || first.ami?.rescueAfterMs === undefined) return nothing;
  const watch = new Watch(first.app, first.ami, first.ami.rescueAfterMs, clock, log);
  watch.switchChanged(false);
  return watch;
}

class Watch implements RescueWatch {
  readonly #app: string;
  readonly #site: AmiSite;
  readonly #afterMs: number;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Of this time without the switch; undefined: it is there. */
  #outage: Outage | undefined;

  constructor(app: string, site: AmiSite, afterMs: number, clock: Clock, log: Log) {
    this.#app = app;
    this.#site = site;
    this.#afterMs = afterMs;
    this.#clock = clock;
    this.#log = log;
  }

  switchChanged(connected: boolean, trouble?: SwitchTrouble): void {
    // Another router has the switch: whoever waits there is in its hands.
    if (connected || trouble?.code === 'replaced-by-other-router') this.stop();
    else if (!this.#outage) {
      const outage: Outage = { cancelTimer: () => {}, ami: undefined, told: false };
      this.#outage = outage;
      outage.cancelTimer = this.#clock.setTimer(this.#afterMs, () => this.#open(outage));
    }
  }

  stop(): void {
    const outage = this.#outage;
    this.#outage = undefined;
    outage?.cancelTimer();
    outage?.ami?.stop();
  }

  #open(outage: Outage): void {
    const { host, port, user, password } = this.#site;
    const afterS = this.#afterMs / 1_000;
    this.#log.error({ afterS }, 'the switch is away for too long: sending callers who wait on');
    outage.ami = new AmiConnection({
      host,
      port,
      user,
      secret: password,
      clock: this.#clock,
      onUp: () => void this.#sweep(outage),
      onDown: () => outage.cancelTimer(),
      onTrouble: (trouble) => {
        if (!outage.told) this.#log.error({}, `callers who wait cannot be sent on: ${trouble}`);
        outage.told = true;
      },
    });
    outage.ami.start();
  }

  async #sweep(outage: Outage): Promise<void> {
    outage.told = false;
    const { rescueTo } = this.#site;
    try {
      await rescueAll(outage.ami!, {
        app: this.#app,
        ...(rescueTo && { to: { ...rescueTo, priority: 1 } }),
        goOn: () => this.#outage === outage,
        onDone: (rescue) => this.#tell(rescue),
      });
    } catch (error) {
      if (this.#outage !== outage) return;
      this.#log.error({}, `callers who wait cannot be sent on: ${(error as Error).message}`);
    }
    if (this.#outage !== outage || !outage.ami?.isUp) return;
    outage.cancelTimer = this.#clock.setTimer(againMs, () => void this.#sweep(outage));
  }

  #tell({ channel, call, to, outcome, why }: Rescue): void {
    const fields = { channel, call, to: to && placeInWords(to) };
    if (outcome === 'moved') this.#log.warn(fields, 'caller sent back to the dialplan');
    else if (outcome === 'failed') this.#log.error(fields, `caller cannot be sent on: ${why}`);
  }
}

interface Outage {
  cancelTimer: () => void;
  ami: AmiConnection | undefined;
  /** What is wrong with the manager interface has been said. */
  told: boolean;
}
