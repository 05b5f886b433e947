/** Where the rules of all packs on the shelf come from, for sentences that name one. */

import type { Shelf } from '../../config/packs/shelf.ts';

/** Source of a rule by id; undefined: no pack has it. The newest pack that has it says. */
export function ruleSources(shelf: Shelf): (rule: string) => string | undefined {
  const sources = new Map<string, string>();
  for (const { input } of [...shelf.all, ...shelf.current]) {
    for (const [id, { source }] of Object.entries(input.rules)) sources.set(id, source);
  }
  return (rule) => sources.get(rule);
}
