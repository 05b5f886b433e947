/**
 * Explains calls of the live server: replays the journal on a thread that ends afterwards, one at a
 * time.
 */

import { type CallStory, storyOf, unknownCall } from './decisions.ts';
import { type ErrorCode, type ErrorParams, RequestError } from './errors.ts';
import type { Gateway } from './front-link.ts';
import { startThread } from './thread.ts';

export interface ExplainStart {
  readonly folder: string;
  readonly call: number;
}

export type ExplainAnswer =
  | { readonly ok: true; readonly story: CallStory }
  | {
      readonly ok: false;
      readonly code: ErrorCode;
      readonly message: string;
      readonly params: ErrorParams;
    };

/** Replays wait for each other; more than these are refused, since each takes a processor. */
const waitingMax = 8;
/** A disk that refuses the journal is not waited for: most of the story is on it already. */
const flushMsMax = 2_000;

export interface ExplainerParts {
  readonly folder: string;
  readonly gateway: Pick<Gateway, 'flushJournal'>;
  readonly threads: boolean;
  /** Larger than every call's id so far. */
  nextCall(): number;
}

export function createExplainer(parts: ExplainerParts): (call: number) => Promise<CallStory> {
  const { folder, gateway, threads } = parts;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (call) => {
    // No file needs to be read to know that nobody ever had this number.
    if (call >= parts.nextCall()) throw unknownCall(call);
    if (waiting >= waitingMax) {
      throw new RequestError('explain-busy', 'Too many calls are being explained; ask again soon.');
    }
    waiting += 1;
    const before = last;
    const mine = (async () => {
      await before.catch(() => {});
      const flushed = await flushes(gateway);
      const story = await (threads ? onThread({ folder, call }) : storyOf(folder, call));
      return flushed ? story : { ...story, behind: true as const };
    })();
    last = mine;
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  };
}

/** False: not in time, or not at all. */
function flushes(gateway: ExplainerParts['gateway']): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), flushMsMax);
    const done = (flushed: boolean) => {
      clearTimeout(timer);
      resolve(flushed);
    };
    gateway.flushJournal().then(
      () => done(true),
      () => done(false),
    );
  });
}

function onThread(start: ExplainStart): Promise<CallStory> {
  return new Promise((resolve, reject) => {
    const thread = startThread('explain-thread', start);
    thread.once('error', reject);
    thread.once('message', (answer: ExplainAnswer) => {
      if (answer.ok) resolve(answer.story);
      else reject(new RequestError(answer.code, answer.message, answer.params));
    });
    thread.once('exit', () => reject(new Error('the replay ended without an answer')));
  });
}
