/**
 * What is really on the switch against what the router holds: all of it after each connection, and
 * twice a minute what nobody accounts for two times running. As the adapters do it.
 */

import type { OfferId, RouterEvent } from '../../core/index.ts';
import type { Line } from './line.ts';
import type { Caller } from './switch-model.ts';

/** What was odd at the last look; a message on its way explains most of it. */
export type Suspects = ReadonlySet<string>;

/** Tells `switch-restored` with everything that lives, then what was missed of each. */
export function resync(line: Line): void {
  const { model, host } = line;
  const held = host.trial.holds();
  for (const offer of [...model.legs.keys(), ...model.diallings.keys()]) {
    if (!held.offers.has(offer)) model.endOffer(offer);
  }
  for (const caller of [...model.callers.values()]) {
    const offer = held.callbacks.get(caller.id);
    // A customer who is there, unknown to a router that has given up, or will dial again.
    const stray = offer !== undefined && !isExpected(line, caller, offer);
    if (stray) model.leave(caller.id, true);
    else if (!held.calls.has(caller.id)) takeUp(line, caller);
  }
  // Who was refused or has just been hung up on is not among them.
  line.post({
    type: 'switch-restored',
    calls: [...model.callers.keys()],
    offers: [...new Set([...model.legs.keys(), ...model.diallings.keys(), ...answered(line)])],
  });
  for (const offer of answered(line)) line.post({ type: 'customer-answered', offer });
  for (const leg of [...model.legs.values()]) {
    const { offer, state } = leg;
    if (line.ending.has(offer)) {
      model.endOffer(offer);
      continue;
    }
    if (state !== 'dialled') line.post({ type: 'offer-ringing', offer });
    if (state === 'answered' || state === 'talking') line.post({ type: 'offer-answered', offer });
    if (state === 'talking') line.post({ type: 'call-connected', offer });
  }
  sendAgain(line);
  tellPhones(line);
}

/** The offer by which the customer came is open, and nothing has become of it yet. */
function isExpected({ model }: Line, caller: Caller, offer: OfferId | null): boolean {
  return offer !== null && (caller.with === offer || !model.legs.has(offer));
}

/** Offers whose customer is there before the agent, which the router may not know. */
function answered({ model, host }: Line): OfferId[] {
  const { callbacks } = host.trial.holds();
  return [...model.callers.values()].flatMap(({ id, with: talks }) => {
    const offer = callbacks.get(id);
    return offer && talks === undefined && !model.diallings.has(offer) ? [offer] : [];
  });
}

/** A caller the router does not know: one that waits is told as new, with its time waited. */
function takeUp(line: Line, caller: Caller): void {
  const { model } = line;
  if (line.leaving.has(caller.id) || caller.known) {
    model.leave(caller.id);
    return;
  }
  const waitedMs = (caller.arrival.waitedMs ?? 0) + line.now - caller.enteredAt;
  line.post({ ...caller.arrival, waitedMs });
}

/** Callers whose way out fell into the loss are still here. */
function sendAgain(line: Line): void {
  const { model, host } = line;
  for (const { id, state } of host.trial.snapshot().calls) {
    if (state === 'leaving' || line.leaving.has(id)) model.leave(id);
  }
}

function tellPhones(line: Line): void {
  for (const { agent, registered, elsewhere } of line.model.phones.values()) {
    const facts: RouterEvent[] = [
      { type: registered ? 'agent-reachable' : 'agent-unreachable', agent },
      { type: elsewhere ? 'agent-busy' : 'agent-free', agent },
    ];
    for (const fact of facts) line.post(fact);
  }
}

/** Puts right what is odd for the second time running. The result: what is odd now. */
export function reconcile(line: Line, before: Suspects): Suspects {
  const { model, host } = line;
  const held = host.trial.holds();
  const suspects = new Set<string>();
  const again = (what: string): boolean => {
    suspects.add(what);
    return before.has(what);
  };
  for (const call of held.calls) {
    if (held.callbacks.has(call)) continue;
    if (!model.callers.has(call) && again(`lost call ${call}`)) {
      line.post({ type: 'caller-left', call });
    }
  }
  for (const offer of held.offers) {
    const there = model.legs.has(offer) || model.diallings.has(offer);
    if (!there && !answered(line).includes(offer) && again(`lost offer ${offer}`)) {
      line.post({ type: 'agent-left', offer });
    }
  }
  for (const { offer, call, state } of [...model.legs.values()]) {
    const alone = state === 'talking' && model.callers.get(call)?.with !== offer;
    const odd = alone || line.ending.has(offer) || !held.offers.has(offer);
    if (odd && again(`odd offer ${offer}`)) model.endOffer(offer);
  }
  for (const caller of [...model.callers.values()]) {
    const { id } = caller;
    const offer = held.callbacks.get(id);
    if (offer !== undefined && again(`odd customer ${id}`)) model.leave(id, true);
    const odd = line.leaving.has(id) || !held.calls.has(id);
    if (odd && again(`odd call ${id}`)) takeUp(line, caller);
  }
  return suspects;
}
