/** Callers: when they come, what they bring, how long they wait, how they talk. */

import type { CallId, Ms, Policy } from '../../core/index.ts';
import { asPauseReason, asQueueId, asTargetId } from '../../core/index.ts';
import type { Dice } from '../support/dice.ts';
import { escapeKeys, spans } from '../support/random-policy.ts';
import type { Agenda } from './agenda.ts';
import type { Faults } from './faults.ts';
import type { Arrival, Caller, Leg, SwitchModel } from './switch-model.ts';

export interface CallersOptions {
  readonly agenda: Agenda;
  readonly model: SwitchModel;
  readonly faults: Faults;
  readonly dice: Dice;
  readonly calls: number;
  /** The policy as people know it. */
  readonly policy: () => Policy;
}

export class Callers {
  /** Nobody comes any more, and everybody has all the time there is. */
  calm = false;
  readonly #options: CallersOptions;
  readonly #gapMs: Ms;
  readonly #patienceMs: Ms;
  readonly #talkMs: Ms;

  constructor(options: CallersOptions) {
    this.#options = options;
    const { dice } = options;
    this.#gapMs = dice.pick([400, 1_500, 4_000]);
    this.#patienceMs = dice.pick([4_000, 20_000, 90_000]);
    this.#talkMs = dice.pick([1_000, 8_000, 30_000]);
  }

  start(): void {
    this.#comeNext();
  }

  get allHaveCome(): boolean {
    return this.#options.model.entered >= this.#options.calls;
  }

  #comeNext(): void {
    const { agenda, dice } = this.#options;
    if (this.calm || this.allHaveCome) return;
    agenda.after(dice.chance(10) ? 0 : dice.between(1, this.#gapMs * 2), () => {
      if (this.calm) return;
      this.#come();
      this.#comeNext();
    });
  }

  #come(): void {
    const { agenda, model, dice } = this.#options;
    const { id } = model.enter(this.#attributes());
    agenda.after(dice.between(1, this.#patienceMs * 2), () => {
      const caller = model.callers.get(id);
      if (!this.calm && caller?.with === undefined) model.leave(id);
    });
    if (!dice.chance(12)) return;
    agenda.after(dice.between(1, this.#patienceMs), () => {
      if (!this.calm) model.press(id, dice.pick(escapeKeys));
    });
  }

  #attributes(): Omit<Arrival, 'type' | 'call'> {
    const { dice } = this.#options;
    const policy = this.#options.policy();
    const { agents, classes, queues } = policy;
    return {
      queue: dice.chance(1) ? asQueueId('attic') : dice.pick(queues).id,
      ...(dice.chance(20) ? { class: dice.pick(classes) } : {}),
      ...(dice.chance(10) ? { headStartMs: dice.pick(spans) } : {}),
      ...(dice.chance(5) ? { waitedMs: dice.pick(spans) } : {}),
      ...(dice.chance(35) && agents.length > 0 ? { preferred: dice.pick(agents).id } : {}),
      ...(dice.chance(20) ? { preferredWaitMs: dice.chance(30) ? 0 : dice.pick(spans) } : {}),
    };
  }

  /** A phone was answered: just then the caller may have had enough. */
  answered({ call }: Leg): void {
    const { agenda, model, faults } = this.#options;
    if (!faults.strikes('callers-race')) return;
    const ms = faults.dice('callers-race').pick([0, 1, 2, 3, 6, 10]);
    agenda.after(ms, () => model.leave(call));
  }

  /** They talk; then one of them hangs up, or the agent hands the caller on. */
  joined({ id }: Caller, { offer }: Leg): void {
    const { agenda, model, dice } = this.#options;
    const talkMs = this.calm ? 2_000 : this.#talkMs;
    const how = dice.below(100);
    agenda.after(dice.between(1, talkMs * 2), () => {
      const talks = model.callers.get(id)?.with === offer;
      if (!talks) return;
      if (how < 45) model.leave(id);
      else if (how < 90) model.endLeg(offer, 'failed');
      else model.transfer(offer);
    });
    // Whoever is left alone on a line hangs up some time.
    agenda.after(600_000, () => model.endLeg(offer, 'failed'));
  }
}

/** What a supervisor does now and then: a waiting call to be moved, and where to. */
export function moveOf(
  { callers }: SwitchModel,
  policy: Policy,
  dice: Dice,
): { readonly call: CallId; readonly target: Policy['targets'][number]['id'] } | undefined {
  const calls = [...callers.keys()];
  if (calls.length === 0) return undefined;
  const target = dice.chance(5) ? asTargetId('moon') : dice.pick(policy.targets).id;
  return { call: dice.pick(calls), target };
}

/** Why agents pause. */
export const pauseReasons = ['lunch', 'training'].map(asPauseReason);
