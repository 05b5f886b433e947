/** With which version of a script a person is spoken to, while two are tried beside each other. */

/** Versions and their weights, whole numbers; all of weight 0: the first. */
export type Trial = readonly { readonly version: number; readonly weight: number }[];

/**
 * The same person always gets the same one, whichever agent calls and however often; another
 * `name` of a trial deals them anew. Throws when there is no version. Cost: O(length of the names).
 */
export function versionFor(trial: Trial, name: string, person: string): number {
  const [first] = trial;
  if (first === undefined) throw new Error(`trial ${name} has no version`);
  const total = trial.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return first.version;
  let left = hashOf(`${name} ${person}`) % total;
  for (const { version, weight } of trial) {
    if (left < weight) return version;
    left -= weight;
  }
  return first.version;
}

/**
 * FNV-1a of the code units (Fowler, Noll, Vo), then the last mixing of MurmurHash3, without which
 * its low bits would hang together for names that differ in their last letter.
 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
