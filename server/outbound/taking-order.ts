/**
 * In which order a queue would take agents who are idle, as far as can be told beforehand: what
 * `docs/routing-rules.md` says of the choice of an agent, at the queue's first step.
 */

import type { AgentId } from '../../core/routing/ids.ts';
import type { AgentPolicy, QueuePolicy } from '../../core/routing/policy.ts';

export interface IdleAgent {
  readonly policy: AgentPolicy;
  /** Since when. */
  readonly since: number;
  /** Whether calls that come in may need this one; counts where the order cannot be told. */
  readonly isNeeded: boolean;
}

type Key = (agent: IdleAgent) => number;

/**
 * Idle agents, the first to be taken first. By calls, shares, turns or lots nobody can say who is
 * next: there those go first who are needed for calls that come in, which is the worst that can
 * be. Cost: O(n log n). Allocates: the list.
 */
export function takingOrder(queue: QueuePolicy, idle: readonly IdleAgent[]): readonly AgentId[] {
  const keys: readonly Key[] = [rankIn(queue), preferredIn(queue), orderOf(queue), (a) => a.since];
  return idle
    .toSorted((a, b) => {
      for (const key of keys) {
        const difference = key(a) - key(b);
        if (difference !== 0) return difference;
      }
      return a.policy.id < b.policy.id ? -1 : 1;
    })
    .map(({ policy }) => policy.id);
}

function rankIn({ id, steps }: QueuePolicy): Key {
  return ({ policy }) => {
    const own = policy.queues.find(({ queue }) => queue === id)?.rank;
    if (own !== undefined) return own;
    const ranks = steps[0]!.teams
      .filter(({ team }) => policy.teams.includes(team))
      .map(({ rank }) => rank);
    return ranks.length === 0 ? 0 : Math.min(...ranks);
  };
}

const levelOf = ({ policy }: IdleAgent, skill: string): number =>
  policy.skills.find((each) => each.skill === skill)?.level ?? 0;

function preferredIn({ steps }: QueuePolicy): Key {
  const prefer = steps[0]!.prefer ?? [];
  return (agent) =>
    -prefer.filter(({ skill, levelMin }) => levelOf(agent, skill) >= levelMin).length;
}

function orderOf({ order, steps }: QueuePolicy): Key {
  switch (order) {
    case 'longest-idle':
      return () => 0;
    case 'least-skilled':
      return ({ policy }) => policy.skills.reduce((sum, { level }) => sum + level, 0);
    case 'most-skilled':
      return (agent) =>
        -steps[0]!.require.reduce((sum, { skill }) => sum + levelOf(agent, skill), 0);
    default:
      return ({ isNeeded }) => (isNeeded ? 0 : 1);
  }
}
