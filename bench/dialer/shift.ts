/**
 * One shift: a dialer calls people on the simulated switch; those who answer are calls of the real
 * router, in a queue that gives up after two seconds, and any of its agents may take one.
 */

import { createManualClock, type ManualClock } from '../../adapters/clock.ts';
import type { PbxEvent, PhonePlan } from '../../adapters/simulated/model.ts';
import { originate } from '../../adapters/simulated/originate.ts';
import { type Chance, createChance } from '../../adapters/simulated/random.ts';
import { createSimulatedSwitch, type SimulatedSwitch } from '../../adapters/simulated/switch.ts';
import type { CommandRecord } from '../../core/routing/commands.ts';
import { type AgentId, asAgentId } from '../../core/routing/ids.ts';
import type { AgentState } from '../../core/routing/outcomes.ts';
import { policyOf } from '../../test/support/policy-builder.ts';
import { DialerDesk } from './desk.ts';
import { ShiftLog } from './log.ts';
import type { Pacer, ShiftView } from './pacer.ts';
import { attempt, RING_MS, type ShiftPlan, talkMs, wrapUpMs } from './plan.ts';

/** Tuesday, 9:00. */
const START = Date.UTC(2026, 10, 24, 9, 0, 0);
const DECIDE_MS = 500;
/** An agent's phone answers by itself: from the request to the first ring, and to the answer. */
const RINGS_MS = 20;
const ANSWERS_MS = 100;
const HOUR_MS = 3_600_000;

/** An attempt under way. */
interface Flight {
  readonly dialledAt: number;
  readonly riskMax: number;
}

interface AgentNow {
  state: AgentState;
  since: number;
}

const policyFor = (agents: number) =>
  policyOf({
    agents: Object.fromEntries(Array.from({ length: agents }, (_, i) => [`a${i}`, {}])),
    queues: {
      campaign: {
        ring: '10s',
        // Agents say themselves when they have finished.
        wrapUp: '1h',
        tooLong: { after: '2s', go: 'voicemail' },
      },
    },
  });

class Shift {
  readonly log: ShiftLog;
  readonly #plan: ShiftPlan;
  readonly #pacer: Pacer;
  readonly #clock: ManualClock = createManualClock(START);
  readonly #chance: Chance;
  readonly #port: SimulatedSwitch;
  readonly #desk: DialerDesk;
  readonly #flights = new Map<string, Flight>();
  /** Attempts that were answered, until the router knows of them. */
  readonly #answeredAt = new Map<string, Flight & { readonly answeredAt: number }>();
  /** People who have answered: the risk they were dialled at, and their channels. */
  readonly #risks = new Map<number, number>();
  readonly #channels = new Map<number, string>();
  readonly #waiting = new Set<number>();
  readonly #agents = new Map<AgentId, AgentNow>();
  #attempts = 0;

  constructor(plan: ShiftPlan, pacer: Pacer, seed: number) {
    this.#plan = plan;
    this.#pacer = pacer;
    this.#chance = createChance(seed);
    this.log = new ShiftLog(START, plan.agents, plan.hours * HOUR_MS);
    this.#port = createSimulatedSwitch({ clock: this.#clock, seed });
    this.#desk = new DialerDesk({
      port: this.#port,
      clock: this.#clock,
      policy: policyFor(plan.agents),
      onRecord: (record) => this.#onRecord(record),
      onEntered: (call, channel) => this.#entered(call, channel),
    });
  }

  async run(onHour: (hour: number) => void): Promise<void> {
    const { pbx } = this.#port.world;
    pbx.outside = () => this.#person();
    pbx.witnesses.add((event) => this.#witness(event));
    await this.#desk.start();
    for (let i = 0; i < this.#plan.agents; i++) this.#signIn(`a${i}`);
    this.#decideFor(START + this.#plan.hours * HOUR_MS);
    for (let hour = 1; hour <= Math.ceil(this.#plan.hours); hour++) {
      const end = START + Math.min(hour, this.#plan.hours) * HOUR_MS;
      this.#clock.advance(end - this.#clock.now());
      onHour(hour);
    }
    this.log.close(this.#clock.now());
    // The last who answered are still told apart: served, or not.
    this.#clock.advance(RING_MS + 10_000);
    await this.#port.stop();
  }

  #signIn(name: string): void {
    const agent = asAgentId(name);
    this.#port.world.phone(`PJSIP/${name}`).plan({ does: 'answer', afterMs: ANSWERS_MS }, RINGS_MS);
    this.#agents.set(agent, { state: 'signed-out', since: this.#clock.now() });
    this.#desk.post({ type: 'agent-signed-in', agent });
  }

  #decideFor(until: number): void {
    const now = this.#clock.now();
    if (now >= until) return;
    const { dial, riskMax } = this.#pacer.decide(this.#view());
    for (let i = 0; i < dial; i++) this.#dial(riskMax);
    this.#clock.setTimer(DECIDE_MS, () => this.#decideFor(until));
  }

  #view(): ShiftView {
    const now = this.#clock.now();
    const busy: ShiftView['busy'][number][] = [];
    let idle = 0;
    for (const { state, since } of this.#agents.values()) {
      if (state === 'ready') idle++;
      else busy.push({ phase: state === 'wrap-up' ? state : 'talking', forMs: now - since });
    }
    const flying = Array.from(this.#flights.values(), ({ dialledAt }) => ({
      ...{ class: 0, forMs: now - dialledAt },
    }));
    const { answered, abandoned } = this.log;
    // Who has answered and is not yet known to the router waits too.
    const waiting = this.#waiting.size + this.#answeredAt.size;
    return { now, idle, busy, flying, waiting, answered, abandoned };
  }

  /** Calls the next person on an endless list. */
  #dial(riskMax: number): void {
    const { pbx } = this.#port.world;
    const number = 10_000_000_000 + this.#attempts++;
    const id = `attempt-${number}`;
    this.#flights.set(id, { dialledAt: this.#clock.now(), riskMax });
    this.log.dialled++;
    const { status, message } = originate(pbx, {
      ...{ id, endpoint: `Local/${number}@trunk/n`, app: 'tsunagi', args: ['queue', 'campaign'] },
      timeoutMs: RING_MS,
      caller: { name: '', number: '0312340000' },
    });
    if (status >= 300) throw new Error(message);
  }

  /** What the person who is called does. */
  #person(): PhonePlan {
    const at = this.#clock.now() - START;
    const { ends, afterMs } = attempt(this.#chance, this.#plan.answerRate(at));
    if (ends === 'unanswered') return { does: 'ring' };
    return { does: ends === 'answered' ? 'answer' : 'decline', afterMs };
  }

  #witness(event: PbxEvent): void {
    if (event.type === 'StasisStart') this.#landed(event.channel.id, true);
    if (event.type !== 'ChannelDestroyed') return;
    this.#landed(event.channel.id, false);
    if (event.channel.id.startsWith('attempt-')) {
      this.#port.world.pbx.phones.delete(event.channel.peer);
    }
  }

  #landed(id: string, answered: boolean): void {
    const flight = this.#flights.get(id);
    if (!flight) return;
    this.#flights.delete(id);
    const now = this.#clock.now();
    this.#pacer.attemptEnded?.(now, answered, now - flight.dialledAt);
    if (answered) this.#answeredAt.set(id, { ...flight, answeredAt: now });
  }

  #entered(call: number, channel: string): void {
    const flight = this.#answeredAt.get(channel);
    if (!flight) throw new Error(`nobody dialled ${channel}`);
    this.#answeredAt.delete(channel);
    this.#risks.set(call, flight.riskMax);
    this.#channels.set(call, channel);
    this.log.enter(call, flight.answeredAt);
    this.#waiting.add(call);
  }

  #onRecord(record: CommandRecord): void {
    switch (record[0]) {
      case 'offerCall':
        this.#waiting.delete(record[2]);
        return;
      case 'callConnected':
        this.#connected(record[1]);
        return;
      case 'callExited':
        if (record[3] !== 'answered') this.#resolve(record[1], true);
        return;
      case 'callEnded':
        this.#channels.delete(record[1]);
        return;
      case 'agentChanged':
        this.#agentChanged(record[1], record[2]);
    }
  }

  #connected(call: number): void {
    this.#resolve(call, false);
    const channel = this.#channels.get(call) ?? '';
    this.#clock.setTimer(talkMs(this.#chance), () => this.#port.world.hangUp(channel));
  }

  #resolve(call: number, abandoned: boolean): void {
    this.#waiting.delete(call);
    const now = this.#clock.now();
    this.log.resolve(call, now, abandoned);
    this.#pacer.resolved?.(now, abandoned, this.#risks.get(call) ?? 0);
    this.#risks.delete(call);
  }

  #agentChanged(agent: AgentId, state: AgentState): void {
    const now = this.#clock.now();
    const before = this.#agents.get(agent);
    if (!before || before.state === state) return;
    // From the offer on the agent is taken: one conversation, not three phases.
    const taken = (of: AgentState): boolean => of === 'offered' || of === 'talking';
    const since = taken(before.state) && taken(state) ? before.since : now;
    if (taken(before.state) && !taken(state)) this.#pacer.talkEnded?.(now - before.since);
    if (before.state === 'wrap-up') this.#pacer.wrapUpEnded?.(now - before.since);
    this.#agents.set(agent, { state, since });
    this.log.agentChanged(now, before.state, state);
    if (state === 'wrap-up') {
      const done = () => this.#desk.post({ type: 'wrap-up-ended', agent });
      this.#clock.setTimer(wrapUpMs(this.#chance), done);
    }
  }
}

/** Plays the shift. The same plan, pacer and seed give the same log. */
export async function runShift(
  plan: ShiftPlan,
  pacer: Pacer,
  seed: number,
  onHour: (hour: number) => void = () => {},
): Promise<ShiftLog> {
  const shift = new Shift(plan, pacer, seed);
  await shift.run(onHour);
  return shift.log;
}
