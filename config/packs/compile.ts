/**
 * Packs and the table of numbers to the rules decisions read: places with everything that holds
 * there, clocks for some years, prefixes that lead to places.
 */

import { lines } from '../../core/outreach/may-dial/facts.ts';
import { Openings } from '../../core/outreach/may-dial/openings.ts';
import type {
  Candidate,
  Day,
  DialRules,
  HoursRule,
  Place,
  Prefix,
  Rule,
  Zone,
} from '../../core/outreach/may-dial/rules.ts';
import type { ZoneClock } from '../../core/outreach/may-dial/zones.ts';
import type { NumberingTable } from '../numbering/table.ts';
import { zoneClock } from '../time-zone.ts';
import { type CompiledRule, compileRule, type RuleList } from './compile-rule.ts';
import { daysOfList } from './holidays.ts';
import type { Pack } from './read.ts';

/** Years whose clocks and holidays are compiled: from the first, until before the last. */
export interface Years {
  readonly from: number;
  readonly until: number;
}

/** Years that decisions of about this moment need: relationships reach back, deferrals ahead. */
export function yearsAround(at: number): Years {
  const year = new Date(at).getUTCFullYear();
  return { from: year - 3, until: year + 2 };
}

/**
 * Cost: a third of a second the first time, most of it the clocks of fifty zones; they are kept.
 * A live program compiles at start and when packs change.
 */
export function compileRules(
  packs: readonly Pack[],
  numbering: NumberingTable,
  years: Years,
): DialRules {
  const clocks = new Clocks(years);
  const places = new Map<string, Place>();
  const rules = packs.flatMap((pack) => rulesOf(pack, years)).map(withRow);
  for (const { input } of packs) {
    if (input.country === undefined) continue;
    for (const place of placesOf(input.country, input.regions, numbering, clocks, rules)) {
      places.set(place.id, place);
    }
  }
  return {
    packs: new Map(packs.map(({ id, ref }) => [id, ref])),
    zones: {
      fromMs: Date.UTC(years.from, 0, 1),
      untilMs: Date.UTC(years.until, 0, 1),
      clocks: clocks.rows,
    },
    zoneOf: clocks.byName,
    places,
    numbering: {
      version: numbering.version,
      byPrefix: new Map(
        Object.entries(numbering.prefixes).map(([digits, text]) => [
          Number(digits),
          prefixOf(text, places, clocks),
        ]),
      ),
    },
    openings: new Openings(),
  };
}

/** Rows of the table of zones; zones whose clocks agree in these years share one. */
class Clocks {
  readonly rows: ZoneClock[] = [];
  readonly byName = new Map<string, Zone>();
  readonly #byContent = new Map<string, Zone>();
  readonly #years: Years;

  constructor(years: Years) {
    this.#years = years;
  }

  row(name: string): Zone {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const from = Date.UTC(this.#years.from, 0, 1);
    const clock = zoneClock(name, from, Date.UTC(this.#years.until, 0, 1));
    const content = JSON.stringify([clock.fromMs, clock.offsetMs]);
    const row = this.#byContent.get(content) ?? this.rows.push(clock) - 1;
    this.#byContent.set(content, row);
    this.byName.set(name, row);
    return row;
  }

  rowsOf(names: readonly string[]): readonly Zone[] {
    return [...new Set(names.map((name) => this.row(name)))];
  }
}

/** A rule with the places it is written for. */
interface Written extends CompiledRule {
  readonly where: readonly string[] | 'everywhere';
}

function rulesOf(pack: Pack, years: Years): readonly Written[] {
  const { input } = pack;
  const lists = new Map<string, ReadonlySet<Day>>(
    Object.entries(input.holidays).map(([name, list]) => [
      name,
      daysOfList(list, years.from - 1, years.until + 1),
    ]),
  );
  return Object.entries(input.rules).map(([id, rule]) => {
    const where =
      rule.where === 'everywhere' ? 'everywhere' : [rule.where ?? input.country ?? []].flat();
    const name = rule.kind === 'hours' ? rule.holidays : undefined;
    const holidays = name === undefined ? null : (lists.get(name) ?? null);
    return { ...compileRule(id, pack.id, [where].flat().join(' '), rule, holidays), where };
  });
}

/** Rules of hours know their row. */
function withRow(written: Written, row: number): Written {
  if (written.list !== 'hours') return written;
  const rule: HoursRule = { ...(written.rule as HoursRule), row };
  return { ...written, rule };
}

/** A country as a whole and each of its regions. */
function placesOf(
  country: string,
  declared: readonly string[],
  numbering: NumberingTable,
  clocks: Clocks,
  rules: readonly Written[],
): readonly Place[] {
  const numbered = Object.keys(numbering.regions).filter((id) => id.startsWith(`${country}-`));
  const regions = [...new Set([...numbered, ...declared])];
  const zonesOf = (id: string): readonly Zone[] =>
    clocks.rowsOf(numbering.regions[id] ?? numbering.regions[country] ?? []);
  const everyZone = numbering.regions[country]
    ? zonesOf(country)
    : [...new Set(numbered.flatMap(zonesOf))];
  const holdsAt = ({ where }: Written, ...ids: string[]): boolean =>
    where === 'everywhere' || ids.some((id) => where.includes(id));
  const whole = rules
    .filter((rule) => holdsAt(rule, country, ...regions))
    .map((rule) => (holdsAt(rule, country) ? rule : onClocksOf(rule, zonesOf)));
  return [
    placeOf(country, country, null, everyZone, whole),
    ...regions.map((id) => {
      const here = rules.filter((rule) => holdsAt(rule, country, id));
      return placeOf(id, country, id, zonesOf(id), here);
    }),
  ];
}

/** Where the region is not known, hours of a region are read on the clocks of that region. */
function onClocksOf(written: Written, zonesOf: (id: string) => readonly Zone[]): Written {
  const { list, where } = written;
  if (list !== 'hours' || where === 'everywhere') return written;
  const zones = [...new Set(where.flatMap(zonesOf))];
  const rule: HoursRule = { ...(written.rule as HoursRule), zones };
  return { ...written, rule };
}

function placeOf(
  id: string,
  country: string,
  region: string | null,
  zones: readonly Zone[],
  rules: readonly Written[],
): Place {
  const listOf = <R extends Rule>(list: RuleList): readonly R[] =>
    rules.filter((each) => each.list === list).map(({ rule }) => rule as R);
  return {
    id,
    country,
    region,
    zones,
    packs: [...new Set(rules.map(({ rule }) => rule.pack))].sort(),
    forbidden: listOf('forbidden'),
    licences: listOf('licences'),
    registries: listOf('registries'),
    consents: listOf('consents'),
    hours: listOf('hours'),
    attempts: listOf('attempts'),
    rests: listOf('rests'),
    callerIds: listOf('callerIds'),
    reassigned: listOf('reassigned'),
    abandonment: listOf('abandonment'),
  };
}

/** `US-TN America/New_York`, `GB mobile`, `US CA`, `JM`. */
function prefixOf(text: string, places: ReadonlyMap<string, Place>, clocks: Clocks): Prefix {
  const words = text.split(' ');
  const codes = words.filter((word) => /^[A-Z]{2}(?:-[A-Z0-9]+)?$/.test(word));
  const zones = clocks.rowsOf(words.filter((word) => word.includes('/')));
  const line = lines.findIndex((each) => words.includes(each));
  const candidates = codes.flatMap((code): Candidate[] => {
    const place = places.get(code);
    return place === undefined ? [] : [{ place, zones: zones.length > 0 ? zones : place.zones }];
  });
  return {
    candidates,
    strange: codes.filter((code) => !places.has(code)).map((code) => code.split('-')[0]!),
    lineBits: line < 0 ? (1 << lines.length) - 1 : 1 << line,
  };
}
