/**
 * Works out from facts and commands alone who waited, who was free and who was eligible, and notes
 * wherever the router did otherwise. Nothing here comes from core/ or server/.
 */

import type { JournalLine, JournalPolicy } from './journal-text.ts';

interface Call {
  readonly id: number;
  readonly arrival: number;
  readonly ownClass: string | undefined;
  queue: string;
  class: string;
  agedFrom: number;
  joinedAt: number;
  step: number;
  stepAt: number;
  state: 'waiting' | 'offered' | 'talking' | 'gone';
  endings: number;
  readonly excluded: Map<string, number>;
}

interface Agent {
  readonly id: string;
  signedIn: boolean;
  paused: boolean;
  unreachable: boolean;
  offer: number | undefined;
  /** When the conversation ended that wrap-up follows, and how long it is to be. */
  freeAt: number;
  /** What the router last told of it. */
  told: string;
}

interface Offer {
  readonly call: Call;
  readonly agent: Agent;
  readonly queue: string;
  answered: boolean;
  over: boolean;
}

/** Deadlines fire a little late; nothing may happen early. */
const lateMs = 250;
/** A machine busy with other things stalls the loop; a step that is stuck is later than this. */
const stallMs = 10_000;

/** Takes the lines in order; `problems` grows. */
export class JournalChecker {
  readonly problems: string[] = [];
  readonly calls = new Map<number, Call>();
  readonly offers = new Map<number, Offer>();
  readonly agents = new Map<string, Agent>();
  readonly dispositions: Record<string, number> = {};
  readonly results: Record<string, number> = {};
  readonly #policy: JournalPolicy;
  readonly #classes: Map<string, number>;
  readonly #queues: Map<string, JournalPolicy['queues'][number]>;
  readonly #people: Map<string, JournalPolicy['agents'][number]>;
  #switchUp = true;
  #seq = 0;
  #at = 0;

  constructor(policy: JournalPolicy) {
    this.#policy = policy;
    this.#classes = new Map(policy.classes.map((id, index) => [id, index]));
    this.#queues = new Map(policy.queues.map((queue) => [queue.id, queue]));
    this.#people = new Map(policy.agents.map((agent) => [agent.id, agent]));
    for (const { id } of policy.agents) {
      this.agents.set(id, {
        id,
        signedIn: false,
        paused: false,
        unreachable: false,
        offer: undefined,
        freeAt: Number.NEGATIVE_INFINITY,
        told: 'signed-out',
      });
    }
  }

  take(line: JournalLine): void {
    if (line.at < this.#at) this.#say(`time goes back to ${line.at}`);
    // A fact or a tick begins a new group: the one before must have left nobody idle for nothing.
    if (line.n === undefined) this.#checkIdle();
    this.#seq = line.seq;
    this.#at = line.at;
    if (line.n !== undefined) this.#takeNotice(line.n);
    if (line.fact !== undefined && line.outcome !== 'duplicate' && line.outcome !== 'late') {
      this.#takeFact(line.fact);
    }
  }

  /** What must hold when all callers have gone. */
  finish(): void {
    for (const call of this.calls.values()) {
      if (call.state !== 'gone') this.#say(`call ${call.id} is still ${call.state}`);
      if (call.endings !== 1) this.#say(`call ${call.id} left routing ${call.endings} times`);
    }
    for (const [id, offer] of this.offers) {
      if (!offer.over) this.#say(`offer ${id} to ${offer.agent.id} never ended`);
    }
    for (const agent of this.agents.values()) {
      if (agent.offer !== undefined)
        this.#say(`agent ${agent.id} is stuck in offer ${agent.offer}`);
      if (!['ready', 'signed-out', 'paused'].includes(agent.told)) {
        this.#say(`agent ${agent.id} was last told to be ${agent.told}`);
      }
    }
  }

  #takeFact(fact: Readonly<Record<string, unknown>> & { readonly type: string }): void {
    if (fact.type === 'call-arrived') {
      this.#arrive(fact);
      return;
    }
    if (fact.type === 'switch-lost') this.#switchUp = false;
    if (fact.type === 'switch-restored') this.#switchUp = true;
    if (fact.type === 'agent-left') this.#leave(fact.offer as number);
    const agent = this.agents.get(fact.agent as string);
    if (agent === undefined) return;
    if (fact.type === 'agent-signed-in') {
      agent.signedIn = true;
      agent.paused = false;
    }
    if (fact.type === 'agent-signed-out') agent.signedIn = false;
    if (fact.type === 'agent-paused') agent.paused = true;
    if (fact.type === 'agent-unpaused') agent.paused = false;
    if (fact.type === 'agent-unreachable') agent.unreachable = true;
    if (fact.type === 'agent-reachable') agent.unreachable = false;
    if (fact.type === 'wrap-up-ended') agent.freeAt = this.#at;
  }

  #arrive(fact: Readonly<Record<string, unknown>>): void {
    const id = fact.call as number;
    if (this.calls.has(id)) this.#say(`call ${id} arrives twice`);
    const queue = this.#queues.get(fact.queue as string);
    if (queue === undefined) {
      this.#say(`call ${id} arrives for unknown queue ${fact.queue}`);
      return;
    }
    const joinedAt = this.#at - ((fact.waitedMs as number | undefined) ?? 0);
    this.calls.set(id, {
      id,
      arrival: this.calls.size,
      ownClass: fact.class as string | undefined,
      queue: queue.id,
      class: (fact.class as string | undefined) ?? queue.class,
      agedFrom: joinedAt - ((fact.headStartMs as number | undefined) ?? queue.headStartMs),
      joinedAt,
      step: 0,
      stepAt: this.#at,
      state: 'waiting',
      endings: 0,
      excluded: new Map(),
    });
  }

  #leave(id: number): void {
    const offer = this.offers.get(id);
    if (offer === undefined || offer.over) {
      this.#say(`agent-left of dead offer ${id}`);
      return;
    }
    offer.over = true;
    offer.agent.offer = undefined;
    offer.agent.freeAt = this.#at + (this.#queues.get(offer.queue)?.wrapUpMs ?? 0);
  }

  #takeNotice(notice: readonly [string, ...unknown[]]): void {
    const [name, ...given] = notice;
    switch (name) {
      case 'callQueued':
        this.#queued(given as [number, string, number]);
        break;
      case 'callStepped':
        this.#stepped(given as [number, string, number]);
        break;
      case 'offerCall':
        this.#offered(given as [number, number, string]);
        break;
      case 'offerEnded':
        this.#offerEnded(given as [number, number, string, string, string]);
        break;
      case 'callConnected':
        this.#connected(given as [number, number, string]);
        break;
      case 'callExited':
        this.#exited(given as [number, string, string, number, string | null]);
        break;
      case 'callEnded':
        this.#ended(given[0] as number);
        break;
      case 'agentChanged':
        this.#agentTold(given as [string, string]);
        break;
    }
  }

  #queued([id, queueId, step]: [number, string, number]): void {
    const call = this.calls.get(id);
    if (call === undefined) {
      this.#say(`unknown call ${id} is queued`);
      return;
    }
    if (call.queue !== queueId) {
      call.queue = queueId;
      call.class = call.ownClass ?? this.#queues.get(queueId)?.class ?? '';
      call.joinedAt = this.#at;
    }
    call.state = 'waiting';
    call.step = step;
    call.stepAt = this.#at;
  }

  #stepped([id, , step]: [number, string, number]): void {
    const call = this.calls.get(id);
    if (call === undefined) {
      this.#say(`unknown call ${id} steps`);
      return;
    }
    const length = this.#queues.get(call.queue)?.steps[call.step]?.forMs ?? null;
    const dueAt = length === null ? Number.POSITIVE_INFINITY : call.stepAt + length;
    if (step !== call.step + 1) this.#say(`call ${id} goes from step ${call.step} to ${step}`);
    if (this.#at < dueAt) this.#say(`call ${id} leaves step ${call.step} too early`);
    if (call.state === 'waiting' && this.#at > dueAt + stallMs) {
      this.#say(`call ${id} leaves step ${call.step} ${this.#at - dueAt} ms late`);
    }
    call.step = step;
    call.stepAt = dueAt;
  }

  #offered([id, callId, agentId]: [number, number, string]): void {
    const call = this.calls.get(callId);
    const agent = this.agents.get(agentId);
    if (call === undefined || agent === undefined) {
      this.#say(`offer ${id} of call ${callId} to ${agentId}: one of them is unknown`);
      return;
    }
    const what = `offer ${id} of call ${callId} to ${agentId}`;
    if (this.offers.has(id)) this.#say(`${what}: this number was used before`);
    if (call.state !== 'waiting') this.#say(`${what}: the call is ${call.state}`);
    if (agent.offer !== undefined) this.#say(`${what}: the agent has offer ${agent.offer}`);
    if (!agent.signedIn || agent.paused || agent.unreachable) this.#say(`${what}: not available`);
    if (this.#at < agent.freeAt) this.#say(`${what}: the agent is in wrap-up`);
    if (!this.#eligible(agent.id, call, 0)) {
      this.#say(`${what}: not eligible at step ${call.step} of ${call.queue}`);
    }
    for (const other of this.calls.values()) {
      if (other.state !== 'waiting' || other === call) continue;
      if (this.#before(other, call) && this.#eligible(agent.id, other, lateMs)) {
        this.#say(`${what}: call ${other.id} should have gone first`);
      }
    }
    call.state = 'offered';
    agent.offer = id;
    this.offers.set(id, { call, agent, queue: call.queue, answered: false, over: false });
  }

  #offerEnded([id, , , , result]: [number, number, string, string, string]): void {
    const offer = this.offers.get(id);
    if (offer === undefined || offer.over) {
      this.#say(`offer ${id} ends and is not open`);
      return;
    }
    if (offer.answered) {
      this.#say(`offer ${id} ends twice`);
      return;
    }
    this.results[result] = (this.results[result] ?? 0) + 1;
    offer.answered = result === 'answered';
    if (offer.answered) return;
    offer.over = true;
    offer.agent.offer = undefined;
    if (result === 'unreachable') offer.agent.unreachable = true;
    if (offer.call.state !== 'offered') return;
    offer.call.state = 'waiting';
    const excludeMs = this.#queues.get(offer.queue)?.excludeMs ?? 0;
    offer.call.excluded.set(offer.agent.id, this.#at + excludeMs);
  }

  #connected([callId, id, agentId]: [number, number, string]): void {
    const offer = this.offers.get(id);
    if (offer?.call.id !== callId || offer.agent.id !== agentId || !offer.answered) {
      this.#say(`call ${callId} is connected with ${agentId} without an answered offer`);
      return;
    }
    if (offer.call.state !== 'offered') this.#say(`call ${callId} is connected twice`);
    offer.call.state = 'talking';
  }

  #exited([id, , disposition, , target]: [number, string, string, number, string | null]): void {
    this.dispositions[disposition] = (this.dispositions[disposition] ?? 0) + 1;
    const call = this.calls.get(id);
    if (call === undefined) {
      this.#say(`unknown call ${id} exits`);
      return;
    }
    const queue = this.#policy.targets.find((each) => each.id === target);
    // A move to another queue is not the end of the call.
    if (queue?.keepAge === undefined) call.endings++;
    if (disposition !== 'answered') call.state = 'gone';
  }

  #ended(id: number): void {
    const call = this.calls.get(id);
    if (call !== undefined) call.state = 'gone';
  }

  #agentTold([id, state]: [string, string]): void {
    const agent = this.agents.get(id);
    if (agent === undefined) {
      this.#say(`unknown agent ${id} changes`);
      return;
    }
    agent.told = state;
    // The router pauses who missed a call, and tries unreachable phones again, by itself.
    if (state === 'paused') agent.paused = true;
    if (state === 'ready') agent.unreachable = false;
    if (state === 'ready' && agent.offer !== undefined) this.#say(`agent ${id} ready in an offer`);
    if (state === 'ready' && this.#at < agent.freeAt) this.#say(`agent ${id} ready in wrap-up`);
  }

  /** Nobody who is ready may be left idle while a call waits that they could take. */
  #checkIdle(): void {
    if (!this.#switchUp) return;
    const ready = [...this.agents.values()].filter((agent) => agent.told === 'ready');
    if (ready.length === 0) return;
    for (const call of this.calls.values()) {
      if (call.state !== 'waiting') continue;
      const idle = ready.find((agent) => this.#eligible(agent.id, call, lateMs));
      if (idle !== undefined) this.#say(`agent ${idle.id} is idle while call ${call.id} waits`);
    }
  }

  #before(a: Call, b: Call): boolean {
    const byClass = (this.#classes.get(a.class) ?? 0) - (this.#classes.get(b.class) ?? 0);
    if (byClass !== 0) return byClass < 0;
    if (a.agedFrom !== b.agedFrom) return a.agedFrom < b.agedFrom;
    return a.arrival < b.arrival;
  }

  /** With `grace`: only if it has been so for that long. */
  #eligible(agentId: string, call: Call, grace: number): boolean {
    const agent = this.#people.get(agentId);
    const step = this.#queues.get(call.queue)?.steps[call.step];
    if (agent === undefined || step === undefined) return false;
    if ((call.excluded.get(agentId) ?? Number.NEGATIVE_INFINITY) + grace > this.#at) return false;
    const own = agent.queues.find((each) => each.queue === call.queue);
    if (own !== undefined && call.joinedAt + own.delayMs + grace > this.#at) return false;
    const byTeam = step.teams.some(({ team }) => agent.teams.includes(team));
    if (own === undefined && !step.everybody && !byTeam) return false;
    return step.require.every(({ skill, levelMin }) =>
      agent.skills.some((has) => has.skill === skill && has.level >= levelMin),
    );
  }

  #say(sentence: string): void {
    this.problems.push(`line ${this.#seq}: ${sentence}`);
  }
}
