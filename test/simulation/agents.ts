/** Agents at their desks and phones: when they work, how they answer, what else they do. */

import type { AgentId, CommandRecord, Ms, RouterEvent } from '../../core/index.ts';
import { asPauseReason } from '../../core/index.ts';
import type { Dice } from '../support/dice.ts';
import type { Agenda } from './agenda.ts';
import type { Leg, PhonePlan, SwitchModel } from './switch-model.ts';

export interface AgentsOptions {
  readonly agenda: Agenda;
  readonly model: SwitchModel;
  readonly dice: Dice;
  readonly agents: readonly AgentId[];
  /** The desk's line to the router's process. */
  readonly post: (event: RouterEvent) => void;
}

const pauseReasons = ['lunch', 'training'].map(asPauseReason);

export class Agents {
  /** Everybody works, answers at once, and comes back at once. */
  calm = false;
  readonly #options: AgentsOptions;
  readonly #answersIn: number;
  readonly #restlessMs: Ms;

  constructor(options: AgentsOptions) {
    this.#options = options;
    this.#answersIn = options.dice.pick([50, 80, 95]);
    this.#restlessMs = options.dice.pick([8_000, 30_000, 120_000]);
  }

  start(): void {
    const { agenda, dice, agents, post } = this.#options;
    for (const agent of agents) {
      agenda.after(dice.chance(60) ? 0 : dice.between(1, 10_000), () => {
        post({ type: 'agent-signed-in', agent });
        this.#restless(agent);
      });
    }
  }

  /** From now on everybody is at work, and stays. */
  settle(): void {
    const { agents, model, post } = this.#options;
    this.calm = true;
    for (const agent of agents) {
      model.register(agent, true);
      model.callElsewhere(agent, false);
      post({ type: 'agent-signed-in', agent });
      post({ type: 'agent-unpaused', agent });
    }
  }

  planOf(_leg: Leg): PhonePlan {
    const { dice } = this.#options;
    if (this.calm) return { ringsAfterMs: 20, does: 'answers', afterMs: dice.between(50, 400) };
    const ringsAfterMs = dice.chance(92) ? dice.between(1, 300) : dice.between(1, 20_000);
    const afterMs = dice.between(1, dice.pick([500, 4_000, 15_000]));
    if (dice.chance(this.#answersIn)) return { ringsAfterMs, does: 'answers', afterMs };
    return { ringsAfterMs, does: dice.pick(['declines', 'rings on', 'fails']), afterMs };
  }

  /** The desk shows what the router says of its agent. */
  told([name, agent, state, reason]: CommandRecord): void {
    if (name !== 'agentChanged') return;
    const { agenda, dice, post } = this.#options;
    const soonMs = this.calm ? 500 : 20_000;
    if (state === 'wrap-up' && (this.calm || dice.chance(50))) {
      agenda.after(dice.between(1, soonMs), () => post({ type: 'wrap-up-ended', agent }));
    }
    if (state === 'paused' && (this.calm || reason === 'no-answer')) {
      agenda.after(dice.between(1, soonMs), () => post({ type: 'agent-unpaused', agent }));
    }
    if (state === 'signed-out' && this.calm) {
      agenda.after(dice.between(1, soonMs), () => post({ type: 'agent-signed-in', agent }));
    }
  }

  /** Now and then an agent does something else for a while. */
  #restless(agent: AgentId): void {
    const { agenda, dice } = this.#options;
    agenda.after(dice.between(1, this.#restlessMs * 2), () => {
      if (this.calm) return;
      this.#interlude(agent, dice.between(1, 15_000));
      this.#restless(agent);
    });
  }

  #interlude(agent: AgentId, forMs: Ms): void {
    const { model, dice, post } = this.#options;
    const kind = dice.below(100);
    const repeat = dice.chance(10) ? 2 : 1;
    if (kind < 35) {
      const reason = dice.pick(pauseReasons);
      for (let i = 0; i < repeat; i++) post({ type: 'agent-paused', agent, reason });
      this.#later(forMs, () => post({ type: 'agent-unpaused', agent }));
    } else if (kind < 60) {
      for (let i = 0; i < repeat; i++) post({ type: 'agent-signed-out', agent });
      this.#later(forMs, () => post({ type: 'agent-signed-in', agent }));
    } else if (kind < 80) {
      model.register(agent, false);
      this.#later(forMs, () => model.register(agent, true));
    } else {
      model.callElsewhere(agent, true);
      this.#later(forMs, () => model.callElsewhere(agent, false));
    }
  }

  /** Unless everybody has come back already. */
  #later(ms: Ms, run: () => void): void {
    this.#options.agenda.after(ms, () => {
      if (!this.calm) run();
    });
  }
}
