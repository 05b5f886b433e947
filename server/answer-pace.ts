/**
 * How long a caller at some place in line will wait, from how fast the queue has been answering.
 * Plain and honest: nothing is said before enough callers were answered, and nothing of long ago
 * counts.
 */

import type { Ms, QueueId } from '../core/routing/ids.ts';

/** Answers remembered per queue, needed before anything is said, and how old they may be. */
const answersMax = 20;
const answersMin = 5;
const keepMs = 30 * 60_000;

export class AnswerPace {
  readonly #answers = new Map<QueueId, Ms[]>();

  /** A caller of this queue has been answered. Cost: O(1). */
  answered(queue: QueueId, at: Ms): void {
    const answers = this.#answers.get(queue);
    if (!answers) this.#answers.set(queue, [at]);
    else if (answers.push(at) > answersMax) answers.shift();
  }

  /** Time until the caller at this place (1 is next) is answered; undefined: nobody can say. */
  waitAt(queue: QueueId, place: number, now: Ms): Ms | undefined {
    const answers = (this.#answers.get(queue) ?? []).filter((at) => now - at <= keepMs);
    const first = answers[0];
    if (first === undefined || answers.length < answersMin) return undefined;
    // Up to now, not to the last answer: a queue that has stopped answering gets slower every
    // second.
    return ((now - first) / answers.length) * place;
  }
}

/**
 * Media that tell this wait, in whole minutes rounded up; the sounds are those every Asterisk has.
 */
export function waitMedia(waitMs: Ms): readonly string[] {
  const minutes = Math.ceil(waitMs / 60_000);
  if (minutes <= 1) {
    return ['sound:queue-holdtime', 'sound:queue-less-than', 'number:1', 'sound:queue-minute'];
  }
  return ['sound:queue-holdtime', `number:${minutes}`, 'sound:queue-minutes'];
}
