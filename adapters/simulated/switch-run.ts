/** One stay of the port on its switch, from `start` to `stop`: connecting, losing, finding back. */

import type { SwitchListener, SwitchTrouble } from '../port.ts';
import type { Link, LinkListener, SeenEvent } from './link.ts';
import { onEvent } from './switch-events.ts';
import { watch } from './switch-phones.ts';
import { resync } from './switch-resync.ts';
import type { Desk } from './switch-state.ts';

export interface Run {
  readonly desk: Desk;
  /** Resolves when the switch is known for the first time, or when the run is stopped. */
  readonly ready: Promise<void>;
  readonly restored: boolean;
  watch(phones: readonly string[]): void;
  stop(): void;
}

const firstRetryMs = 100;
const retryMsMax = 5_000;

export function createRun(link: Link, made: Desk, watched: readonly string[]): Run {
  let over = false;
  const listener = untilOver(made.listener, () => over);
  const desk: Desk = { ...made, listener };
  let settle = (): void => {};
  const ready = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const contact = keepContact(desk, link, settle);
  watch(desk, watched);
  return {
    desk,
    ready,
    get restored() {
      return contact.restored;
    },
    watch: (phones) => watch(desk, phones),
    stop() {
      over = true;
      contact.end();
      for (const leg of desk.legs.values()) leg.cancelTimer();
      for (const phone of desk.watched.values()) phone.cancelTimer();
      link.disconnect();
      settle();
    },
  };
}

/** Tells nothing any more once the run is over. */
function untilOver(listener: SwitchListener, over: () => boolean): SwitchListener {
  return {
    onFact(fact) {
      if (!over()) listener.onFact(fact);
    },
    onTrouble(trouble) {
      if (!over()) listener.onTrouble(trouble);
    },
    mintCall: () => listener.mintCall(),
    holdsOffer: (offer) => listener.holdsOffer?.(offer) ?? false,
    awaitsCustomer: (offer) => listener.awaitsCustomer?.(offer) ?? false,
    awaitsLink: (call) => listener.awaitsLink?.(call) ?? false,
    awaitsDial: (call) => listener.awaitsDial?.(call) ?? false,
    conversation: (offer) => listener.conversation?.(offer),
  };
}

interface Contact {
  readonly restored: boolean;
  end(): void;
}

function keepContact(desk: Desk, link: Link, onRestored: () => void): Contact {
  let restored = false;
  let retryMs = firstRetryMs;
  // What is told between connection and `switch-restored` waits for it.
  const early: SeenEvent[] = [];
  const trouble = (code: SwitchTrouble['code'], message: string, retriable: boolean): void =>
    desk.listener.onTrouble({ code, message, retriable });
  const lose = (why: string): void => {
    early.length = 0;
    // Lost again before it was restored: what was postponed is told now.
    const postponed = desk.postponed ?? [];
    desk.postponed = undefined;
    for (const fact of postponed) desk.listener.onFact(fact);
    if (!restored) return;
    restored = false;
    desk.listener.onFact({ type: 'switch-lost', why });
  };
  const linkListener: LinkListener = {
    onEvent(seen) {
      if (restored) onEvent(desk, seen);
      else early.push(seen);
    },
    onReplaced() {
      lose('another router has taken over');
      const message = `another router has connected as ${desk.app}: stop one of the two`;
      trouble('replaced-by-other-router', message, false);
    },
    onLost(why) {
      lose(why);
      trouble('lost-connection', `${why}; trying again`, true);
      retryMs = firstRetryMs;
      cancel = desk.clock.setTimer(retryMs, attempt);
    },
  };
  const attempt = (): void => {
    if (!link.connect(desk.app, linkListener)) {
      const message = 'the simulated switch cannot be reached: restore the link';
      trouble('refused-connection', message, true);
      cancel = desk.clock.setTimer(retryMs, attempt);
      retryMs = Math.min(retryMs * 2, retryMsMax);
      return;
    }
    desk.postponed = [];
    resync(desk, () => {
      restored = true;
      for (const seen of early.splice(0)) onEvent(desk, seen);
      onRestored();
    });
  };
  let cancel = desk.clock.setTimer(0, attempt);
  return {
    get restored() {
      return restored;
    },
    end: () => cancel(),
  };
}
