/**
 * Who serves a queue, with which rank and from when: penalties become ranks. Agents who are there
 * from the start name the queue themselves; where a rule lets some in later, those of one penalty
 * are a team, and steps add it.
 */

import type { Saying, Yaml, YamlMap } from './drafts.ts';
import { secondsText } from './drafts.ts';
import type { Findings } from './findings.ts';
import type { IdMaker } from './ids.ts';
import type { Seat } from './source.ts';
import { isInside, type TimedWindow } from './windows.ts';

/** Our highest rank. */
const RANK_MAX = 1000;

/** Agents of one rank, and when they come in. */
export interface TeamPlan {
  readonly id: string;
  readonly seats: readonly Seat[];
  readonly fromSeconds: number;
}

/** A team from a time on; also one that serves already, with a lower rank. */
export interface Addition {
  readonly atSeconds: number;
  readonly team: string;
  readonly rank: number;
}

/** Who serves a queue. */
export interface Serving {
  /** Each with the rank it has on coming in. */
  readonly seats: readonly Seat[];
  /** Undefined: agents name the queue. */
  readonly teams: readonly TeamPlan[] | undefined;
  readonly additions: readonly Addition[];
}

/** What the plan of a queue depends on. */
export interface ServingQuestion {
  readonly id: string;
  readonly about: string;
  readonly seats: readonly Seat[];
  readonly windows: readonly TimedWindow[] | undefined;
  readonly isLinear: boolean;
  readonly longestSeconds: number;
  readonly teamIds: IdMaker;
  readonly findings: Findings;
}

/** Plans who serves when. */
export function planServing(question: ServingQuestion): Serving {
  const { seats, windows, isLinear } = question;
  if (windows === undefined) {
    return {
      seats: isLinear ? inOrderOfLines(seats) : ranked(seats),
      teams: undefined,
      additions: [],
    };
  }
  const levels = levelsOf(question, windows);
  const additions = additionsOf(question, windows, levels);
  const serving = levels.filter(({ fromSeconds }) => fromSeconds < question.longestSeconds);
  const changes = additions.some(({ atSeconds }) => atSeconds > 0);
  if (changes) return withTeams(question, serving, additions);
  const inside = new Set(serving.map(({ rank }) => rank));
  const kept = seats.filter(({ rank }) => inside.has(rank));
  return { seats: isLinear ? inOrderOfLines(kept) : ranked(kept), teams: undefined, additions: [] };
}

/** Ranks as penalties were, or their order where one is above what a rank may be. */
function ranked(seats: readonly Seat[]): readonly Seat[] {
  const rankOf = rankingOf(seats);
  return seats.map((seat) => ({ ...seat, rank: rankOf(seat.rank) }));
}

function rankingOf(seats: readonly Seat[]): (rank: number) => number {
  const distinct = [...new Set(seats.map(({ rank }) => rank))].sort((a, b) => a - b);
  const fits = distinct.every((rank) => rank <= RANK_MAX);
  return fits ? (rank) => rank : (rank) => distinct.indexOf(rank);
}

/** `linear`: the first line is rung first. */
function inOrderOfLines(seats: readonly Seat[]): readonly Seat[] {
  const order = [...seats].sort((a, b) => a.rank - b.rank);
  return seats.map((seat) => ({ ...seat, rank: Math.min(RANK_MAX, order.indexOf(seat)) }));
}

interface Level {
  readonly rank: number;
  readonly seats: readonly Seat[];
  readonly fromSeconds: number;
}

/** Agents by penalty, with the time from which the window holds them. */
function levelsOf(
  { about, seats, longestSeconds, findings }: ServingQuestion,
  windows: readonly TimedWindow[],
): readonly Level[] {
  const ranks = [...new Set(seats.map(({ rank }) => rank))].sort((a, b) => a - b);
  return ranks.map((rank) => {
    const own = seats.filter((seat) => seat.rank === rank);
    const first = windows.find(({ window }) => isInside(rank, window));
    const fromSeconds = first?.fromSeconds ?? Number.POSITIVE_INFINITY;
    if (fromSeconds >= longestSeconds) {
      const when =
        first === undefined
          ? 'no window ever holds them'
          : `they come in after ${secondsText(fromSeconds)}, and nobody waits so long`;
      for (const { at, phone } of own) {
        findings.add('none', at, about, `${phone}, penalty ${rank}`, {
          why: `agents of this penalty get no call: ${when}`,
        });
      }
    }
    return { rank, seats: own, fromSeconds };
  });
}

/** When which team comes in, and when ranks become equal. */
function additionsOf(
  { about, seats, longestSeconds, findings }: ServingQuestion,
  windows: readonly TimedWindow[],
  levels: readonly Level[],
): readonly Addition[] {
  const rankOf = rankingOf(seats);
  const lowest = Math.min(...levels.map(({ rank }) => rank));
  const has = new Map<number, number>();
  const additions: Addition[] = [];
  let raise = Number.NEGATIVE_INFINITY;
  for (const { fromSeconds, window, change } of windows) {
    raise = Math.max(raise, window.raise ?? raise);
    const told: string[] = [];
    for (const level of levels) {
      const isIn = fromSeconds >= level.fromSeconds;
      if (isIn && !isInside(level.rank, window) && has.has(level.rank)) {
        told.push(`agents of penalty ${level.rank} stay: steps never take anybody away`);
      }
      if (!isIn || fromSeconds >= longestSeconds) continue;
      // Those up to `raise` are equal: all of them have the lowest rank then.
      const rank = rankOf(level.rank <= raise ? lowest : level.rank);
      const before = has.get(level.rank);
      if (before !== undefined && before <= rank) continue;
      has.set(level.rank, rank);
      additions.push({ atSeconds: fromSeconds, team: String(level.rank), rank });
    }
    if (change === undefined) continue;
    const own = additions.filter(({ atSeconds }) => atSeconds === fromSeconds);
    const names = own
      .map(({ team }) => {
        const first = additions.find((each) => each.team === team);
        return first?.atSeconds === fromSeconds
          ? `penalty ${team}`
          : `penalty ${team} as the lowest`;
      })
      .join(', ');
    const late =
      fromSeconds >= longestSeconds ? 'nobody waits so long' : 'nothing changes for these agents';
    const became = names === '' ? undefined : `step after ${secondsText(fromSeconds)}: ${names}`;
    findings.add(told.length > 0 ? 'differs' : 'exact', change.at, about, writtenOf(change), {
      ...(became === undefined ? {} : { became }),
      ...(told.length > 0 ? { why: told.join('; ') } : became === undefined ? { why: late } : {}),
    });
  }
  return additions;
}

function writtenOf({
  afterSeconds,
  most,
  least,
  raise,
}: NonNullable<TimedWindow['change']>): string {
  const parts = [most, least, raise].map((bound) =>
    bound === undefined ? '' : `${bound.relative && bound.value >= 0 ? '+' : ''}${bound.value}`,
  );
  return `penaltychange => ${[afterSeconds, ...parts].join(',').replace(/,+$/, '')}`;
}

function withTeams(
  { id, teamIds }: ServingQuestion,
  levels: readonly Level[],
  additions: readonly Addition[],
): Serving {
  const teams = levels.map(({ rank, seats, fromSeconds }) => ({
    rank: String(rank),
    plan: { id: teamIds.idFor(`${id}-${rank}`), seats, fromSeconds },
  }));
  const teamOf = new Map(teams.map(({ rank, plan }) => [rank, plan.id]));
  return {
    seats: levels.flatMap(({ seats, rank }) => {
      const first = additions.find(({ team }) => team === String(rank));
      return seats.map((seat) => ({ ...seat, rank: first?.rank ?? rank }));
    }),
    teams: teams.map(({ plan }) => plan),
    additions: additions.flatMap((each) => {
      const team = teamOf.get(each.team);
      return team === undefined ? [] : [{ ...each, team }];
    }),
  };
}

/** `teams:` and `steps:` of a queue: who comes in and what is said, in order of time. */
export function stepsOf(
  { additions }: Serving,
  sayings: readonly Saying[],
): { readonly teams: readonly Yaml[]; readonly steps: readonly Yaml[] } {
  const isFirst = ({ atSeconds }: { atSeconds: number }): boolean => atSeconds === 0;
  const times = new Set([
    0,
    ...additions.map((each) => each.atSeconds),
    ...sayings.map((each) => each.atSeconds),
  ]);
  const sorted = [...times].sort((a, b) => a - b);
  const steps = sorted.map((time, index): YamlMap => {
    const next = sorted[index + 1];
    const added = additions.filter((each) => each.atSeconds === time && !isFirst(each));
    const said = sayings.find((each) => each.atSeconds === time);
    const step: YamlMap = {};
    if (next !== undefined) step.for = secondsText(next - time);
    if (added.length > 0) step['add-teams'] = added.map(teamYaml);
    if (said !== undefined) step.say = said.announcement;
    return Object.keys(step).length === 0 ? { require: {} } : step;
  });
  return { teams: additions.filter(isFirst).map(teamYaml), steps };
}

const teamYaml = ({ team, rank }: Addition): Yaml => (rank === 0 ? team : { team, rank });
