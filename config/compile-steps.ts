/**
 * Steps: what they inherit from one another is written out, so that the router inherits nothing. A
 * step without `require` or `prefer` has that of the step before; teams add up; a step may widen,
 * never narrow.
 */

import { asAnnouncementId, asTargetId, asTeamId, NEVER } from '../core/routing/ids.ts';
import type { StepPolicy } from '../core/routing/policy.ts';
import type { Compiling } from './compiling.ts';
import { byId, skillLevels } from './names.ts';
import type { Path } from './report.ts';
import type { QueueInput, StepInput } from './schema.ts';
import { compileConditions } from './schema-conditions.ts';
import { everybodyOf } from './tenancy.ts';

type TeamRank = StepPolicy['teams'][number];

/** Tells steps that narrow, that send away too early, and a last step without a way out. */
export function compileSteps(
  compiling: Compiling,
  id: string,
  queue: QueueInput,
): readonly StepPolicy[] {
  const { tenancy } = compiling;
  const path: Path = ['queues', id];
  const everybody = queue.teams === 'everybody';
  const teams = new Map<string, number>();
  if (everybody && tenancy.hasSeveral) teams.set(everybodyOf(tenancy.of('queues', id)), 0);
  if (queue.teams !== 'everybody') addTeams(teams, queue.teams);
  let required: Readonly<Record<string, number>> = {};
  let preferred: Readonly<Record<string, number>> = {};
  const steps: StepPolicy[] = [];
  for (const [index, step] of queue.steps.entries()) {
    const place = [...path, 'steps', index];
    if (index > 0 && step.require !== undefined) {
      checkNarrowing(compiling, place, required, step.require);
    }
    required = step.require ?? required;
    preferred = step.prefer ?? preferred;
    checkAddedTeams(compiling, place, step, everybody, teams);
    addTeams(teams, step['add-teams']);
    const isLast = index === queue.steps.length - 1;
    if (!isLast && step.then?.go !== undefined) {
      const message =
        'only the last step may send the call away: the steps after it would never be';
      const hint = 'take out the later steps, or move `go` to the last';
      compiling.report.tell('step-goes-early', [...place, 'then', 'go'], message, {
        at: 'key',
        hint,
      });
    }
    steps.push({
      forMs: step.for ?? NEVER,
      afterMs: step.then?.after ?? NEVER,
      require: skillLevels(required),
      ...(Object.keys(preferred).length === 0 ? {} : { prefer: skillLevels(preferred) }),
      teams: teamRanks(teams),
      everybody: everybody && !tenancy.hasSeveral,
      ...(step['skip-when'] === undefined
        ? {}
        : { skipWhen: compileConditions(step['skip-when']) }),
      ...(step.say === undefined ? {} : { say: asAnnouncementId(step.say) }),
      ...(isLast && step.then?.go !== undefined ? { go: asTargetId(step.then.go) } : {}),
    });
  }
  checkLastStep(compiling, id, queue);
  return steps;
}

function addTeams(
  teams: Map<string, number>,
  added: Exclude<QueueInput['teams'], 'everybody'>,
): void {
  for (const each of added) {
    const { team, rank } = typeof each === 'string' ? { team: each, rank: 0 } : each;
    teams.set(team, Math.min(rank, teams.get(team) ?? rank));
  }
}

const teamRanks = (teams: ReadonlyMap<string, number>): readonly TeamRank[] =>
  byId(Object.fromEntries(teams)).map(([team, rank]) => ({ team: asTeamId(team), rank }));

/** A step that asks for more than the one before would take away agents while the caller waits. */
function checkNarrowing(
  { report }: Compiling,
  place: Path,
  before: Readonly<Record<string, number>>,
  now: Readonly<Record<string, number>>,
): void {
  for (const [skill, least] of Object.entries(now)) {
    const was = before[skill];
    if (was !== undefined && least <= was) continue;
    const then = was === undefined ? 'did not ask for it' : `asked for >=${was}`;
    const asks = `this step asks for ${skill} >=${least}`;
    const message = `${asks}, the step before ${then}: steps only widen`;
    report.tell('step-narrows', [...place, 'require', skill], message, {
      hint: 'put the stricter step first, or send the call to a queue of its own',
    });
  }
}

function checkAddedTeams(
  { report }: Compiling,
  place: Path,
  step: StepInput,
  everybody: boolean,
  teams: ReadonlyMap<string, number>,
): void {
  for (const [index, each] of step['add-teams'].entries()) {
    const team = typeof each === 'string' ? each : each.team;
    const rank = typeof each === 'string' ? 0 : each.rank;
    const before = teams.get(team);
    // With a lower rank it comes to the front: that is no idle line.
    const why = everybody
      ? 'everybody serves this queue already'
      : before !== undefined && rank >= before
        ? `team \`${team}\` serves already`
        : undefined;
    if (why !== undefined) report.tell('teams-add-nobody', [...place, 'add-teams', index], why);
  }
}

/** Nobody waits for ever: the last step, or the exit by time, leads out. */
function checkLastStep({ report, isDamaged }: Compiling, id: string, queue: QueueInput): void {
  if (isDamaged(['queues', id])) return;
  const index = queue.steps.length - 1;
  const place: Path = ['queues', id, 'steps', index];
  const step = queue.steps[index]!;
  const ends = step.for !== undefined || step.then?.after !== undefined;
  const tooLong = queue.exits['too-long']?.waited !== undefined;
  if (step.then?.go === undefined) {
    if (!tooLong) {
      report.tell(
        'no-way-out',
        place,
        `callers of \`${id}\` could wait for ever: the last step has no exit`,
        {
          hint: 'add `then: { after: 5m, go: … }` to it, or `too-long: { waited: … }` to `exits:`',
        },
      );
    } else if (ends) {
      const key = step.for === undefined ? 'then' : 'for';
      const message = 'the last step ends only by its `go`; this time does nothing';
      report.tell('clock-ignored', [...place, key], message, { at: 'key' });
    }
  } else if (!ends) {
    const message = 'the last step never ends, so its `go` is never taken';
    const hint = 'add `after: 5m` beside `go:` (counted from joining), or `for: 1m` to the step';
    report.tell('no-way-out', [...place, 'then', 'go'], message, { at: 'key', hint });
  }
}
