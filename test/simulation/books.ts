/**
 * The observer's books of calls, offers and agents: each command and notice of the router is
 * entered, and every one that must not come is written down as a sentence.
 */

import {
  type AgentId,
  type CallId,
  type CommandRecord,
  type Disposition,
  type Limits,
  type Ms,
  NEVER,
  type OfferId,
  type Policy,
  type QueueId,
} from '../../core/index.ts';
import { enterCall } from './books-calls.ts';
import { enterOffer } from './books-offers.ts';
import type { SeenAgent, SeenCall, SeenOffer, Visit } from './observed.ts';

export class Books {
  policy: Policy;
  readonly limits: Limits;
  readonly calls = new Map<CallId, SeenCall>();
  readonly offers = new Map<OfferId, SeenOffer>();
  readonly agents = new Map<AgentId, SeenAgent>();
  readonly ended = new Set<CallId>();
  readonly dispositions = new Map<Disposition, number>();
  readonly wrong: string[] = [];
  now: Ms = 0;
  /** Number of the move being entered. */
  move = 0;
  /** The move is `switch-restored`: offers lost with the switch exclude nobody. */
  restoring = false;
  /** While the switch is down: when it was lost; the clocks of offers stand still there. */
  lostAt: Ms | undefined;
  highestOffer = 0;
  /** How many calls the router has let go of. */
  endings = 0;
  #nextArrival = 1;

  constructor(policy: Policy, limits: Limits) {
    this.policy = policy;
    this.limits = limits;
  }

  claim(holds: boolean | undefined, sentence: string): void {
    if (holds !== true) this.wrong.push(sentence);
  }

  nextArrival(): number {
    return this.#nextArrival++;
  }

  agent(id: AgentId): SeenAgent {
    let agent = this.agents.get(id);
    if (!agent) {
      agent = { told: 'signed-out', offer: undefined, wrapUpUntil: NEVER, unreachableUntil: 0 };
      this.agents.set(id, agent);
    }
    return agent;
  }

  queue(id: QueueId) {
    return this.policy.queues.find((queue) => queue.id === id);
  }

  /** The time from which deadlines of offers are counted. */
  get offerClock(): Ms {
    return this.lostAt ?? this.now;
  }

  enter(record: CommandRecord): void {
    if (!enterOffer(this, record)) enterCall(this, record);
  }

  /** The visit stands elsewhere from now on: at another step, or back from an offer. */
  moved(visit: Visit, step = visit.step): void {
    visit.step = step;
    visit.since = this.now;
    visit.sinceMove = this.move;
  }

  /** What belongs to nobody any more. At the end of each move. */
  balance(): void {
    for (const call of this.calls.values()) {
      const { id, state, joining, visits } = call;
      const settled = joining.size === 0 && state !== 'out';
      this.claim(settled, `call ${id} has left its queue for nowhere`);
      const placed = (state === 'queued') === visits.size > 0;
      this.claim(placed, `call ${id} is ${state} in ${visits.size} queues`);
    }
    for (const [id, { agent, call, withdrawn, released }] of this.offers) {
      const one = this.agent(agent).offer === id;
      this.claim(one, `offer ${id} is open, and ${agent} has ${this.agent(agent).offer}`);
      const owned = withdrawn || released || this.calls.get(call)?.offers.has(id);
      this.claim(owned, `offer ${id} is open for call ${call}, which has gone`);
    }
  }
}
