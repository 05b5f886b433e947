/**
 * One seed: a world of callers, agents and a switch around the router; first with faults, then
 * without them, when everything must come to its end.
 */

import type { AgentId, CommandRecord, Ms, Policy, RouterEvent } from '../../core/index.ts';
import { commandNames, NEVER } from '../../core/index.ts';
import type { Start } from '../support/contenders.ts';
import type { Dice } from '../support/dice.ts';
import {
  agentNames,
  changedPolicy,
  hoursNames,
  randomLimits,
  randomPolicy,
} from '../support/random-policy.ts';
import { Agenda } from './agenda.ts';
import { Agents } from './agents.ts';
import { Callers, changeOf } from './callers.ts';
import { diceFor, type FaultName, type FaultPlan, Faults } from './faults.ts';
import { Finding } from './finding.ts';
import { Host } from './host.ts';
import { Line } from './line.ts';
import { SwitchModel } from './switch-model.ts';
import { Trial, type TrialOptions } from './trial.ts';

export interface SimulationOptions extends TrialOptions {
  readonly seed: number;
  readonly calls: number;
  readonly plan: FaultPlan;
}

/** Simulated time begins here. */
const startAt: Ms = 1_000_000;
/** Every call that somebody may take is taken within this time after the last fault, for each. */
const serveMs: Ms = 15_000;
const lookMs: Ms = 25_000;
/** When all callers have gone, nothing may be left after this time. */
const clearMs: Ms = 120_000;

export class Simulation {
  readonly trial: Trial;
  readonly faults: Faults;
  readonly model: SwitchModel;
  readonly #agenda = new Agenda(startAt);
  readonly #host: Host;
  readonly #line: Line;
  readonly #callers: Callers;
  readonly #agents: Agents;
  readonly #dice: Dice;
  readonly #names: readonly AgentId[];
  readonly #serveMs: Ms;
  /** Queues let most callers in and keep them: many talk. Else policies are as they come. */
  readonly #easy: boolean;
  /** The policy people know; the router may be a reload behind. */
  #policy: Policy;

  constructor(options: SimulationOptions) {
    const { seed, calls, plan } = options;
    const dice = diceFor(seed, 'start');
    const agenda = this.#agenda;
    this.#names = agentNames.slice(0, dice.pick([2, 4, 8]));
    this.#easy = dice.chance(70);
    this.#policy = this.#passable(randomPolicy(dice, this.#names.length));
    this.#dice = diceFor(seed, 'supervisor');
    this.#serveMs = serveMs * Math.max(40, calls);
    this.trial = new Trial(startOf(dice, this.#policy), options);
    this.faults = new Faults(seed, plan);
    this.model = new SwitchModel(agenda);
    this.#host = new Host(agenda, this.faults, this.trial, {
      onRecords: (records) => this.#heard(records),
      onRefused: ({ call }) => this.#line.refuse(call),
      onCustomer: (offer, expected) => this.#line.customerIs(offer, expected),
    });
    this.#line = new Line(agenda, this.faults, this.model, this.#host, diceFor(seed, 'line'));
    const { model, faults } = this;
    const policy = () => this.#policy;
    const ofCallers = diceFor(seed, 'callers');
    const post = (event: RouterEvent) => this.#host.post(event);
    this.#callers = new Callers({ agenda, model, faults, dice: ofCallers, calls, policy, post });
    this.#agents = new Agents({
      agenda,
      model,
      dice: diceFor(seed, 'agents'),
      agents: this.#names,
      post,
    });
    model.people = {
      planOf: (leg) => this.#agents.planOf(leg),
      answered: (leg) => this.#callers.answered(leg),
      customerPlan: () => this.#callers.customerPlan(),
      customerWaits: (caller) => this.#callers.customerWaits(caller),
      joined: (caller, leg) => this.#callers.joined(caller, leg),
    };
  }

  /** Simulated time that has passed. */
  get elapsedMs(): Ms {
    return this.#agenda.now - startAt;
  }

  /** Throws a `Finding`. */
  run(): void {
    this.#safety();
    this.#liveness();
    this.trial.close();
  }

  /** Faults are on: whatever happens, nothing wrong may be done. */
  #safety(): void {
    this.#occasion('switch-lost', (dice) => this.#line.lose(dice.between(1, 20_000)));
    this.#occasion('switch-crashed', (dice) => {
      this.model.crash();
      this.#line.lose(dice.between(1, 10_000));
    });
    this.#occasion('policy-replaced', (dice) => {
      this.#policy = this.#passable(changedPolicy(dice, this.#policy, this.#names.length));
      this.#host.post({ type: 'policy-replaced', policy: this.#policy });
    });
    this.#occasion('hours-changed', (dice) => {
      const [hours, open] = [dice.pick(hoursNames), dice.chance(60)];
      this.#host.post({ type: 'hours-changed', hours, open });
    });
    this.#occasion('loop-stalled', (dice) => this.#host.stall(dice.between(1_000, 5_000)));
    this.#occasion('router-killed', (dice) => this.#kill(dice));
    this.#supervise();
    this.#agents.start();
    this.#callers.start();
    this.#agenda.runUntil(NEVER, () => this.#callers.allHaveCome);
    this.#agenda.runUntil(this.#agenda.now + this.#dice.between(1, 30_000));
  }

  /** The model of the switch has no far ends: links are met in duels, and on real switches. */
  #passable({ site: _site, links: _links, ...drawn }: Policy): Policy {
    const targets = drawn.targets.map(({ links: _, otherwise: __, ...target }) => target);
    const policy = { ...drawn, targets };
    if (!this.#easy) return policy;
    const queues = policy.queues.map((queue) => {
      const { full: _full, nobody: _nobody, ...exits } = queue.exits;
      return { ...queue, exits };
    });
    return { ...policy, queues, hours: policy.hours.map(({ id }) => ({ id, open: true })) };
  }

  #occasion(name: FaultName, happen: (dice: Dice) => void): void {
    const pause = this.faults.pause(name);
    if (pause === undefined) return;
    this.#agenda.after(pause, () => {
      if (this.faults.calm) return;
      this.faults.count(name);
      happen(this.faults.dice(name));
      this.#occasion(name, happen);
    });
  }

  #supervise(): void {
    this.#agenda.after(this.#dice.between(1, 40_000), () => {
      if (this.faults.calm) return;
      const change = changeOf(this.model, this.#policy, this.#dice);
      if (change) this.#host.post(change);
      this.#supervise();
    });
  }

  #kill(dice: Dice): void {
    if (!this.#host.alive) return;
    this.#host.kill();
    this.#line.die();
    const lost = this.faults.strikes('journal-cut') ? dice.between(1, 12) : 0;
    this.#agenda.after(dice.between(10, 8_000), () => this.#start(lost));
  }

  /** A server reads its configuration, then looks for the switch. */
  #start(lost: number): void {
    if (this.#host.alive) return;
    this.#host.start(lost);
    if (lost > 0) this.#host.post({ type: 'policy-replaced', policy: this.#policy });
    this.#line.restore();
  }

  #heard(records: readonly CommandRecord[]): void {
    for (const record of records) {
      if (asked.has(record[0])) this.#line.send(record);
      else this.#agents.told(record);
    }
  }

  /** Faults are off: within bounded time every call is served that can be, then all is empty. */
  #liveness(): void {
    const agenda = this.#agenda;
    this.faults.calm = true;
    this.#callers.calm = true;
    agenda.runUntil(agenda.now + 10_000);
    this.#start(0);
    this.#line.lose(100);
    agenda.runUntil(agenda.now + 1_000);
    for (const hours of hoursNames) this.#host.post({ type: 'hours-changed', hours, open: true });
    this.#agents.settle();
    this.#serve();
    this.#judge('nobody comes for call', this.trial.observer.servable(4 * lookMs));
    agenda.runUntil(agenda.now + clearMs);
    this.#judge('is not ready, with every fault over:', this.#unready());
    for (const call of [...this.model.callers.keys()]) this.model.leave(call);
    agenda.runUntil(agenda.now + clearMs);
    this.#judge('is left:', this.#leftovers());
  }

  /** Until all callers have gone, or nobody may take those who are left, two looks running. */
  #serve(): void {
    const agenda = this.#agenda;
    const end = agenda.now + this.#serveMs;
    for (let quiet = 0; agenda.now < end && quiet < 2 && this.model.callers.size > 0; ) {
      agenda.runUntil(agenda.now + lookMs);
      const { observer } = this.trial;
      quiet = observer.servable(0).length === 0 && !observer.talks ? quiet + 1 : 0;
    }
  }

  #judge(what: string, found: readonly unknown[]): void {
    if (found.length > 0)
      throw new Finding(
        'liveness',
        found.map((one) => `${what} ${one}`),
      );
  }

  /** Agents of the policy who are not ready although nothing keeps them. */
  #unready(): string[] {
    const { books } = this.trial.observer;
    return books.policy.agents
      .map(({ id }) => ({ id, state: books.agents.get(id)?.told ?? 'signed-out' }))
      .filter(({ state }) => state !== 'ready')
      .map(({ id, state }) => `${id}, ${state}`);
  }

  #leftovers(): string[] {
    const { calls, offers, agents } = this.trial.snapshot();
    const { books, arrived } = this.trial.observer;
    const left = [
      ...[...this.model.callers.keys()].map((id) => `the channel of call ${id}`),
      ...[...this.model.legs.keys()].map((id) => `the leg of offer ${id}`),
      ...[...this.model.diallings.keys()].map((id) => `the customer of offer ${id}, who is called`),
      ...calls.map(({ id, state }) => `call ${id}, ${state}, in the router`),
      ...offers.map(({ id, state }) => `offer ${id}, ${state}, in the router`),
      ...agents.filter((a) => a.activity !== 'idle').map((a) => `${a.id}, ${a.activity}`),
      ...[...books.calls.keys()].map((id) => `call ${id} in the observer's books`),
      ...[...books.offers.keys()].map((id) => `offer ${id} in the observer's books`),
    ];
    if (this.trial.nextDeadline !== NEVER) left.push(`a deadline at ${this.trial.nextDeadline}`);
    if (arrived !== books.endings) left.push(`${arrived} arrivals, ${books.endings} ends`);
    return left;
  }
}

const asked: ReadonlySet<string> = new Set(commandNames);

function startOf(dice: Dice, policy: Policy): Start {
  return { policy, limits: randomLimits(dice), routerSeed: dice.below(3), decisionsKept: 16 };
}

/** More than any run makes offers. */
const idsSkipped = 1_000;

export interface RunOptions extends Pick<TrialOptions, 'besideReference' | 'wrap'> {
  readonly seed: number;
  readonly calls: number;
  readonly plan: FaultPlan;
}

export interface Run {
  readonly options: RunOptions;
  /** The first of the two runs, however far it came. */
  readonly first: Simulation;
  readonly finding: Finding | undefined;
}

/**
 * A seed, run twice: the second time split, and compared with the first. The reference router can
 * neither lose lines of a journal nor leave out ids: beside it none are lost.
 */
export function simulate(options: RunOptions): Run {
  const { seed, besideReference = false } = options;
  const { 'journal-cut': _, ...uncut } = options.plan;
  const common = {
    ...options,
    plan: besideReference ? uncut : options.plan,
    idsSkipped: besideReference ? 0 : idsSkipped,
  };
  const first = new Simulation(common);
  const split = diceFor(seed, 'split');
  const second = { ...common, besideReference: false, expected: first.trial, split };
  try {
    first.run();
    new Simulation(second).run();
    return { options, first, finding: undefined };
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    return { options, first, finding: error };
  }
}
