import { type AgentSlot, agentState, OFFERED, WITHDRAWING } from './agents.ts';
import { type CallSlot, HELD } from './calls.ts';
import type { CommandSink } from './commands.ts';
import { capsOf } from './compiled.ts';
import type { AgentId, Ms } from './ids.ts';
import { endHold } from './matching.ts';
import { withdraw } from './offer-ends.ts';
import { matchWaiting } from './outage.ts';
import type { Policy, QueuePolicy } from './policy.ts';
import { byCodeUnit } from './qualification.ts';
import { reload } from './restore.ts';
import { exitNobody, waitingPlaces } from './returning.ts';
import { agentQualifies } from './select-agent.ts';
import type { CallSnapshot, PlaceSnapshot, RouterSnapshot } from './snapshot.ts';
import type { Router } from './state.ts';
import { snapshot } from './store.ts';

/**
 * Rule 10: a new policy takes over in one step, and nobody loses a place. The state is taken out,
 * fitted to the new policy and put into new tables. Cost: O(state); allocates.
 */
export function replacePolicy(router: Router, policy: Policy, out: CommandSink): void {
  const before = snapshot(router);
  const known = new Set(policy.agents.map((agent) => agent.id));
  const dropped = before.agents.map((agent) => agent.id).filter((id) => !known.has(id));
  const wereSignedIn = new Set(dropped.filter((id) => isSignedIn(router, id)));
  reload(router, adapt(before, policy, known));
  // Quiet until the end, so that nobody is matched before all are: the best call goes first.
  router.quiet = true;
  dropped.sort(byCodeUnit);
  for (const id of dropped) {
    const agent = router.compiled.agentSlots.get(id);
    if (agent !== undefined && isRinging(router, agent)) {
      withdraw(router, agent, 'agent-left', out);
    }
  }
  for (const id of dropped) {
    const stays = router.compiled.agentSlots.has(id);
    if (!stays && wereSignedIn.has(id)) out.agentChanged(id, 'signed-out', undefined, undefined);
  }
  router.compiled.queues.forEach((_, queue) => {
    exitNobody(router, queue, out);
  });
  endUnqualifiedHolds(router, out);
  router.quiet = false;
  matchWaiting(router, out);
}

/** A hold for an agent who no longer qualifies at the call's step ends. */
function endUnqualifiedHolds(router: Router, out: CommandSink): void {
  const { calls } = router;
  const unqualified = (call: CallSlot) =>
    calls.state[call] === HELD && !agentQualifies(router, calls.heldFor[call], call);
  for (const call of waitingPlaces(router, unqualified)) endHold(router, call, out);
}

const isSignedIn = (router: Router, id: AgentId): boolean =>
  agentState(router.agents, router.compiled.agentSlots.get(id) as AgentSlot) !== 'signed-out';

const isRinging = (router: Router, agent: AgentSlot): boolean =>
  router.agents.activity[agent] === OFFERED && router.agents.offerState[agent] !== WITHDRAWING;

/** The snapshot under the new policy. Calls held for an agent that is gone wait like any other. */
function adapt(
  before: RouterSnapshot,
  policy: Policy,
  known: ReadonlySet<AgentId>,
): RouterSnapshot {
  const pins = pinPlaces(before, policy);
  const calls = before.calls.map((call): CallSnapshot => {
    const preferred = call.preferred !== null && known.has(call.preferred) ? call.preferred : null;
    const freed = call.state === 'held' && preferred === null;
    return {
      ...call,
      state: freed ? 'waiting' : call.state,
      holdUntil: freed ? null : call.holdUntil,
      preferred,
      // What was owed is due again: the new policy may know another way.
      places: call.places.map(({ owed: _, ...place }) => ({
        ...place,
        ...pins.of(call, place),
        ...classOf(call, place, policy, before.now),
      })),
      exclusions: call.exclusions.filter(({ agent }) => known.has(agent)),
    };
  });
  return {
    ...before,
    policy,
    retired: pins.retired,
    hours: policy.hours.map(({ id, open }) => ({ id, open })),
    agents: before.agents
      .filter(
        ({ id, activity }) => known.has(id) || activity === 'offered' || activity === 'talking',
      )
      .map((agent) =>
        known.has(agent.id) || agent.activity !== 'talking'
          ? agent
          : { ...agent, signOutNext: true },
      ),
    calls,
    // Who serves what has changed.
    effective: null,
  };
}

/**
 * A class that is gone becomes the last one. What the new caps owe by now is given before anybody
 * looks: else a call that is due would be overtaken by one of its new class.
 */
function classOf(call: CallSnapshot, place: PlaceSnapshot, policy: Policy, now: Ms) {
  const { classes } = policy;
  const known = classes.indexOf(place.class);
  let at = known === -1 ? classes.length - 1 : known;
  let classAt = known === -1 ? now : place.classAt;
  const waits = call.state === 'waiting' || call.state === 'held' || call.state === 'resting';
  for (const caps = capsOf(policy); waits && at > 0 && classAt + caps[at] <= now; at--) {
    classAt += caps[at];
  }
  return { class: classes[at], classAt };
}

/** Which queue policy each place follows from now on, and the list of those not in force. */
function pinPlaces(before: RouterSnapshot, policy: Policy) {
  const text = textsOf();
  const inForce = new Map(policy.queues.map((queue) => [queue.id, queue]));
  const wasInForce = new Map(before.policy.queues.map((queue) => [queue.id, queue]));
  const follows = (place: PlaceSnapshot): QueuePolicy | undefined =>
    place.pinned === null ? wasInForce.get(place.queue) : before.retired[place.pinned];
  const keeps = ({ state }: CallSnapshot) => state === 'talking' || state === 'leaving';
  const isPinned = (call: CallSnapshot, place: PlaceSnapshot): boolean => {
    if (keeps(call)) return false;
    const now = inForce.get(place.queue);
    return now === undefined || !(now.reloadLive || text(now) === text(follows(place)));
  };
  const needed = new Set<string>();
  for (const call of before.calls) {
    for (const place of call.places) {
      if (isPinned(call, place)) needed.add(text(follows(place)));
    }
  }
  const retired: QueuePolicy[] = [];
  const numbers = new Map<string, number>();
  for (const queue of [...before.retired, ...before.policy.queues]) {
    const key = text(queue);
    if (needed.has(key) && !numbers.has(key)) numbers.set(key, retired.push(queue) - 1);
  }
  const of = (call: CallSnapshot, place: PlaceSnapshot) => {
    if (isPinned(call, place)) {
      return { pinned: numbers.get(text(follows(place))) as number, step: place.step };
    }
    if (keeps(call)) return { pinned: null, step: place.step };
    const steps = inForce.get(place.queue)?.steps.length ?? place.step + 1;
    return { pinned: null, step: Math.min(place.step, steps - 1) };
  };
  return { retired, of };
}

/** Canonical texts, each made once: a thousand calls follow the same few queues. */
function textsOf(): (queue: QueuePolicy | undefined) => string {
  const texts = new Map<QueuePolicy | undefined, string>();
  return (queue) => {
    const known = texts.get(queue) ?? canonicalText(queue);
    texts.set(queue, known);
    return known;
  };
}

/** Canonical text, the same for deeply equal queue policies. */
function canonicalText(queue: QueuePolicy | undefined): string {
  return JSON.stringify(queue, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodeUnit(a, b)))
      : value,
  );
}
