/** The line between a router and the simulated PBX: it delays, keeps order, and can be cut. */

import type { Clock } from '../clock.ts';
import type { Bridge, Channel, Pbx, PbxEvent, Reply } from './model.ts';
import { connectApp } from './pbx.ts';
import type { Chance } from './random.ts';

/** Shortest and longest time a message takes, in whole milliseconds. */
export interface LinkDelays {
  readonly commandMs: readonly [number, number];
  readonly eventMs: readonly [number, number];
}

/** An event as it was when the PBX told it: the things it names live on meanwhile. */
export interface SeenEvent {
  readonly event: PbxEvent;
  /** Of the channel the event is about. */
  readonly state: Channel['state'] | undefined;
  readonly bridge: Bridge | undefined;
}

export interface LinkListener {
  onEvent(seen: SeenEvent): void;
  onReplaced(): void;
  onLost(why: string): void;
}

export type Command = (pbx: Pbx, reply: (reply: Reply) => void) => void;

export interface Link {
  readonly connected: boolean;
  /** False: nobody answers at the other end. */
  connect(app: string, listener: LinkListener): boolean;
  disconnect(): void;
  /** Sends a command; `onReply` is left out when the link is lost before the reply is here. */
  send(command: Command, onReply?: (reply: Reply) => void): void;
  /** Nothing passes any more, and what was under way is lost. */
  cut(): void;
  restore(): void;
}

export function createLink(pbx: Pbx, delays: LinkDelays, chance: Chance): Link {
  const { clock } = pbx;
  const commands = createLane(clock, chance, delays.commandMs);
  const replies = createLane(clock, chance, delays.commandMs);
  const events = createLane(clock, chance, delays.eventMs);
  let whole = true;
  let listener: LinkListener | undefined;
  let disconnectApp = (): void => {};
  // Rises with each connection, so that what was sent over an earlier one arrives nowhere.
  let age = 0;

  const drop = (): LinkListener | undefined => {
    const dropped = listener;
    listener = undefined;
    age++;
    disconnectApp();
    return dropped;
  };
  /** Runs it on arrival unless the connection has ended meanwhile. */
  const during = (lane: Lane, fn: () => void): void => {
    const sent = age;
    lane(() => {
      if (sent === age && listener) fn();
    });
  };
  const lose = (why: string): void => {
    const dropped = drop();
    if (dropped) clock.setTimer(0, () => dropped.onLost(why));
  };

  return {
    get connected() {
      return listener !== undefined;
    },
    connect(app, to) {
      if (!whole) return false;
      drop();
      listener = to;
      disconnectApp = connectApp(pbx, app, {
        onEvent(event) {
          if (event.type === 'ApplicationReplaced') {
            during(events, () => drop()?.onReplaced());
            return;
          }
          const channel = 'channel' in event ? event.channel : undefined;
          const seen = { event, state: channel?.state, bridge: channel?.bridge };
          during(events, () => listener?.onEvent(seen));
        },
        onClosed: () => lose('the switch has gone away'),
      });
      return true;
    },
    disconnect: () => {
      drop();
    },
    send(command, onReply) {
      during(commands, () =>
        command(pbx, (reply) => {
          if (onReply) during(replies, () => onReply(reply));
        }),
      );
    },
    cut() {
      whole = false;
      lose('the link was cut');
    },
    restore() {
      whole = true;
    },
  };
}

type Lane = (fn: () => void) => void;

/** Delays each message by a drawn time, but never lets one overtake another. */
function createLane(clock: Clock, chance: Chance, [low, high]: readonly [number, number]): Lane {
  let lastAt = 0;
  const waiting: (() => void)[] = [];
  return (fn) => {
    const now = clock.now();
    lastAt = Math.max(lastAt, now + chance.between(low, high));
    waiting.push(fn);
    // Timers of unequal length may fire out of order on a real clock; the list keeps the order.
    clock.setTimer(lastAt - now, () => waiting.shift()?.());
  };
}
