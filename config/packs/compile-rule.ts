/** One rule of a pack, from words to bits, days and milliseconds. */

import { dayNumber } from '../../core/outreach/may-dial/civil.ts';
import { dialPaths, legalClasses, lines, voices } from '../../core/outreach/may-dial/facts.ts';
import type { Day, Exemption, HoursRule, Place, Rule } from '../../core/outreach/may-dial/rules.ts';
import { daysOf } from '../scalars.ts';
import { MINUTE_MS } from '../time-zone.ts';
import type { RuleInput } from './schema.ts';

/** Which list of a place a rule goes to. */
export type RuleList = Exclude<keyof Place, 'id' | 'country' | 'region' | 'zones' | 'packs'>;

/** A compiled rule and where it belongs. */
export interface CompiledRule {
  readonly list: RuleList;
  readonly rule: Rule;
}

const bitsOf = <T>(all: readonly T[], some: readonly T[]): number =>
  some.reduce((bits, each) => bits | (1 << all.indexOf(each)), 0);

function dayOf(date: string | undefined, open: Day): Day {
  if (date === undefined) return open;
  const [year, month, day] = date.split('-').map(Number);
  return dayNumber(year!, month!, day!);
}

/**
 * `holidays`: the days of the list a rule of hours names. Its row is given where all are known.
 */
export function compileRule(
  id: string,
  pack: string,
  place: string,
  input: RuleInput,
  holidays: ReadonlySet<Day> | null,
): CompiledRule {
  const rule: Rule = {
    id,
    pack,
    place,
    from: dayOf(input.from, Number.NEGATIVE_INFINITY),
    until: dayOf(input.until, Number.POSITIVE_INFINITY),
    classBits: bitsOf(legalClasses, input.classes),
    pathBits: bitsOf(dialPaths, input.paths),
    voiceBits: bitsOf(voices, input.voices),
    lineBits: bitsOf(lines, input.lines),
    sectors: input.sectors ?? null,
    unless: input.unless.map(
      (each): Exemption =>
        each.kind === 'relationship'
          ? { kind: each.kind, of: each.of, months: each.months ?? null }
          : each,
    ),
  };
  return withDemand(rule, input, holidays);
}

function withDemand(rule: Rule, input: RuleInput, holidays: ReadonlySet<Day> | null): CompiledRule {
  const as = <R extends Rule>(list: RuleList, more: Omit<R, keyof Rule>): CompiledRule => ({
    list,
    rule: { ...rule, ...more },
  });
  switch (input.kind) {
    case 'forbidden':
      return as('forbidden', {});
    case 'licence':
      return as('licences', { licence: input.licence });
    case 'registry':
      return as('registries', { registry: input.registry, ageMs: input['age-max'] });
    case 'consent':
      return as('consents', { use: input.use, written: input.written });
    case 'hours':
      return as<HoursRule>('hours', { row: 0, week: weekOf(input.week), holidays, zones: null });
    case 'attempts': {
      const { to, by, most, within } = input;
      return as('attempts', { to, by, most, window: within });
    }
    case 'rest':
      return as('rests', { after: input.after, rest: input.for });
    case 'caller-id': {
      const { shown = false, answered = false } = input;
      const forbidden = input.forbidden.map((prefix) => Number(prefix.slice(1)));
      return as('callerIds', { shown, answered, forbidden });
    }
    case 'reassigned':
      return as('reassigned', { ageMs: input['age-max'] });
    case 'abandonment': {
      const { most, within, clock } = input;
      const answerMs = input['answer-within'];
      const ringMs = input['ring-least'];
      const falseMachines = input['false-machines'];
      return as('abandonment', { most, window: within, answerMs, clock, ringMs, falseMachines });
    }
  }
}

function weekOf(week: Extract<RuleInput, { kind: 'hours' }>['week']): readonly number[][] {
  const days: number[][] = [[], [], [], [], [], [], []];
  for (const [key, ranges] of Object.entries(week)) {
    const sorted = [...ranges].sort((a, b) => a.from - b.from);
    const pairs = sorted.flatMap(({ from, to }) => [from * MINUTE_MS, to * MINUTE_MS]);
    for (const day of daysOf(key)) days[day] = pairs;
  }
  return days;
}
