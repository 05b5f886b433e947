/**
 * What `app_queue` tells over the manager interface, as plain observations. Asterisk's own words
 * for queues, members and callers are kept: they are what its reports and screens show.
 */

import type { AmiMessage } from './message.ts';

/** An agent in one queue, as `app_queue` has it. */
export interface ObservedMembership {
  readonly queue: string;
  /** What is rung, `PJSIP/1001`. */
  readonly phone: string;
  /** The name in reports; the phone where none is given. */
  readonly name: string;
  /** Whose device state counts. */
  readonly device: string;
  readonly kind: string;
  /** What `app_queue` calls penalty: those of a lower one come first. */
  readonly rank: number;
  readonly paused: boolean;
  readonly reason: string;
  /** State of the device as Asterisk numbers it: 1 not in use, 2 in use, 5 unavailable, … */
  readonly status: number;
  readonly callsTaken: number;
  /** End of the last call, seconds since the epoch; 0: none. */
  readonly lastCall: number;
  /** In a conversation of this queue. */
  readonly inCall: boolean;
  readonly wrapUpS: number;
}

/** A caller who waits, from the answer to `QueueStatus`. */
export interface ObservedEntry {
  readonly queue: string;
  readonly caller: string;
  readonly channel: string;
  readonly number: string;
  readonly name: string;
  readonly position: number;
  readonly waitS: number;
}

/** A queue, from the answer to `QueueStatus`. */
export interface ObservedQueue {
  readonly queue: string;
  readonly strategy: string;
  readonly serviceLevelS: number;
  readonly weight: number;
}

/** Everything `QueueStatus` says. */
export interface QueuePicture {
  readonly queues: readonly ObservedQueue[];
  readonly memberships: readonly ObservedMembership[];
  readonly entries: readonly ObservedEntry[];
}

/**
 * One thing that happened. `caller` is the unique id of the caller's channel, `leg` that of the
 * agent's; times are Asterisk's own, in seconds unless the name says otherwise.
 */
export type Observation =
  | {
      readonly type: 'joined';
      readonly queue: string;
      readonly caller: string;
      readonly channel: string;
      readonly number: string;
      readonly name: string;
      readonly position: number;
    }
  | { readonly type: 'left'; readonly queue: string; readonly caller: string }
  /** Also told of those who have waited too long: what comes next shows which. */
  | {
      readonly type: 'gave-up';
      readonly queue: string;
      readonly caller: string;
      readonly position: number;
      readonly originalPosition: number;
      readonly holdS: number;
    }
  | {
      readonly type: 'called';
      readonly queue: string;
      readonly caller: string;
      readonly leg: string;
      readonly phone: string;
      readonly name: string;
    }
  | {
      readonly type: 'connected';
      readonly queue: string;
      readonly caller: string;
      readonly leg: string;
      readonly phone: string;
      readonly name: string;
      readonly holdS: number;
      readonly ringS: number;
    }
  | {
      readonly type: 'missed';
      readonly queue: string;
      readonly caller: string;
      readonly phone: string;
      readonly name: string;
      readonly ringMs: number;
    }
  /** The agent hung up before the two were joined. */
  | {
      readonly type: 'dumped';
      readonly queue: string;
      readonly caller: string;
      readonly phone: string;
      readonly name: string;
    }
  /** `caller` and `leg` are empty, or those of another channel, when theirs are gone already. */
  | {
      readonly type: 'completed';
      readonly queue: string;
      readonly caller: string;
      readonly leg: string;
      readonly phone: string;
      readonly name: string;
      readonly holdS: number;
      readonly talkS: number;
      readonly reason: string;
    }
  | { readonly type: 'transferred'; readonly leg: string; readonly how: 'blind' | 'attended' }
  | { readonly type: 'membership'; readonly of: ObservedMembership; readonly added: boolean }
  | { readonly type: 'membership-removed'; readonly queue: string; readonly phone: string }
  /** How the queue ended for a channel, in the dialplan's words: `TIMEOUT`, `LEAVEEMPTY`, … */
  | { readonly type: 'queue-result'; readonly caller: string; readonly result: string }
  /** A channel enters a line of the dialplan; `queue`: that line is `Queue()`. */
  | {
      readonly type: 'dialplan';
      readonly caller: string;
      readonly extension: string;
      readonly queue?: string;
    }
  /** Variables are told at all: their absence means something. */
  | { readonly type: 'variables-told' }
  | { readonly type: 'hung-up'; readonly caller: string };

/** Of an event; undefined: it says nothing about queues. Cost: a few look-ups by name. */
export function observe(event: AmiMessage): Observation | undefined {
  switch (event.event) {
    case 'QueueCallerJoin':
      return { type: 'joined', ...inQueue(event), ...whoCalls(event), position: at(event) };
    case 'QueueCallerLeave':
      return { type: 'left', ...inQueue(event) };
    case 'QueueCallerAbandon':
      return {
        type: 'gave-up',
        ...inQueue(event),
        position: at(event),
        originalPosition: event.count('OriginalPosition'),
        holdS: event.count('HoldTime'),
      };
    case 'AgentCalled':
      return { type: 'called', ...inQueue(event), ...whoServes(event), leg: legOf(event) };
    case 'AgentConnect':
      return {
        type: 'connected',
        ...inQueue(event),
        ...whoServes(event),
        leg: legOf(event),
        holdS: event.count('HoldTime'),
        ringS: event.count('RingTime'),
      };
    case 'AgentRingNoAnswer':
      return {
        type: 'missed',
        ...inQueue(event),
        ...whoServes(event),
        ringMs: event.count('RingTime'),
      };
    case 'AgentDump':
      return { type: 'dumped', ...inQueue(event), ...whoServes(event) };
    case 'AgentComplete':
      return {
        type: 'completed',
        ...inQueue(event),
        ...whoServes(event),
        leg: legOf(event),
        holdS: event.count('HoldTime'),
        talkS: event.count('TalkTime'),
        reason: event.text('Reason'),
      };
    default:
      return observeRest(event);
  }
}

function observeRest(event: AmiMessage): Observation | undefined {
  switch (event.event) {
    case 'QueueMemberAdded':
      return { type: 'membership', of: membershipOf(event), added: true };
    case 'QueueMemberStatus':
    case 'QueueMemberPause':
    case 'QueueMemberPenalty':
    case 'QueueMemberRinginuse':
      return { type: 'membership', of: membershipOf(event), added: false };
    case 'QueueMemberRemoved': {
      const { queue, phone } = membershipOf(event);
      return { type: 'membership-removed', queue, phone };
    }
    case 'BlindTransfer':
      if (event.text('Result') !== 'Success') return undefined;
      return { type: 'transferred', leg: event.text('TransfererUniqueid'), how: 'blind' };
    case 'AttendedTransfer':
      if (event.text('Result') !== 'Success') return undefined;
      return { type: 'transferred', leg: event.text('OrigTransfererUniqueid'), how: 'attended' };
    case 'VarSet':
      if (event.text('Variable') !== 'QUEUESTATUS') return { type: 'variables-told' };
      return { type: 'queue-result', caller: callerOf(event), result: event.text('Value') };
    case 'Newexten':
      return {
        type: 'dialplan',
        caller: callerOf(event),
        extension: event.text('Extension'),
        ...(event.text('Application') === 'Queue' && {
          queue: event.text('AppData').split(',')[0]!,
        }),
      };
    case 'HangupRequest':
    case 'Hangup':
      return { type: 'hung-up', caller: callerOf(event) };
    default:
      return undefined;
  }
}

/** The answer to `QueueStatus`, sorted out. */
export function pictureOf(answer: readonly AmiMessage[]): QueuePicture {
  const queues: ObservedQueue[] = [];
  const memberships: ObservedMembership[] = [];
  const entries: ObservedEntry[] = [];
  for (const message of answer) {
    if (message.event === 'QueueParams') {
      queues.push({
        queue: message.text('Queue'),
        strategy: message.text('Strategy'),
        serviceLevelS: message.count('ServiceLevel'),
        weight: message.count('Weight'),
      });
    } else if (message.event === 'QueueMember') memberships.push(membershipOf(message));
    else if (message.event === 'QueueEntry') {
      entries.push({
        ...inQueue(message),
        ...whoCalls(message),
        position: at(message),
        waitS: message.count('Wait'),
      });
    }
  }
  return { queues, memberships, entries };
}

const callerOf = (event: AmiMessage): string => event.text('Uniqueid');
const inQueue = (event: AmiMessage) => ({ queue: event.text('Queue'), caller: callerOf(event) });
const at = (event: AmiMessage): number => event.count('Position');
const legOf = (event: AmiMessage): string => event.text('DestUniqueid');
const whoServes = (event: AmiMessage) => ({
  phone: event.text('Interface'),
  name: event.text('MemberName'),
});
const whoCalls = (event: AmiMessage) => ({
  channel: event.text('Channel'),
  number: known(event.text('CallerIDNum')),
  name: known(event.text('CallerIDName')),
});

/** Asterisk's word for nothing. */
const known = (text: string): string => (text === '<unknown>' || text === 'unknown' ? '' : text);

function membershipOf(event: AmiMessage): ObservedMembership {
  // The list of `QueueStatus` has other names for the same.
  const phone = event.get('Interface') ?? event.text('Location');
  return {
    queue: event.text('Queue'),
    phone,
    name: event.get('MemberName') ?? event.get('Name') ?? phone,
    device: event.get('StateInterface') || phone,
    kind: event.text('Membership'),
    rank: event.count('Penalty'),
    paused: event.text('Paused') === '1',
    reason: event.text('PausedReason'),
    status: event.count('Status'),
    callsTaken: event.count('CallsTaken'),
    lastCall: event.count('LastCall'),
    inCall: event.text('InCall') === '1',
    wrapUpS: event.count('Wrapuptime'),
  };
}
