/**
 * Explains calls of the live server: replays the journal on a thread that ends afterwards, one at a
 * time.
 */

import { type CallStory, storyOf } from './decisions.ts';
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

export function createExplainer(
  folder: string,
  gateway: Gateway,
  threads: boolean,
): (call: number) => Promise<CallStory> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (call) => {
    if (waiting >= waitingMax) {
      throw new RequestError('explain-busy', 'Too many calls are being explained; ask again soon.');
    }
    waiting += 1;
    const before = last;
    const mine = (async () => {
      await before.catch(() => {});
      await gateway.flushJournal();
      return threads ? onThread({ folder, call }) : storyOf(folder, call);
    })();
    last = mine;
    try {
      return await mine;
    } finally {
      waiting -= 1;
    }
  };
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
