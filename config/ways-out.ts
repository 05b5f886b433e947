/** Every way by which a call leaves a queue for a target, as written. */

import type { Path } from './report.ts';
import type { QueueInput } from './schema.ts';

export interface WayOut {
  /** `full`, `step`, `key 1`: what leads out, for a sentence. */
  readonly by: string;
  /** The caller's own will: it does not happen by itself. */
  readonly byKey: boolean;
  readonly go: string;
  /** Where `go` is written. */
  readonly path: Path;
}

/** In the order of the exits, the steps, the keys. */
export function waysOut(id: string, queue: QueueInput): readonly WayOut[] {
  const path: Path = ['queues', id];
  const { overflow, ...exits } = queue.exits;
  const ways: WayOut[] = [];
  const add = (by: string, go: string | undefined, place: Path, byKey = false) => {
    if (go !== undefined) ways.push({ by, byKey, go, path: [...path, ...place] });
  };
  for (const [name, exit] of Object.entries(exits)) add(name, exit?.go, ['exits', name, 'go']);
  for (const [index, { go }] of overflow.entries()) {
    add('overflow', go, ['exits', 'overflow', index, 'go']);
  }
  for (const [index, step] of queue.steps.entries()) {
    add('step', step.then?.go, ['steps', index, 'then', 'go']);
  }
  for (const [key, go] of Object.entries(queue.escapes)) {
    add(`key ${key}`, go, ['escapes', key], true);
  }
  return ways;
}
