/**
 * A house at work for three years, as the ledgers are told of it: seeded attempts on people with
 * several numbers and numbers with several people, of campaigns of several clients. Half of the
 * attempts lie where mistakes are made: about changes of the clocks, midnights and ends of months
 * of many zones, to the millisecond. Facts come late and out of order.
 */

import { clockChanges, DAY_MS, momentsOf, zoneClock } from '../../config/time-zone.ts';
import {
  asCampaignId,
  asE164,
  asPersonId,
  asTenantId,
  type CampaignId,
  type E164,
  type PersonId,
  type TenantId,
} from '../../core/outreach/ids.ts';
import type { AttemptFact } from '../../core/outreach/ledger/facts.ts';
import type { ZoneClock } from '../../core/outreach/may-dial/zones.ts';
import type { Ms } from '../../core/routing/ids.ts';
import type { Dice } from '../support/dice.ts';

export const FROM = Date.UTC(2023, 0, 1);
export const UNTIL = Date.UTC(2026, 0, 1);

/** Clocks changed at midnight, by half an hour, by two hours, in Ramadan, given up, or never. */
export const zones = [
  'Asia/Tokyo',
  'America/New_York',
  'America/Toronto',
  'America/St_Johns',
  'America/Havana',
  'America/Santiago',
  'America/Asuncion',
  'America/Nuuk',
  'America/Phoenix',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Paris',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Antarctica/Troll',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
] as const;

const MARGIN = 70 * DAY_MS;
/** The clocks of each zone, as the fast ledgers read them. */
export const clocks: ReadonlyMap<string, ZoneClock> = new Map(
  zones.map((zone) => [zone, zoneClock(zone, FROM - MARGIN, UNTIL + MARGIN)]),
);

/** Moments about which mistakes are made. */
function edges(): readonly Ms[] {
  const moments = new Set<Ms>();
  for (const zone of zones) {
    for (const { fromMs } of clockChanges(zone, FROM, UNTIL)) {
      moments.add(fromMs);
      const local = Math.floor(fromMs / DAY_MS) * DAY_MS;
      for (const day of [-1, 0, 1, 2]) {
        for (const moment of momentsOf(zone, local + day * DAY_MS)) moments.add(moment);
      }
    }
    for (let month = 0; month < 36; month++) {
      for (const moment of momentsOf(zone, Date.UTC(2023, month, 1))) moments.add(moment);
    }
  }
  return [...moments].filter((at) => at >= FROM && at < UNTIL).sort((a, b) => a - b);
}

const campaigns: readonly { readonly campaign: CampaignId; readonly tenant: TenantId }[] = [
  ['spring', 'acme'],
  ['autumn', 'acme'],
  ['thanks', 'acme'],
  ['survey', 'polls'],
  ['renewal', 'water'],
  ['water-new', 'water'],
].map(([campaign = '', tenant = '']) => ({
  campaign: asCampaignId(campaign),
  tenant: asTenantId(tenant),
}));

/** An attempt as it is about to be made, and the zone in which its person is called. */
export interface Dialling {
  readonly at: Ms;
  readonly zone: string;
  readonly campaign: CampaignId;
  readonly tenant: TenantId;
  readonly number: E164;
  readonly person: PersonId | null;
}

export interface Play {
  /** As they are noted, `seq` from 1. */
  readonly facts: readonly AttemptFact[];
  readonly edges: readonly Ms[];
  /** What the attempt that a fact begins is; undefined for other facts. */
  dialling(fact: AttemptFact): Dialling;
}

/** Attempts a person gets in a few days, and some more whenever. */
const ATTEMPTS_A_PERSON = 25;
const AT_WORK_AT_ONCE = 200;

export function createPlay(dice: Dice, attempts: number): Play {
  const moments = edges();
  const times = Float64Array.from({ length: attempts }, () => momentNear(dice, moments)).sort();
  const people = Math.max(10, Math.ceil(attempts / ATTEMPTS_A_PERSON));
  const told: { readonly notedAt: Ms; readonly fact: Omit<AttemptFact, 'seq'> }[] = [];
  times.forEach((at, i) => {
    const base = Math.floor((i / attempts) * people);
    const who = dice.chance(80)
      ? (base + dice.below(AT_WORK_AT_ONCE)) % people
      : dice.below(people);
    tellAttempt(dice, { at, ...someone(dice, who), ...dice.pick(campaigns) }, told);
  });
  told.sort((a, b) => a.notedAt - b.notedAt);
  const facts = told.map(({ fact }, i) => ({ ...fact, seq: i + 1 }) as AttemptFact);
  return {
    facts,
    edges: moments,
    dialling: ({ at, campaign, tenant, number, person }) => ({
      ...{ at, campaign, tenant, number, person },
      zone: zoneOf(number),
    }),
  };
}

function momentNear(dice: Dice, moments: readonly Ms[]): Ms {
  if (dice.chance(50))
    return FROM + dice.below(Math.floor((UNTIL - FROM) / 4_096)) * 4_096 + dice.below(4_096);
  const edge = dice.pick(moments);
  if (dice.chance(20)) return Math.max(FROM, edge + dice.pick([-1, 0, 1]));
  return Math.max(FROM, edge + dice.between(-5_400_000, 5_400_000));
}

const FIRST_NUMBER = 81_300_000_000;

/** Neighbours share a number now and then; some people have no id, or one that is no number. */
function someone(dice: Dice, who: number): { number: E164; person: PersonId | null } {
  const line = dice.chance(15) ? who + 1 : who;
  const number = asE164(FIRST_NUMBER + line * 3 + (dice.chance(70) ? 0 : 1));
  if (who % 50 === 7) return { number, person: null };
  return { number, person: asPersonId(who % 10 === 3 ? `crm-${who}` : String(who + 1)) };
}

const zoneOf = (number: E164): string =>
  zones[Math.floor((number - FIRST_NUMBER) / 3) % zones.length]!;

type Telling = { readonly notedAt: Ms; readonly fact: Omit<AttemptFact, 'seq'> }[];

/** What became of an attempt, and when each part of it was told. */
function tellAttempt(dice: Dice, attempt: Omit<Dialling, 'zone'>, told: Telling): void {
  const { at } = attempt;
  const tell = (what: AttemptFact['what'], moment: Ms, more: { answeredAt?: Ms } = {}): void => {
    // Most facts are told at once, some a while later, some days.
    const late = dice.chance(what === 'started' ? 3 : 10)
      ? dice.below(dice.pick([7_200_000, 3 * DAY_MS]))
      : 0;
    told.push({
      notedAt: moment + late,
      fact: { ...attempt, at: moment, what, ...more } as Omit<AttemptFact, 'seq'>,
    });
  };
  tell('started', at);
  const answeredAt = at + dice.between(1_000, 25_000);
  const fate = dice.below(100);
  if (fate < 12) tell('machine-heard', answeredAt);
  else if (fate < 50) {
    tell('answered', answeredAt);
    if (fate < 16) tell('abandoned', answeredAt + 2_000, { answeredAt });
    else if (fate < 24) tell('machine-met', answeredAt + 4_000, { answeredAt });
    if (fate < 14 || fate > 46) tell('refused', answeredAt + dice.between(3_000, 600_000));
  }
  tell('ended', answeredAt + dice.below(300_000));
}
