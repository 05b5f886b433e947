/** Lints about exits to links: who finds none usable stays, and hardly should. */

import { byId } from './names.ts';
import type { Report } from './report.ts';
import type { ConfigInput } from './schema.ts';

/** Full and closed are asked at the door only: who is not taken there waits in such a queue. */
export function lintLinks(input: ConfigInput, report: Report): void {
  for (const [id, { exits }] of byId(input.queues)) {
    for (const name of ['full', 'closed'] as const) {
      const go = exits[name]?.go;
      const target = go !== undefined && Object.hasOwn(input.targets, go) && input.targets[go];
      if (!target || target.links === undefined || target.otherwise !== undefined) continue;
      const message = `callers no link takes wait in \`${id}\` though it is ${name}`;
      report.tell('exit-may-stay', ['queues', id, 'exits', name, 'go'], message, {
        hint: `add \`otherwise:\` to target \`${go}\``,
      });
    }
  }
}
