/** One decision while it is being made: the facts, and the rules that may speak to them. */

import type { Ms } from '../../routing/ids.ts';
import type { Ground } from './answer.ts';
import { type DialFacts, dialPaths, legalClasses, lines, voices } from './facts.ts';
import { plausible } from './plausible.ts';
import type { Candidate, Day, DialRules, Rule } from './rules.ts';
import { dayOf } from './zones.ts';

export interface Case {
  readonly rules: DialRules;
  readonly facts: DialFacts;
  readonly now: Ms;
  /** Jurisdictions that may apply, with today's local days; the rules of all of them count. */
  readonly sites: readonly Site[];
  /** The first country it may be in that has no pack; null: none. */
  readonly strange: string | null;
  readonly classBit: number;
  readonly pathBit: number;
  readonly voiceBit: number;
  readonly lineBits: number;
  /** Filled as rules are met. */
  readonly grounds: Ground[];
}

/** One jurisdiction that may apply. */
export interface Site extends Candidate {
  /** Earliest and latest local day in its zones. */
  readonly dayLow: Day;
  readonly dayHigh: Day;
}

const bitOf = <T>(list: readonly T[], value: T): number => 1 << list.indexOf(value);
const ANY_LINE = (1 << lines.length) - 1;

/** Cost: about half a microsecond. Allocates: the case. */
export function openCase(rules: DialRules, facts: DialFacts, now: Ms): Case {
  const { candidates, strange, prefix } = plausible(rules, facts.number, facts.person.address);
  const sites: Site[] = [];
  for (const { place, zones } of candidates) {
    let dayLow = Number.POSITIVE_INFINITY;
    let dayHigh = Number.NEGATIVE_INFINITY;
    for (const zone of zones) {
      const day = dayOf(rules.zones.clocks[zone]!, now);
      if (day < dayLow) dayLow = day;
      if (day > dayHigh) dayHigh = day;
    }
    sites.push({ place, zones, dayLow, dayHigh });
  }
  return {
    rules,
    facts,
    now,
    sites,
    strange,
    classBit: bitOf(legalClasses, facts.campaign.class),
    pathBit: bitOf(dialPaths, facts.path),
    voiceBit: bitOf(voices, facts.voice),
    lineBits: facts.line === null ? (prefix?.lineBits ?? ANY_LINE) : bitOf(lines, facts.line),
    grounds: [],
  };
}

/** True when a rule speaks of such calls, whatever the day. */
export function speaksOf(c: Case, rule: Rule): boolean {
  return (
    (rule.classBits & c.classBit) !== 0 &&
    (rule.pathBits & c.pathBit) !== 0 &&
    (rule.voiceBits & c.voiceBit) !== 0 &&
    (rule.lineBits & c.lineBits) !== 0 &&
    (rule.sectors === null ||
      (c.facts.campaign.sector !== null && rule.sectors.includes(c.facts.campaign.sector)))
  );
}

/** True when a rule speaks of such calls and is in force in any zone the telephone may be in. */
export function applies(c: Case, rule: Rule, site: Site): boolean {
  return site.dayHigh >= rule.from && site.dayLow < rule.until && speaksOf(c, rule);
}
