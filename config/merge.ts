/**
 * Several files become one configuration: kinds that are maps are merged by id, lists are joined.
 */

import type { Diagnostic } from './diagnostics.ts';
import { diagnosticCodes } from './diagnostics.ts';
import type { Mark, Origins, Plain, PlainMap } from './documents.ts';
import { mergedKinds } from './schema.ts';

type Places = Map<string | number, { key: Mark; value: Mark }>;

/** Merges in the order given. What is defined twice is told to `out`; the first stands. */
export function mergeFiles(
  files: readonly PlainMap[],
  origins: Origins,
  out: Diagnostic[],
): PlainMap {
  const merged = Object.create(null) as PlainMap;
  const places: Places = new Map();
  origins.set(merged, places);
  for (const file of files) {
    for (const [kind, value] of Object.entries(file)) {
      const place = origins.get(file)!.get(kind)!;
      // A kind with nothing under it (all commented out) is no kind.
      if (value === null) continue;
      const before = merged[kind];
      if (before === undefined) {
        places.set(kind, place);
        merged[kind] = copyOf(value, origins);
      } else if (mergedKinds.has(kind) && Array.isArray(before) && Array.isArray(value)) {
        joinLists(before, value, origins);
      } else if (mergedKinds.has(kind) && isMap(before) && isMap(value)) {
        joinMaps(kind, before, value, origins, out);
      } else {
        out.push(writtenTwice(`\`${kind}\``, place.key, places.get(kind)!.key));
      }
    }
  }
  return merged;
}

/** A copy one level deep with its places, so that joining does not change a file's own tree. */
function copyOf(value: Plain, origins: Origins): Plain {
  if (value === null || typeof value !== 'object') return value;
  const copy = Array.isArray(value)
    ? [...value]
    : Object.assign(Object.create(null) as PlainMap, value);
  origins.set(copy, new Map(origins.get(value)));
  return copy;
}

function joinLists(before: Plain[], value: readonly Plain[], origins: Origins): void {
  const places = origins.get(before)!;
  const added = origins.get(value)!;
  for (const [index, child] of value.entries()) {
    places.set(before.length, added.get(index)!);
    before.push(child);
  }
}

function joinMaps(
  kind: string,
  before: PlainMap,
  value: PlainMap,
  origins: Origins,
  out: Diagnostic[],
): void {
  const places = origins.get(before)!;
  const added = origins.get(value)!;
  for (const [key, child] of Object.entries(value)) {
    const place = added.get(key)!;
    const first = places.get(key);
    if (first !== undefined) {
      out.push(writtenTwice(`\`${key}\` of ${kind}`, place.key, first.key));
      continue;
    }
    places.set(key, place);
    before[key] = child;
  }
}

function writtenTwice(what: string, place: Mark, first: Mark): Diagnostic {
  const code = 'duplicate-key';
  const message = `${what} is written twice; the first is in ${first.file}:${first.line}`;
  return { ...place, severity: diagnosticCodes[code], code, message, hint: 'keep one of them' };
}

function isMap(value: Plain): value is PlainMap {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
