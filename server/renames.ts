/**
 * New ids for agents, queues and the rest (`renamed-from`), given to the state a process begins
 * with: what was known under the former id goes on under the new one.
 */

import type { Site } from '../config/site.ts';
import type { ClassId, QueueId, SkillId } from '../core/routing/ids.ts';
import type { Policy, QueuePolicy } from '../core/routing/policy.ts';
import type { RouterSnapshot } from '../core/routing/snapshot.ts';
import type { ViewSnapshot } from './view-types.ts';

export type Rename = NonNullable<Site['renamed']>[number];
type Kind = Rename['kind'];
/** What an id is called now. */
type Name = <T extends string>(kind: Kind, id: T) => T;

function namesOf(renames: readonly Rename[]): Name {
  const names = new Map(renames.map(({ kind, from, to }) => [`${kind} ${from}`, to]));
  return <T extends string>(kind: Kind, id: T) => (names.get(`${kind} ${id}`) ?? id) as T;
}

/** Every id the policy speaks of, and the tenants given, as `kind id`. */
function idsOf(policy: Policy, queues: readonly QueuePolicy[], tenants: Iterable<string>) {
  const ids = new Set<string>();
  const add = (kind: Kind, id: string) => void ids.add(`${kind} ${id}`);
  for (const tenant of tenants) add('tenant', tenant);
  for (const id of policy.classes) add('class', id);
  for (const agent of policy.agents) {
    add('agent', agent.id);
    for (const { skill } of agent.skills) add('skill', skill);
    for (const team of agent.teams) add('team', team);
  }
  for (const queue of queues) {
    add('queue', queue.id);
    for (const step of queue.steps) {
      for (const { skill } of [...step.require, ...(step.prefer ?? [])]) add('skill', skill);
      for (const { team } of step.teams) add('team', team);
    }
  }
  return ids;
}

/** Two former ids never become one: the first that is there is meant. */
function effective(ids: Set<string>, renamed: readonly Rename[]): Rename[] {
  return renamed.filter(({ kind, from, to }) => {
    if (!ids.has(`${kind} ${from}`) || ids.has(`${kind} ${to}`)) return false;
    ids.add(`${kind} ${to}`);
    return true;
  });
}

/** Those that would change a centre that runs with this policy and these tenants. */
export function renamesIn(
  policy: Policy,
  tenants: Iterable<string>,
  renamed: readonly Rename[] = [],
): Rename[] {
  return effective(idsOf(policy, policy.queues, tenants), renamed);
}

/** Those that would change this state. */
export function renamesOf(
  { policy, retired, agents }: RouterSnapshot,
  view: ViewSnapshot,
  renamed: readonly Rename[] = [],
): Rename[] {
  if (renamed.length === 0) return [];
  const tenants = new Set(view.calls.map((call) => call.tenant));
  for (const [key] of view.lastAgents) tenants.add(key.slice(0, key.indexOf('|')));
  const ids = idsOf(policy, [...policy.queues, ...retired], tenants);
  for (const { id } of agents) ids.add(`agent ${id}`);
  return effective(ids, renamed);
}

export function renamePolicy(policy: Policy, renames: readonly Rename[]): Policy {
  const name = namesOf(renames);
  return {
    ...policy,
    classes: policy.classes.map((id) => name('class', id)),
    ...(policy.classCaps
      ? {
          classCaps: policy.classCaps.map((cap) => ({ ...cap, class: name('class', cap.class) })),
        }
      : {}),
    targets: policy.targets.map((target) =>
      target.queue === undefined ? target : { ...target, queue: name('queue', target.queue) },
    ),
    agents: policy.agents.map((agent) => ({
      ...agent,
      id: name('agent', agent.id),
      skills: renameSkills(agent.skills, name),
      teams: agent.teams.map((team) => name('team', team)),
      queues: agent.queues.map((own) => ({ ...own, queue: name('queue', own.queue) })),
    })),
    queues: policy.queues.map((queue) => renameQueue(queue, name)),
  };
}

const renameQueue = (queue: QueuePolicy, name: Name): QueuePolicy => ({
  ...queue,
  id: name('queue', queue.id),
  class: name('class', queue.class),
  steps: queue.steps.map((step) => ({
    ...step,
    require: renameSkills(step.require, name),
    ...(step.prefer ? { prefer: renameSkills(step.prefer, name) } : {}),
    teams: step.teams.map((each) => ({ ...each, team: name('team', each.team) })),
  })),
});

const renameSkills = <T extends { readonly skill: SkillId }>(
  skills: readonly T[],
  name: Name,
): readonly T[] => skills.map((each) => ({ ...each, skill: name('skill', each.skill) }));

const renameQueues = <T extends { readonly queue: QueueId }>(
  rows: readonly T[],
  name: Name,
): readonly T[] => rows.map((row) => ({ ...row, queue: name('queue', row.queue) }));

const renamePlaces = <T extends { readonly queue: QueueId; readonly class?: ClassId }>(
  places: readonly T[],
  name: Name,
): T[] =>
  places.map((place) => ({
    ...place,
    queue: name('queue', place.queue),
    ...(place.class === undefined ? {} : { class: name('class', place.class) }),
  }));

export function renameRouter(state: RouterSnapshot, renames: readonly Rename[]): RouterSnapshot {
  const name = namesOf(renames);
  return {
    ...state,
    policy: renamePolicy(state.policy, renames),
    retired: state.retired.map((queue) => renameQueue(queue, name)),
    agents: state.agents.map((agent) => ({ ...agent, id: name('agent', agent.id) })),
    forecast: renameQueues(state.forecast, name),
    effective: state.effective && {
      ...state.effective,
      queues: renameQueues(state.effective.queues, name),
    },
    calls: state.calls.map((call) => ({
      ...call,
      places: renamePlaces(call.places, name),
      skills: renameSkills(call.skills, name),
      preferred: call.preferred && name('agent', call.preferred),
      exclusions: call.exclusions.map((each) => ({ ...each, agent: name('agent', each.agent) })),
    })),
    offers: state.offers.map((offer) => ({
      ...offer,
      agent: name('agent', offer.agent),
      queue: name('queue', offer.queue),
    })),
  };
}

export function renameView(state: ViewSnapshot, renames: readonly Rename[]): ViewSnapshot {
  const name = namesOf(renames);
  return {
    ...state,
    calls: state.calls.map((call) => ({
      ...call,
      tenant: name('tenant', call.tenant),
      places: renamePlaces(call.places, name),
      ...(call.arrivedIn === undefined ? {} : { arrivedIn: name('queue', call.arrivedIn) }),
      ...(call.skills === undefined ? {} : { skills: renameSkills(call.skills, name) }),
      ...(call.ownClass === undefined ? {} : { ownClass: name('class', call.ownClass) }),
      ...(call.preferred === undefined ? {} : { preferred: name('agent', call.preferred) }),
    })),
    ...(state.dials && {
      dials: state.dials.map((dial) => ({
        ...dial,
        tenant: name('tenant', dial.tenant),
        queue: name('queue', dial.queue),
        ...(dial.preferred === undefined ? {} : { preferred: name('agent', dial.preferred) }),
      })),
    }),
    offers: state.offers.map((offer) => ({
      ...offer,
      agent: name('agent', offer.agent),
      queue: name('queue', offer.queue),
    })),
    agents: state.agents.map((agent) => ({ ...agent, id: name('agent', agent.id) })),
    lastAgents: state.lastAgents.map(([key, agent, at]) => {
      const bar = key.indexOf('|');
      const tenant = name('tenant', key.slice(0, bar));
      return [`${tenant}${key.slice(bar)}`, name('agent', agent), at] as const;
    }),
    earnedAges: state.earnedAges.map(([key, ageMs, at]) => {
      const [tenant = '', queue = '', number = ''] = key.split('|');
      const renamed = [name('tenant', tenant), name('queue', queue), number];
      return [renamed.join('|'), ageMs, at] as const;
    }),
  };
}
