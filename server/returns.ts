/** Where the desk gives a caller back into routing: a queue, or another agent by way of one. */

import type { TransferOrder } from '../adapters/talk-port.ts';
import {
  type AgentId,
  asAgentId,
  type CallId,
  type Ms,
  type QueueId,
} from '../core/routing/ids.ts';
import type { Policy } from '../core/routing/policy.ts';
import type { TalkParty } from './desk-talk.ts';
import type { Directory } from './directory.ts';
import { RequestError } from './errors.ts';
import { staffOf } from './staffing.ts';
import type { CallMemo } from './switch-commands.ts';
import type { Return } from './talks.ts';
import type { View } from './view.ts';
import type { CallView, OfferView } from './view-types.ts';

export interface ReturnPlace {
  readonly queue: QueueId;
  readonly music: string;
  readonly tenant: string;
  /** The age earned until somebody answered counts on. */
  readonly keepAge: boolean;
  /** The agent who is to have the call, and for how long it waits for that one alone. */
  readonly agent?: AgentId;
  readonly forMs?: Ms;
}

const defaultMusic = 'default';
/** Until the configuration says otherwise. */
const agentWaitMs = 30_000;

/** Undefined: the caller is to leave routing. Throws a `RequestError`. */
export function returnTo(
  offer: OfferView,
  call: CallView,
  to: TalkParty,
  { view, directory }: { readonly view: View; readonly directory: Directory },
): ReturnPlace | undefined {
  if (to.agent !== undefined) {
    const agent = agentOf(to.agent, offer, view.policy, directory);
    const forMs = directory.site.transfers?.agentWaitMs ?? agentWaitMs;
    return { ...placeIn(offer.queue, call, directory), keepAge: true, agent, forMs };
  }
  if (to.queue !== undefined) return placeIn(to.queue, call, directory);
  if (to.target === undefined) return undefined;
  const target = view.policy.targets.find(({ id }) => id === to.target);
  if (!target) {
    throw new RequestError('unknown-target', `There is no target "${to.target}".`, {
      target: to.target,
    });
  }
  if (target.queue === undefined) return undefined;
  return { ...placeIn(target.queue, call, directory), keepAge: target.keepAge ?? false };
}

/** Callers of one tenant are given to no other. */
function placeIn(id: string, call: CallView, directory: Directory): ReturnPlace {
  const queue = directory.queue(id);
  if (!queue || queue.tenant !== call.tenant) {
    throw new RequestError('unknown-queue', `There is no queue "${id}".`, { queue: id });
  }
  const { id: known, tenant, music = defaultMusic } = queue;
  return { queue: known, tenant, music, keepAge: false };
}

function agentOf(
  id: string,
  { agent: self, queue }: OfferView,
  policy: Policy,
  directory: Directory,
): AgentId {
  if (!directory.agent(id)) {
    throw new RequestError('unknown-agent', `There is no agent "${id}".`, { agent: id });
  }
  const serves =
    staffOf(policy)
      .get(queue)
      ?.some((each) => each === id) ?? false;
  if (!serves || id === self) {
    const sentence =
      `Agent "${id}" does not take calls of queue "${queue}": consult and hand over, or transfer ` +
      'to a queue of that agent.';
    throw new RequestError('agent-not-in-queue', sentence, { agent: id, queue });
  }
  return asAgentId(id);
}

/** What the switch is asked, and what becomes of the caller in routing. */
export function returnOf(
  id: CallId,
  place: ReturnPlace,
  { offer, call, now }: { readonly offer: OfferView; readonly call: CallView; readonly now: Ms },
): { readonly order: Extract<TransferOrder, { readonly kind: 'call' }>; readonly back: Return } {
  const { queue, music, tenant, keepAge, agent, forMs } = place;
  const { ownClass, skills = [], path, attempt, caller, dialled, places } = call;
  const agedFrom = places[0]?.agedFrom ?? now;
  const ageMs = keepAge ? Math.max(0, (call.connectedAt ?? now) - agedFrom) : 0;
  const memo: CallMemo = {
    ...{ v: 1, queue, tenant, enteredAt: now, headStartMs: ageMs },
    ...(ownClass === undefined ? {} : { class: ownClass }),
    ...(skills.length === 0
      ? {}
      : { skills: Object.fromEntries(skills.map((each) => [each.skill, each.levelMin])) }),
    ...(path === undefined ? {} : { path }),
    ...(attempt === undefined ? {} : { attempt }),
  };
  return {
    order: { kind: 'call', call: id, music, memo: JSON.stringify(memo) },
    back: {
      caller: {
        ...{ type: 'caller', call: id, tenant, caller, dialled, from: call.id },
        ...(attempt === undefined ? {} : { attempt }),
      },
      arrival: {
        ...{ type: 'call-arrived', call: id, queue, exclude: [offer.agent] },
        ...(ownClass === undefined ? {} : { class: ownClass }),
        ...(skills.length === 0 ? {} : { skills }),
        ...(keepAge ? { headStartMs: ageMs } : {}),
        ...(agent === undefined ? {} : { preferred: agent, preferredWaitMs: forMs ?? 0 }),
      },
    },
  };
}
