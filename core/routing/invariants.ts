import {
  agentIdOf,
  agentState,
  CONNECTED,
  IDLE,
  NO_OFFER,
  OFFERED,
  TALKING,
  WITHDRAWING,
} from './agents.ts';
import {
  ASIDE,
  CONNECTING,
  callIdOf,
  FREE,
  IN_TALK,
  LINKING,
  OWED_STEP,
  OWED_TOO_LONG,
  RINGS,
  WAITING,
} from './calls.ts';
import { staysInside } from './conditions.ts';
import { lineOf } from './lines.ts';
import { countsAsWaiting, isListed, offeredPlace } from './places.ts';
import { CELLS } from './rows.ts';
import { selectCall } from './select-call.ts';
import { NOW, type Router } from './state.ts';

/**
 * Every rule of the state that is broken, in words; empty when all hold. Slow: O(agents × calls).
 */
export function verify(router: Router): string[] {
  return [
    ...verifyAgents(router),
    ...verifyCalls(router),
    ...verifyLines(router),
    ...verifyLinks(router),
  ];
}

function verifyAgents(router: Router): string[] {
  const { agents } = router;
  const broken: string[] = [];
  // Work may be undone until a deadline that is due has been fired.
  const late = router.deadlines.next <= router.numbers[NOW];
  for (let agent = 0; agent < agents.end; agent += CELLS) {
    const id = agentIdOf(agents, agent);
    const activity = agents.activity[agent];
    const open = agents.offerState[agent] !== NO_OFFER;
    if (open !== (activity === OFFERED || activity === TALKING)) {
      broken.push(`agent ${id}: activity and offer disagree`);
    }
    if (open && router.offers.get(agents.offer[agent]) !== agent) {
      broken.push(`agent ${id}: its offer is not found by id`);
    }
    const call = agents.offerCall[agent];
    if (call !== -1 && !hasOffer(router, call, agent)) {
      broken.push(`agent ${id}: its call does not know the offer`);
    }
    const ready = agents.inPolicy[agent] === 1 && agentState(agents, agent) === 'ready';
    if (ready !== (agents.ready[agent] === 1)) broken.push(`agent ${id}: idle list is wrong`);
    if (activity !== IDLE && agents.signedIn[agent] === 0) {
      broken.push(`agent ${id}: busy and signed out`);
    }
    if (ready && router.switchUp && !late && selectCall(router, agent) !== -1) {
      broken.push(`agent ${id}: is ready while a call it may take waits`);
    }
  }
  return broken;
}

function hasOffer(router: Router, row: number, wanted: number): boolean {
  const { calls, agents } = router;
  for (let agent = calls.offer[row]; agent !== -1; agent = agents.offerNext[agent]) {
    if (agent === wanted) return true;
  }
  return false;
}

function verifyCalls(router: Router): string[] {
  const { calls, compiled } = router;
  const broken: string[] = [];
  const waiting = new Int32Array(router.waitingCount.length);
  for (let row = 0; row < calls.end; row += CELLS) {
    const state = calls.state[row];
    if (state === FREE) continue;
    const id = calls.id[row];
    const first = calls.first[row];
    if (calls.slots.get(id) !== first) broken.push(`call ${id}: not found by id`);
    if (countsAsWaiting(router, row)) waiting[compiled.queues[calls.queue[row]].tally]++;
    const offered = state === RINGS || state === CONNECTING || state === IN_TALK;
    if (offered !== (calls.offer[row] !== -1)) broken.push(`call ${id}: state and offer disagree`);
    const active = calls.state[offeredPlace(router, row)];
    if (state === ASIDE && active !== RINGS && active !== CONNECTING) {
      broken.push(`call ${id}: a place stands aside of nothing`);
    }
    broken.push(...verifyOffers(router, row));
  }
  waiting.forEach((count, tally) => {
    if (count !== router.waitingCount[tally]) broken.push(`queue ${tally}: waiting count is wrong`);
  });
  return broken;
}

function verifyOffers(router: Router, row: number): string[] {
  const { agents, calls } = router;
  const broken: string[] = [];
  const id = calls.id[row];
  let open = 0;
  for (let agent = calls.offer[row]; agent !== -1; agent = agents.offerNext[agent]) {
    open++;
    if (agents.offerCall[agent] !== row) broken.push(`call ${id}: its offer is for another call`);
    if (agents.offerState[agent] === WITHDRAWING) broken.push(`call ${id}: offer is withdrawn`);
    if ((calls.state[row] === IN_TALK) !== (agents.offerState[agent] === CONNECTED)) {
      broken.push(`call ${id}: talks without a connected offer, or the reverse`);
    }
  }
  const ringing = calls.state[row] === RINGS;
  const most = ringing ? router.compiled.queues[calls.queue[row]].parallel : 1;
  if (open > most && !router.compiled.queues[calls.queue[row]].policy.reloadLive) {
    broken.push(`call ${id}: ${open} offers where ${most} may be`);
  }
  return broken;
}

function verifyLines(router: Router): string[] {
  const { calls, compiled } = router;
  const broken: string[] = [];
  let listed = 0;
  for (let list = 0; list < router.lineHead.length; list++) {
    let previous = -1;
    for (let call = router.lineHead[list]; call !== -1; call = calls.next[call]) {
      listed++;
      const at = lineOf(router, call) * compiled.classCount + calls.class[call];
      if (at !== list || calls.state[call] !== WAITING) {
        broken.push(`call ${calls.id[call]}: stands in a line that is not its own`);
      }
      if (previous !== -1 && calls.agedFrom[previous] > calls.agedFrom[call]) {
        broken.push(`call ${calls.id[call]}: overtaken in its line`);
      }
      previous = call;
    }
    if (router.lineTail[list] !== previous) broken.push(`line ${list}: wrong tail`);
  }
  let waiting = 0;
  for (let call = 0; call < calls.end; call += CELLS) if (calls.state[call] === WAITING) waiting++;
  if (waiting !== listed) broken.push(`${waiting} calls wait, ${listed} stand in lines`);
  return broken;
}

function verifyLinks(router: Router): string[] {
  const { calls, compiled, links } = router;
  if (compiled.targetLinks.size === 0 && links.legs.size === 0) return [];
  const broken: string[] = [];
  const used = new Int32Array(compiled.links.length);
  for (const [call, { link, attempt, accepted }] of links.legs) {
    const at = compiled.linkSlots.get(link);
    if (at !== undefined) used[at]++;
    const row = calls.slots.get(call);
    const linking = row !== -1 && calls.state[row] === LINKING;
    if (linking !== (attempt !== undefined) || (linking && accepted)) {
      broken.push(`call ${call}: its leg on link ${link} and its state disagree`);
    }
  }
  compiled.links.forEach(({ id }, at) => {
    if (used[at] !== links.used[at]) broken.push(`link ${id}: channels in use are wrong`);
  });
  const late = router.deadlines.next <= router.numbers[NOW];
  for (let row = 0; row < calls.end; row += CELLS) {
    const call = callIdOf(calls, row);
    if (calls.state[row] === LINKING && links.legs.get(call)?.attempt === undefined) {
      broken.push(`call ${call}: is linking without a leg`);
    }
    if (!late && router.switchUp && isOwedInVain(router, row)) {
      broken.push(`call ${call}: waits for a link that it could leave by`);
    }
  }
  return broken;
}

/** Whether an exit owed to a waiting place would lead somewhere. */
function isOwedInVain(router: Router, row: number): boolean {
  const { calls, compiled } = router;
  if (calls.state[row] === FREE || calls.owed[row] === 0 || !isListed(router, row)) return false;
  const { exits, steps } = compiled.queues[calls.queue[row]].policy;
  const tooLong = (calls.owed[row] & OWED_TOO_LONG) !== 0;
  if (tooLong && !staysInside(router, row, exits.tooLong?.go)) return true;
  const step = (calls.owed[row] & OWED_STEP) !== 0;
  return step && !staysInside(router, row, steps[calls.step[row]].go);
}
