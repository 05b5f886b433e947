/**
 * Every decision about one call, made again from the journal: who was a candidate, and why it went
 * so.
 */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { explainCall, snapshot } from '../core/index.ts';
import type { CommandRecord } from '../core/routing/commands.ts';
import type { Decision } from '../core/routing/decision.ts';
import { asCallId, type CallId, type Ms } from '../core/routing/ids.ts';
import { RequestError } from './errors.ts';
import { journalPath, listJournal } from './journal-folder.ts';
import type { Line } from './journal-lines.ts';
import { openJournal } from './journal-reader.ts';
import { createFollower, type Follower } from './replay.ts';
import type { View } from './view.ts';
import { queueOf } from './view-places.ts';

/** What happened to the call at one moment. */
export interface CallMoment {
  readonly seq: number;
  readonly at: Ms;
  /** The command or notice, by its name and arguments. */
  readonly n: CommandRecord;
}

export interface CallStory {
  readonly call: CallId;
  readonly queue: string;
  readonly arrivedAt: Ms;
  readonly moments: readonly CallMoment[];
  /** Offers and looks that found nobody, in order. */
  readonly decisions: readonly Decision[];
  /** While it waits: who would get it now. */
  readonly now?: Decision;
  /** The journal was read up to this line. */
  readonly seq: number;
  /** The disk does not take lines now: what came after `seq` may be missing. */
  readonly behind?: true;
}

const scanBytes = 1 << 20;
/** After these the call looks for an agent; when no offer follows, nobody could take it. */
const looks = new Set(['callQueued', 'callStepped', 'offerEnded', 'announce']);

/**
 * Keeps agents' last callers out of memory: no decision rests on them, arrivals name the preferred
 * agent.
 */
const lastAgent = { callers: 1, keepMs: 0 };

/**
 * Reads the journal of `folder`. Cost: replays from the snapshot before the call's arrival to its
 * end, about two microseconds a fact. Throws a `RequestError` when the journal does not know the
 * call.
 */
export function storyOf(folder: string, id: number): CallStory {
  const call = asCallId(id);
  const file = fileOf(folder, call);
  const run = file === undefined ? undefined : openJournal(folder, file);
  if (!run) throw unknownCall(id, ` in ${folder}`);
  let follower = createFollower(run.snapshot, { lastAgent });
  let story: StoryInMaking | undefined;
  for (const line of run.lines()) {
    const queue = story ? undefined : queueCome(line, call, follower.view);
    if (queue !== undefined) {
      story = new StoryInMaking(call, queue, line.at, follower, line.seq);
      follower = story.follower;
    }
    follower.apply(line);
    story?.told(line);
    if (story?.ended) break;
  }
  // Its arrival may be the last line, not yet whole.
  if (!story) throw unknownCall(id, ` in ${folder}`);
  return story.finish();
}

/** The queue the call comes to by this line: as a caller, or as a callback that takes over. */
function queueCome(line: Line, call: CallId, view: View): string | undefined {
  if (!('fact' in line)) return undefined;
  const { fact } = line;
  if (fact.type === 'call-arrived' && fact.call === call) return fact.queue;
  if (fact.type !== 'callback-requested' || fact.callback !== call) return undefined;
  const from = view.calls.get(fact.call);
  return from && queueOf(from);
}

export const unknownCall = (call: number, where = ''): RequestError =>
  new RequestError('unknown-call', `The journal${where} does not know call ${call}.`, { call });

class StoryInMaking {
  readonly follower: Follower;
  ended = false;
  readonly #call: CallId;
  readonly #queue: string;
  readonly #at: Ms;
  readonly #moments: CallMoment[] = [];
  readonly #decisions: Decision[] = [];
  #decided = false;
  #looked = false;
  #last: { readonly seq: number; readonly at: Ms };

  constructor(call: CallId, queue: string, at: Ms, before: Follower, seq: number) {
    this.#call = call;
    this.#queue = queue;
    this.#at = at;
    this.#last = { seq, at };
    const { router, view } = before;
    const state = {
      snapshot: 2,
      seq,
      at,
      written: '',
      limits: router.limits,
      clean: false,
      router: snapshot(router),
      view: view.snapshot(),
    } as const;
    this.follower = createFollower(state, {
      lastAgent,
      onDecision: (decision) => {
        if (decision.call !== call) return;
        this.#decisions.push(decision);
        this.#decided = true;
      },
      onRecord: (n) => {
        if (looks.has(n[0]) && aboutCall(n, call)) this.#looked = true;
      },
    });
  }

  /** After the follower took the line in. */
  told(line: Line): void {
    this.#last = line;
    if ('n' in line) {
      if (!aboutCall(line.n, this.#call)) return;
      this.#moments.push({ seq: line.seq, at: line.at, n: line.n });
      if (line.n[0] === 'callEnded') this.ended = true;
      return;
    }
    if (this.#looked && !this.#decided) this.#foundNobody(line.at);
    this.#looked = false;
    this.#decided = false;
  }

  finish(): CallStory {
    const { router } = this.follower;
    const now = this.ended ? undefined : explainCall(router, this.#call, this.#last.at);
    return {
      call: this.#call,
      queue: this.#queue,
      arrivedAt: this.#at,
      moments: this.#moments,
      decisions: this.#decisions,
      ...(now ? { now } : {}),
      seq: this.#last.seq,
    };
  }

  #foundNobody(at: Ms): void {
    const look = explainCall(this.follower.router, this.#call, at);
    // With a winner the call would have been offered: the switch was away.
    if (look && look.winner === undefined) this.#decisions.push({ ...look, trigger: 'none' });
  }
}

/** The call is the second argument of offers, the first of everything else that speaks of one. */
function aboutCall(n: CommandRecord, call: CallId): boolean {
  switch (n[0]) {
    case 'offerCall':
    case 'dialCustomer':
    case 'withdrawOffer':
    case 'connectCall':
    case 'offerEnded':
      return n[2] === call;
    case 'agentChanged':
    case 'releaseAgent':
      return false;
    default:
      return n[1] === call;
  }
}

/**
 * The journal file in which the call arrived. Newest first: people ask about what has just
 * happened.
 */
function fileOf(folder: string, call: CallId): number | undefined {
  const sought = [`{"type":"call-arrived","call":${call},`, `,"callback":${call},"first":`];
  const marks = sought.map((text) => Buffer.from(text));
  return [...listJournal(folder).journals]
    .reverse()
    .find((seq) => holds(journalPath(folder, seq), marks));
}

function holds(path: string, marks: readonly Buffer[]): boolean {
  const file = openSync(path, 'r');
  const size = statSync(path).size;
  // Chunks overlap, so that nothing is missed at their edges.
  const chunk = Buffer.allocUnsafe(scanBytes + Math.max(...marks.map((mark) => mark.length)));
  try {
    for (let at = 0; at < size; at += scanBytes) {
      const read = readSync(file, chunk, 0, chunk.length, at);
      const part = chunk.subarray(0, read);
      if (marks.some((mark) => part.includes(mark))) return true;
    }
    return false;
  } finally {
    closeSync(file);
  }
}
