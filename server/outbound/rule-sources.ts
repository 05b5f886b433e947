/** Where the rules of all packs on the shelf come from, for sentences that name one. */

import type { Shelf } from '../../config/packs/shelf.ts';

/** Sources of rules by their ids. Of several packs that have one the newest says. */
export function ruleSources(shelf: Shelf): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const { input } of [...shelf.all, ...shelf.current]) {
    for (const [id, { source }] of Object.entries(input.rules)) sources.set(id, source);
  }
  return sources;
}
