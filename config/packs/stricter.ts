/**
 * A firm may be stricter than the law of a place, never looser. Its rules are added to those of the
 * place, so that a looser one would have no effect; whoever wrote it believes otherwise and is
 * told.
 */

import type { Path } from '../report.ts';
import { daysOf, durationText, weekdays } from '../scalars.ts';
import { DAY_MS } from '../time-zone.ts';
import type { Pack } from './read.ts';
import type { RuleInput } from './schema.ts';

type Kind<K extends RuleInput['kind']> = Extract<RuleInput, { kind: K }>;

/** What is looser: the key it stands under, and a sentence that says how. */
interface Looser {
  readonly key: string;
  readonly how: string;
}

/** Tells every rule of a firm's pack that is looser than a rule of the country, at its place. */
export function checkFirm(firm: Pack, countries: readonly Pack[]): void {
  for (const [name, rule] of Object.entries(firm.input.rules)) {
    const path = ['rules', name];
    for (const place of placesOf(rule)) {
      const country = countries.find(({ input }) => input.country === place.split('-')[0]);
      if (country !== undefined) checkAgainst(firm, path, rule, place, country);
    }
  }
}

/** Named places; `everywhere` is compared with none, for the places differ. */
const placesOf = (rule: RuleInput): readonly string[] =>
  rule.where === undefined || rule.where === 'everywhere' ? [] : [rule.where].flat();

function checkAgainst(firm: Pack, path: Path, rule: RuleInput, place: string, country: Pack): void {
  for (const [name, law] of Object.entries(country.input.rules)) {
    if (!holdsAt(law, place, country.input.country!) || !overlaps(rule, law)) continue;
    const looser = howLooser(rule, law);
    if (looser === undefined) continue;
    const message = `${looser.how} (\`${name}\`: ${law.source})`;
    const hint = 'a rule of a firm can only be stricter; take it out, or tighten it';
    firm.report.tell('loosens-law', [...path, looser.key], message, { hint });
    return;
  }
}

const holdsAt = (law: RuleInput, place: string, country: string): boolean =>
  law.where === undefined ||
  [law.where].flat().some((where) => where === place || where === country);

/** Both speak of some call on some day. */
function overlaps(a: RuleInput, b: RuleInput): boolean {
  const shares = <T>(x: readonly T[], y: readonly T[]) => x.some((each) => y.includes(each));
  return (
    a.kind === b.kind &&
    shares(a.classes, b.classes) &&
    shares(a.paths, b.paths) &&
    shares(a.voices, b.voices) &&
    shares(a.lines, b.lines) &&
    b.sectors === undefined &&
    (a.until ?? '9999') > (b.from ?? '') &&
    (b.until ?? '9999') > (a.from ?? '')
  );
}

/** Where a rule allows what a law of the same kind forbids; undefined: nowhere. */
function howLooser(rule: RuleInput, law: RuleInput): Looser | undefined {
  switch (rule.kind) {
    case 'hours':
      return looserWeek(rule, law as Kind<'hours'>);
    case 'attempts':
      return looserAttempts(rule, law as Kind<'attempts'>);
    case 'rest': {
      const { after, for: rest } = law as Kind<'rest'>;
      if (after !== rule.after || lengthOf(rule.for) >= lengthOf(rest)) return undefined;
      const wanted = rest.kind === 'days' ? `${rest.days} days` : durationText(rest.ms);
      return { key: 'for', how: `the law wants ${wanted} of rest after ${after}` };
    }
    case 'registry': {
      const { registry, 'age-max': ms } = law as Kind<'registry'>;
      if (registry !== rule.registry) return undefined;
      if (rule['age-max'] <= ms) return looserUnless(rule, law);
      return { key: 'age-max', how: `the law wants a copy of ${durationText(ms)} at the most` };
    }
    case 'consent': {
      const { use, written } = law as Kind<'consent'>;
      if (use !== rule.use) return undefined;
      if (rule.written || !written) return looserUnless(rule, law);
      return { key: 'kind', how: 'the law wants the consent in writing' };
    }
    case 'abandonment': {
      const { within, most } = law as Kind<'abandonment'>;
      if (!isSameWindow(within, rule.within) || rule.most <= most) return undefined;
      return { key: 'most', how: `the law allows ${most * 100} % of answered calls at the most` };
    }
    default:
      return undefined;
  }
}

function looserAttempts(rule: Kind<'attempts'>, law: Kind<'attempts'>): Looser | undefined {
  const isSame = rule.to === law.to && rule.by === law.by && isSameWindow(rule.within, law.within);
  if (!isSame || rule.most <= law.most) return undefined;
  return { key: 'most', how: `the law allows ${law.most} at the most` };
}

type Window = Kind<'attempts'>['within'];

const isSameWindow = (a: Window, b: Window): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whole days after a day last longer than so many times 24 hours. */
const lengthOf = (rest: Kind<'rest'>['for']): number =>
  rest.kind === 'rolling' ? rest.ms : (rest.days + 1) * DAY_MS - 1;

/** An exemption the law does not give, or one that lasts longer. */
function looserUnless(rule: RuleInput, law: RuleInput): Looser | undefined {
  const isGiven = (each: RuleInput['unless'][number]): boolean =>
    law.unless.some((given) => {
      if (given.kind === 'consent' && each.kind === 'consent') {
        return given.use === each.use && (each.written || !given.written);
      }
      if (given.kind === 'relationship' && each.kind === 'relationship') {
        return given.of === each.of && (each.months ?? 999) <= (given.months ?? 999);
      }
      return given.kind === each.kind;
    });
  if (rule.unless.every(isGiven)) return undefined;
  return { key: 'unless', how: 'the law does not give this exemption, or not for so long' };
}

/** Minutes of the week at which a rule of hours allows calls. */
function minutesOf({ week }: Kind<'hours'>): Uint8Array {
  const open = new Uint8Array(7 * 1_440);
  for (const [key, ranges] of Object.entries(week)) {
    for (const day of daysOf(key)) {
      for (const { from, to } of ranges) open.fill(1, day * 1_440 + from, day * 1_440 + to);
    }
  }
  return open;
}

function looserWeek(rule: Kind<'hours'>, law: Kind<'hours'>): Looser | undefined {
  const [open, lawful] = [minutesOf(rule), minutesOf(law)];
  const at = open.findIndex((minute, i) => minute === 1 && lawful[i] === 0);
  if (at < 0) return undefined;
  const clock = `${Math.floor((at % 1_440) / 60)}:${String(at % 60).padStart(2, '0')}`;
  return {
    key: 'week',
    how: `the law is closed on ${weekdays[Math.floor(at / 1_440)]} at ${clock}`,
  };
}
