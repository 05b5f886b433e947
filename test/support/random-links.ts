/** The far ends of links in a random world: they accept calls, refuse them, and go away. */

import type { CommandRecord } from '../../core/routing/commands.ts';
import type { RouterEvent } from '../../core/routing/events.ts';
import { asLinkId, type CallId } from '../../core/routing/ids.ts';
import { type LinkResult, linkResults } from '../../core/routing/outcomes.ts';
import { linkNames } from './random-policy.ts';
import type { LinkLeg, State } from './random-state.ts';

/** The router's commands, as far as they are about links. */
export function linkTold(state: State, record: CommandRecord): void {
  const [name, first] = record;
  const call = first as CallId;
  if (record[0] === 'linkCall') {
    const [, , link] = record;
    state.linked = [...others(state, call), { call, link, state: 'calling' }];
  }
  const leg = state.linked.find((each) => each.call === call);
  if (name === 'unlinkCall' && leg?.state === 'calling') leg.state = 'cancelled';
  if (name === 'refuseCall') state.sent.push(call);
}

const others = (state: State, call: CallId) => state.linked.filter((leg) => leg.call !== call);

/** Something becomes of a leg, or of a link. */
export function linkFact(state: State): RouterEvent {
  const { dice } = state;
  if (state.linked.length === 0 || dice.chance(20)) {
    const link = dice.chance(95) ? dice.pick(linkNames) : asLinkId('moon');
    return { type: 'link-changed', link, up: dice.chance(80) };
  }
  const leg = dice.pick(state.linked);
  const { call } = leg;
  if (leg.state !== 'accepted' && dice.chance(leg.state === 'calling' ? 50 : 10)) {
    leg.state = 'accepted';
    state.callers = state.callers.filter((other) => other !== call);
    return { type: 'link-accepted', call };
  }
  state.linked = others(state, call);
  const refusals: readonly LinkResult[] = ['declined', 'busy', ...linkResults];
  const result = leg.state === 'accepted' ? 'ended' : dice.pick(refusals);
  return { type: 'link-ended', call, result };
}

/** What is left of links after an outage. */
export function linksAfter(state: State): readonly LinkLeg[] {
  const { dice } = state;
  state.linked = state.linked.filter(() => dice.chance(75));
  for (const leg of state.linked) {
    if (leg.state === 'accepted' || !dice.chance(25)) continue;
    // Accepted while nobody listened.
    leg.state = 'accepted';
    state.callers = state.callers.filter((other) => other !== leg.call);
  }
  return state.linked;
}
