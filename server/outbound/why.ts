/**
 * Why a campaign is not dialling: everything that stands in its way at a moment, what a person
 * would want to hear first at the front. Pure: what is known comes in as values.
 */

import type { CampaignRow } from '../../adapters/store/campaigns.ts';
import type { LeadCount } from '../../adapters/store/leads.ts';
import type { CampaignRead, Dialling } from '../../config/campaign.ts';
import { type Reason, reasons } from '../../core/outreach/may-dial/reasons.ts';
import type { PacingReason } from '../../core/outreach/pacing/scene.ts';
import { guards, type Obstacle, type ObstacleCode, supplies } from './obstacles.ts';
import type { PaceReport } from './pace-report.ts';

/** All that is known of a campaign from outside. */
export interface WhySight {
  readonly row: CampaignRow;
  readonly read: CampaignRead;
  /** Undefined: no program has dialled it yet. */
  readonly pace: PaceReport | undefined;
  readonly counts: readonly LeadCount[];
  /** When the next of the leads that wait is due; undefined: none waits. */
  readonly nextDue: number | undefined;
  readonly now: number;
  /** It was started at this moment, by who asks. */
  readonly startedAt?: number;
}

/** Leads of a campaign, by what may still come of them. */
export interface LeadSums {
  readonly ready: number;
  readonly waiting: number;
  /** Being dialled, or spoken with. */
  readonly claimed: number;
  readonly through: number;
  /** Of those that wait or are through: why, most first. */
  readonly reasons: readonly LeadCount[];
}

/** The answer. Plain JSON. */
export interface Why {
  readonly campaign: string;
  readonly state: CampaignRow['state'];
  readonly isDialling: boolean;
  /** The first of `obstacles`; null while it dials. */
  readonly obstacle: Obstacle | null;
  /** Everything in the way that is known without trying. */
  readonly obstacles: readonly Obstacle[];
  readonly leads: LeadSums;
  readonly facts: WhyFacts;
}

export interface WhyFacts {
  /** Of the last report of the program that dials; null: there is none. */
  readonly reportedAt: number | null;
  readonly agents: PaceReport['agents'] | null;
  readonly flying: number;
  readonly waiting: number;
  readonly dialledAt: number | null;
  /** What bounds the dialling, also while it dials. */
  readonly pacing: PacingReason | null;
  readonly window: PaceReport['window'] | null;
  readonly nextDue: number | null;
  /** IANA zone of the campaign; null: its file cannot be read. */
  readonly zone: string | null;
  readonly stops: PaceReport['stops'];
}

/** A report comes every second; one that is older than this comes of nobody who is still there. */
export const reportAgeMax = 15_000;
/** Whoever dials looks for new campaigns once a second, and reports once a second. */
const startMsMax = 5_000;
/** A number was dialled so lately that the next one may well be on its way. */
const justNowMs = 5_000;

const isReason = (word: string): word is Reason => (reasons as readonly string[]).includes(word);

/** Why it dials, or does not. Cost: the number of reasons its leads have. */
export function why(sight: WhySight): Why {
  const { row, read, pace, counts, nextDue, now } = sight;
  const leads = sumsOf(counts);
  const fresh = pace !== undefined && now - pace.at <= reportAgeMax ? pace : undefined;
  const first = [...standing(sight, leads), ...machinery(sight, fresh)];
  const dials = first.length === 0 && fresh !== undefined && isBusyDialling(fresh, now);
  const further = fresh === undefined || dials ? [] : inPassing(sight, fresh, leads);
  const obstacles = [...first, ...further];
  return {
    campaign: row.code,
    state: row.state,
    isDialling: dials,
    obstacle: obstacles[0] ?? null,
    obstacles,
    leads,
    facts: {
      reportedAt: pace?.at ?? null,
      agents: fresh?.agents ?? null,
      flying: fresh?.flying ?? 0,
      waiting: fresh?.waiting ?? 0,
      dialledAt: pace?.dialledAt ?? null,
      pacing: fresh?.reason ?? null,
      window: pace?.window ?? null,
      nextDue: nextDue ?? null,
      zone: 'campaign' in read ? read.campaign.dialling.zone : null,
      stops: fresh?.stops ?? [],
    },
  };
}

const obstacle = (code: ObstacleCode, about: Partial<Obstacle> = {}): Obstacle => ({
  ...{ until: null, about: null, leads: null },
  ...about,
  code,
});

function sumsOf(counts: readonly LeadCount[]): LeadSums {
  const of = (...states: readonly LeadCount['state'][]): number =>
    counts.reduce((sum, { state, leads }) => sum + (states.includes(state) ? leads : 0), 0);
  return {
    ready: of('ready'),
    waiting: of('waiting'),
    claimed: of('claimed'),
    through: of('done', 'withdrawn'),
    reasons: counts
      .filter(({ state }) => state !== 'ready' && state !== 'claimed')
      .toSorted((a, b) => b.leads - a.leads),
  };
}

/** What is so whoever dials, and whatever with. */
function standing({ row, read, counts, now }: WhySight, leads: LeadSums): Obstacle[] {
  const found: Obstacle[] = [];
  if (row.state !== 'running') found.push(obstacle(row.state));
  if ('faults' in read) found.push(obstacle('campaign-faulty', { about: read.faults.join('; ') }));
  else found.push(...byItsText(read.campaign.dialling, now));
  if (counts.length === 0) found.push(obstacle('never-enrolled'));
  else if (leads.ready + leads.waiting + leads.claimed === 0) {
    found.push(obstacle('leads-through', { leads: leads.through }));
  }
  return found;
}

function byItsText({ from, until, mode }: Dialling, now: number): Obstacle[] {
  const found: Obstacle[] = [];
  if (until !== null && now >= until) found.push(obstacle('over'));
  if (from !== null && now < from) found.push(obstacle('not-begun', { until: from }));
  if (mode === 'manual' || mode === 'preview') {
    found.push(obstacle('mode-by-hand', { about: mode }));
  }
  return found;
}

/** What is wrong with who dials. Of a campaign that does not run nobody reports. */
function machinery(
  { row, now, startedAt, pace }: WhySight,
  fresh: PaceReport | undefined,
): Obstacle[] {
  if (row.state !== 'running') return [];
  const isNew = startedAt !== undefined && now - startedAt < startMsMax;
  if (isNew && (pace === undefined || pace.at < startedAt)) return [obstacle('starting')];
  if (fresh === undefined) return [obstacle('no-dialer')];
  const faults = fresh.faults
    .filter(({ fault }) => fault !== 'mode-by-hand')
    .map(({ fault, text }) => obstacle(fault, { about: text }));
  return fresh.switchUp ? faults : [...faults, obstacle('switch-down')];
}

const isBusyDialling = ({ flying, waiting, dialledAt }: PaceReport, now: number): boolean =>
  flying + waiting > 0 || (dialledAt !== null && now - dialledAt < justNowMs);

/** What passes by itself: leads that wait, agents who are not there, what pacing says. */
function inPassing(sight: WhySight, report: PaceReport, leads: LeadSums): Obstacle[] {
  const { nextDue, now } = sight;
  const allWait = leads.ready + leads.claimed === 0 && nextDue !== undefined && nextDue > now;
  const staff = staffOf(report);
  const own = staff === undefined ? [] : [staff];
  if (allWait) return [waitOf(leads, nextDue), ...own];
  const passed = report.stops.map(({ reason, leads: held, until }) =>
    obstacle(reason, { until, leads: held }),
  );
  const bound = boundOf(report);
  const bounds = bound === undefined ? [] : [bound];
  // Leads are looked at while somebody could take the call; what was passed over before is old.
  const found = report.agents.idle === 0 ? [...bounds, ...passed] : [...passed, ...bounds];
  const all = [...own, ...found];
  return all.length > 0 ? all : [obstacle('agents-shared')];
}

/** The reason most of them share. */
function waitOf({ reasons: rows, waiting }: LeadSums, until: number): Obstacle {
  const [most] = rows.filter(({ state }) => state === 'waiting');
  const about = { until, leads: waiting };
  return most !== undefined && isReason(most.reason)
    ? obstacle(most.reason, about)
    : obstacle('all-wait', { ...about, about: most?.reason ?? null });
}

function staffOf({ agents: { idle, busy, away, reserve } }: PaceReport): Obstacle | undefined {
  if (idle + busy + away === 0) return obstacle('nobody-signed-in');
  if (idle + busy === 0) return obstacle('agents-away');
  if (idle > 0 && idle <= reserve) return obstacle('agents-kept');
  return undefined;
}

/**
 * What pacing says. Guards against risk leave one attempt for each idle agent: they matter while
 * nobody is idle.
 */
function boundOf({ reason, agents: { idle, busy } }: PaceReport): Obstacle | undefined {
  const isOf = (reasonsOf: readonly PacingReason[]) => reasonsOf.includes(reason);
  if (isOf(supplies)) return obstacle(reason as (typeof supplies)[number]);
  if (idle > 0 || busy === 0) return undefined;
  return obstacle(isOf(guards) ? (reason as (typeof guards)[number]) : 'agents-busy');
}
