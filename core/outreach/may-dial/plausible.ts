/**
 * Where a telephone may ring: by the address of the person and by the number, which may have been
 * taken along to another place. The rules of all such places count.
 */

import type { E164 } from '../ids.ts';
import type { Address } from './facts.ts';
import type { Candidate, DialRules, Numbering, Prefix } from './rules.ts';

export interface Plausible {
  readonly candidates: readonly Candidate[];
  /** A country it may be in for which there is no pack; null: none. */
  readonly strange: string | null;
  /** What is known of the number; undefined: nothing. */
  readonly prefix: Prefix | undefined;
}

/** Longest prefix the table has, in digits. */
const PREFIX_MAX = 10 ** 7;

/** What the table knows of a number: its longest prefix. Cost: seven look-ups at most. */
export function prefixOf({ byPrefix }: Numbering, number: E164): Prefix | undefined {
  let rest: number = number;
  while (rest >= PREFIX_MAX) rest = Math.floor(rest / 10);
  for (; rest > 0; rest = Math.floor(rest / 10)) {
    const found = byPrefix.get(rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * All places that may apply. Of a country the region of which is not known, every region counts,
 * unless address or number tells a region of that country. Cost: some look-ups. Allocates: when
 * there is an address.
 */
export function plausible(rules: DialRules, number: E164, address: Address | null): Plausible {
  const prefix = prefixOf(rules.numbering, number);
  if (address === null || prefix === undefined) {
    const { candidates = [], strange = [] } = prefix ?? {};
    return { candidates, strange: strange[0] ?? null, prefix };
  }
  const home = candidateOf(rules, address);
  let ofNumber = prefix.candidates;
  let strange: string | null = home === undefined ? address.country : (prefix.strange[0] ?? null);
  // A number that may be in one of several countries is in that of the address, if that is one.
  const same = ofNumber.find(({ place }) => place.country === address.country);
  if (
    same !== undefined &&
    ofNumber.length > 1 &&
    ofNumber.every(({ place }) => place.region === null)
  ) {
    ofNumber = [same];
    strange = home === undefined ? address.country : null;
  }
  const all = home === undefined ? ofNumber : merged(home, ofNumber);
  return { candidates: all.filter((each) => !isVague(each, all)), strange, prefix };
}

function candidateOf(rules: DialRules, { country, region, zone }: Address): Candidate | undefined {
  const place = (region !== null && rules.places.get(region)) || rules.places.get(country);
  if (place === undefined) return undefined;
  const row = zone === null ? undefined : rules.zoneOf.get(zone);
  return { place, zones: row === undefined ? place.zones : [row] };
}

/** The same place once, with the zones of both. */
function merged(home: Candidate, others: readonly Candidate[]): readonly Candidate[] {
  const same = others.find(({ place }) => place === home.place);
  if (same === undefined) return [home, ...others];
  const zones = [...new Set([...home.zones, ...same.zones])];
  return [{ place: home.place, zones }, ...others.filter((each) => each !== same)];
}

/** A country as a whole beside one of its regions says nothing more. */
const isVague = ({ place }: Candidate, all: readonly Candidate[]): boolean =>
  place.region === null &&
  all.some((each) => each.place.country === place.country && each.place.region !== null);
