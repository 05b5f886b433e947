/**
 * What a reload would do to calls that wait, by the rules of routing (docs/routing-rules.md, part
 * 10). Pure: the policies before and after, and how things are now.
 */

import { isDeepStrictEqual } from 'node:util';
import type { AgentId, QueueId } from '../../core/routing/ids.ts';
import type { AgentPolicy, Policy, QueuePolicy } from '../../core/routing/policy.ts';
import { canServe } from '../staffing.ts';
import type { View, Waiting } from '../view.ts';
import type { ConfigEffect, QueueEffect } from '../wire/config.ts';

type Sight = Pick<View, 'agents' | 'waiting'>;

/** Queues nobody waits in are left out, and those a reload would change nothing for. */
export function effectOf(before: Policy, after: Policy, view: Sight): ConfigEffect {
  const signedIn = new Set<AgentId>();
  for (const { id, state } of view.agents.values()) if (state !== 'signed-out') signedIn.add(id);
  const there = (policy: Policy) => policy.agents.filter(({ id }) => signedIn.has(id));
  const agents = { before: there(before), after: there(after) };
  const queues: QueueEffect[] = [];
  for (const [queue, line] of view.waiting()) {
    const effect = effectOn(queue, line, before, after, agents);
    if (effect) queues.push(effect);
  }
  const kept = new Set(after.agents.map(({ id }) => id));
  return { queues, agentsGone: [...signedIn].filter((id) => !kept.has(id)) };
}

function effectOn(
  id: QueueId,
  line: readonly Waiting[],
  before: Policy,
  after: Policy,
  agents: { readonly before: readonly AgentPolicy[]; readonly after: readonly AgentPolicy[] },
): QueueEffect | undefined {
  const old = before.queues.find((queue) => queue.id === id);
  // Taken away by an earlier reload: its calls follow what they joined with, whatever comes.
  if (old === undefined) return undefined;
  const next = after.queues.find((queue) => queue.id === id);
  const change = changeOf(old, next);
  const followed = change === 'live' ? next! : old;
  const could = (some: readonly AgentPolicy[], queue: QueuePolicy) =>
    some.filter((agent) => canServe(agent, queue));
  const [were, are] = [could(agents.before, old), could(agents.after, followed)];
  const left = line.filter((each) => someTakes(were, each) && !someTakes(are, each)).length;
  if (change === 'same' && were.length === are.length && left === 0) return undefined;
  return {
    ...{ queue: id, waiting: line.length, change, left },
    agentsBefore: were.length,
    agentsAfter: are.length,
  };
}

function changeOf(old: QueuePolicy, next: QueuePolicy | undefined): QueueEffect['change'] {
  if (next === undefined) return 'gone';
  if (isDeepStrictEqual(old, next)) return 'same';
  return next.reloadLive ? 'live' : 'kept';
}

/** Whether any of them has the skills the call itself asks for. */
const someTakes = (agents: readonly AgentPolicy[], { call }: Waiting): boolean =>
  agents.some((agent) =>
    (call.skills ?? []).every(({ skill, levelMin }) =>
      agent.skills.some((own) => own.skill === skill && own.level >= levelMin),
    ),
  );
