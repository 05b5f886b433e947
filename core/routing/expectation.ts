import { addEffectiveAgents, type EffectiveAgents } from '../forecast/effective-agents.ts';
import {
  AGENT_READY,
  expectAtJoin,
  expectedWait,
  learnAbandoned,
  learnAnswered,
  learnHandled,
  learnOutcome,
  serviceLevelIsBelow,
  WAIT_MS_MAX,
  writeLoads,
} from '../forecast/wait-record.ts';
import type { AgentSlot } from './agents.ts';
import { type CallSlot, NOT_NOTED } from './calls.ts';
import type { Ms } from './ids.ts';
import { NOW, type Router } from './state.ts';

/** What the router tells the record of waits, and asks of it (rules, part 13). */

/** How long effective agents are good for. */
const EFFECTIVE_MS = 60_000;
/** For those who only ask, off the hot path: the first to sign in is soon seen. */
const ASKED_MS = 10_000;
const DEFAULT_WITHIN_MS = 20_000;

/** Hot path: a place that has just been counted is noted with what is expected of its wait. */
export function noteJoin(router: Router, row: CallSlot): void {
  const { calls, compiled, numbers, waits } = router;
  const { tally } = compiled.queues[calls.queue[row]];
  // A callback waits as nobody on the line would, and an adopted call has waited where we were not.
  if (calls.callback[row] !== 0 || calls.joinedAt[row] !== numbers[NOW]) return;
  const ahead = aheadOfNext(router, calls.queue[row], router.waitingCount[tally] - 1);
  calls.ahead[row] = ahead;
  const agents = effectiveAgents(router, tally);
  expectAtJoin(waits, tally, ahead, agents, calls.expected, row);
}

/** Hot path: a noted place was answered now. */
export function noteAnswer(router: Router, row: CallSlot): void {
  const { calls, compiled, waits } = router;
  const ahead = calls.ahead[row];
  if (ahead === NOT_NOTED) return;
  const { tally, policy } = compiled.queues[calls.queue[row]];
  const waited = waitedMs(router, row);
  tellTime(router);
  learnAnswered(waits, tally, ahead, calls.expected, row, waited);
  learnOutcome(waits, tally, waited <= (policy.answerWithinMs ?? DEFAULT_WITHIN_MS) ? 1 : 0);
}

/** Hot path: a noted place was given up now by a caller who had waited for a while. */
export function noteAbandon(router: Router, row: CallSlot): void {
  const { calls, compiled, waits } = router;
  if (calls.ahead[row] === NOT_NOTED) return;
  const { tally } = compiled.queues[calls.queue[row]];
  tellTime(router);
  learnAbandoned(waits, tally, calls.ahead[row], waitedMs(router, row));
  learnOutcome(waits, tally, 0);
}

/** Hot path: the agent's conversation for a queue has ended; its row still tells of it. */
export function noteHandled(router: Router, agent: AgentSlot): void {
  const { agents, numbers, waits } = router;
  const tally = agents.offerTally[agent];
  if (tally === -1) return;
  const took = numbers[NOW] - agents.stateSince[agent] + agents.offerWrapUpMs[agent];
  tellTime(router);
  learnHandled(waits, tally, took < WAIT_MS_MAX ? took | 0 : WAIT_MS_MAX);
}

/** Hot path: whole ms up to WAIT_MS_MAX, a small integer. */
function waitedMs(router: Router, row: CallSlot): number {
  const waited = router.numbers[NOW] - router.calls.joinedAt[row];
  return waited < WAIT_MS_MAX ? waited | 0 : WAIT_MS_MAX;
}

function tellTime(router: Router): void {
  router.waits.clock[0] = router.numbers[NOW];
}

/** The wait of a caller who joins the queue behind `ahead` others; NEVER while unsure. */
export function queueExpectedWait(router: Router, queue: number, ahead: number): Ms {
  const { tally } = router.compiled.queues[queue];
  const agents = effectiveAgents(router, tally);
  return expectedWait(router.waits, tally, aheadOfNext(router, queue, ahead), agents);
}

/** Whether the queue's recent service level is known and below a share. */
export const serviceLevelBelow = (router: Router, queue: number, share: number): boolean =>
  serviceLevelIsBelow(router.waits, router.compiled.queues[queue].tally, share);

/** Hot path: calls before the next caller, or AGENT_READY when somebody is ready at step 0. */
export function aheadOfNext(router: Router, queue: number, waiting: number): number {
  return isAnybodyReady(router, router.compiled.queues[queue].firstLine) ? AGENT_READY : waiting;
}

/** Hot path: whether an agent who qualifies for the line is ready. */
function isAnybodyReady(router: Router, line: number): boolean {
  const { compiled, readyMask, readyWords } = router;
  const { profileWords, groupProfiles, groupWords, groupStart } = compiled;
  for (let group = groupStart[line]; group < groupStart[line + 1]; group++) {
    for (let part = 0; part < readyWords.length; part++) {
      let wordBits = readyWords[part] & groupWords[group * readyWords.length + part];
      for (; wordBits !== 0; wordBits &= wordBits - 1) {
        const word = (part << 5) + 31 - Math.clz32(wordBits & -wordBits);
        if ((readyMask[word] & groupProfiles[group * profileWords + word]) !== 0) return true;
      }
    }
  }
  return false;
}

/** Hot path: effective agents of a queue in 1024ths; worked out anew once a minute. */
function effectiveAgents(router: Router, tally: number): number {
  return effectiveIn(router, router.effective, EFFECTIVE_MS, tally);
}

function effectiveIn(
  router: Router,
  effective: EffectiveAgents,
  goodForMs: number,
  tally: number,
): number {
  tellTime(router);
  const age = router.numbers[NOW] - effective.at[0];
  if (!(age >= 0 && age < goodForMs)) spreadAgents(router, effective);
  return effective.agents1024[tally];
}

/**
 * The wait expected by somebody who only asks, behind `ahead` calls (AGENT_READY: an agent is
 * ready); NEVER while unsure. Unlike the router's own questions it changes nothing of the state.
 */
export function askExpectedWait(router: Router, tally: number, ahead: number): Ms {
  const agents = effectiveIn(router, router.effectiveAsked, ASKED_MS, tally);
  return expectedWait(router.waits, tally, ahead, agents);
}

/** Cost: O(profiles × queues each serves). */
function spreadAgents(router: Router, effective: EffectiveAgents): void {
  const { compiled, presentCount, numbers, waits } = router;
  const { agents1024, loads } = effective;
  effective.at[0] = numbers[NOW];
  writeLoads(waits, loads);
  agents1024.fill(0);
  const { servesStart, serves } = compiled;
  for (let profile = 1; profile < compiled.profiles; profile++) {
    if (presentCount[profile] === 0) continue;
    const first = servesStart[profile];
    const count = servesStart[profile + 1] - first;
    addEffectiveAgents(agents1024, presentCount[profile], loads, serves, first, count);
  }
}
