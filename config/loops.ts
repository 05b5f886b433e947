/** Overflow that leads round in a circle: callers would be sent about for ever. */

import { byId } from './names.ts';
import type { Path, Report } from './report.ts';
import type { ConfigInput } from './schema.ts';
import { waysOut } from './ways-out.ts';

/** A way by which a call goes from queue to queue without anybody's doing. */
interface Way {
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly path: Path;
}

/** Tells each circle once. Escapes by key are the caller's own will and do not count. */
export function checkLoops(input: ConfigInput, report: Report): void {
  const ways = waysBetween(input);
  const told = new Set<string>();
  const visit = (trail: readonly Way[]): void => {
    const at = trail.at(-1)!.to;
    const index = trail.findIndex(({ from }) => from === at);
    if (index >= 0) {
      const loop = trail.slice(index);
      const key = loop
        .map(({ from }) => from)
        .sort()
        .join('\n');
      if (told.has(key)) return;
      told.add(key);
      const text = loop.map(({ from, by }) => `${from} -${by}->`).join(' ');
      report.tell('overflow-loop', loop.at(-1)!.path, `overflow goes round: ${text} ${at}`, {
        hint: 'let one of these exits leave routing: voicemail, an announcement, the dialplan',
      });
      return;
    }
    if (done.has(at)) return;
    for (const way of ways.get(at) ?? []) visit([...trail, way]);
    done.add(at);
  };
  const done = new Set<string>();
  for (const [from, each] of ways) {
    for (const way of each) if (!done.has(from)) visit([way]);
  }
}

/** The ways from queue to queue, by the queue they lead out of. */
function waysBetween(input: ConfigInput): ReadonlyMap<string, readonly Way[]> {
  const between = byId(input.queues).map(([from, queue]) => {
    const ways = waysOut(from, queue).flatMap(({ by, byKey, go, path }): readonly Way[] => {
      const target = targetOf(input, go);
      // Where no link is usable, the way goes on by `otherwise`.
      const to =
        target?.links === undefined ? target?.queue : targetOf(input, target.otherwise)?.queue;
      return byKey || to === undefined ? [] : [{ from, to, by, path }];
    });
    return [from, ways] as const;
  });
  return new Map(between);
}

const targetOf = ({ targets }: ConfigInput, id: string | undefined) =>
  id !== undefined && Object.hasOwn(targets, id) ? targets[id] : undefined;
