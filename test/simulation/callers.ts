/** Callers: when they come, what they bring, how long they wait, how they talk. */

import type { CallId, Ms, Policy, RouterEvent } from '../../core/index.ts';
import { asQueueId, asTargetId } from '../../core/index.ts';
import type { Dice } from '../support/dice.ts';
import { ownSkills, wish as wishOf } from '../support/random-callers.ts';
import { escapeKeys, queueNames, spans } from '../support/random-policy.ts';
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
  /** The server's line to the router's process. */
  readonly post: (event: RouterEvent) => void;
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
    const { agenda, model, dice, post } = this.#options;
    if (dice.chance(4)) {
      // Asked for by a form on a page: there is no caller yet.
      const callback = model.mintCallback();
      model.entered += 1;
      post({ ...this.#attributes(), type: 'call-arrived', call: callback, callback: wishOf(dice) });
      this.#mayCallOff(callback);
      return;
    }
    const { id } = model.enter(this.#attributes());
    agenda.after(dice.between(1, this.#patienceMs * 2), () => {
      const caller = model.callers.get(id);
      if (!this.calm && caller?.with === undefined) model.leave(id);
    });
    const wish = dice.below(100);
    if (wish >= 25) return;
    agenda.after(dice.between(1, this.#patienceMs), () => {
      if (this.calm) return;
      if (wish < 12) model.press(id, dice.pick(escapeKeys));
      else this.#wantCallback(id);
    });
  }

  /** The caller hangs up, and is to be called back. */
  #wantCallback(call: CallId): void {
    const { model, dice, policy, post } = this.#options;
    if (model.callers.get(call)?.with !== undefined) return;
    const target = dice.chance(60) ? { target: dice.pick(policy().targets).id } : {};
    const callback = model.mintCallback();
    post({ type: 'callback-requested', call, callback, ...wishOf(dice), ...target });
    this.#mayCallOff(callback);
  }

  /** Now and then somebody calls a callback off. */
  #mayCallOff(callback: CallId): void {
    const { agenda, model, dice, post } = this.#options;
    if (!dice.chance(15)) return;
    agenda.after(dice.between(1, 30_000), () => {
      if (!this.calm && !model.callers.has(callback)) post({ type: 'caller-left', call: callback });
    });
  }

  #attributes(): Omit<Arrival, 'type' | 'call'> {
    const { dice } = this.#options;
    const policy = this.#options.policy();
    const { agents, classes, queues } = policy;
    const exclude = dice.some(agents, 25).map((agent) => agent.id);
    return {
      queue: dice.chance(1) ? asQueueId('attic') : dice.pick(queues).id,
      ...(dice.chance(20) ? { class: dice.pick(classes) } : {}),
      ...(dice.chance(10) ? { headStartMs: dice.pick(spans) } : {}),
      ...(dice.chance(5) ? { waitedMs: dice.pick(spans) } : {}),
      ...(dice.chance(35) && agents.length > 0 ? { preferred: dice.pick(agents).id } : {}),
      ...(dice.chance(20) ? { preferredWaitMs: dice.chance(30) ? 0 : dice.pick(spans) } : {}),
      ...(dice.chance(25) ? { also: dice.some(queueNames, 50) } : {}),
      ...(dice.chance(15) ? { skills: ownSkills(dice) } : {}),
      ...(dice.chance(8) ? { exclude } : {}),
      ...(dice.chance(8) ? { resumedMs: dice.pick(spans) } : {}),
    };
  }

  /** A phone was answered: just then the caller may have had enough. */
  answered({ call }: Leg): void {
    const { agenda, model, faults } = this.#options;
    if (!faults.strikes('callers-race')) return;
    const ms = faults.dice('callers-race').pick([0, 1, 2, 3, 6, 10]);
    agenda.after(ms, () => model.leave(call));
  }

  customerPlan(): { readonly answers: boolean; readonly afterMs: Ms } {
    const { dice } = this.#options;
    if (this.calm) return { answers: true, afterMs: dice.between(50, 400) };
    return { answers: dice.chance(65), afterMs: dice.between(1, dice.pick([800, 4_000, 15_000])) };
  }

  /** A customer who has answered waits for the agent, though not for ever. */
  customerWaits({ id }: Caller): void {
    const { agenda, model, dice } = this.#options;
    agenda.after(dice.between(1, 30_000), () => {
      if (!this.calm && model.callers.get(id)?.with === undefined) model.leave(id);
    });
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

/** What a supervisor or a program does now and then to a waiting call. */
export function changeOf(
  { callers }: SwitchModel,
  policy: Policy,
  dice: Dice,
): RouterEvent | undefined {
  const calls = [...callers.keys()];
  if (calls.length === 0) return undefined;
  const call = dice.pick(calls);
  if (dice.chance(40)) {
    const target = dice.chance(5) ? asTargetId('moon') : dice.pick(policy.targets).id;
    return { type: 'call-moved', call, target };
  }
  return {
    type: 'call-changed',
    call,
    ...(dice.chance(40) ? { class: dice.pick(policy.classes) } : {}),
    ...(dice.chance(40) ? { addAgeMs: dice.pick(spans) * dice.pick([1, -1]) } : {}),
    ...(dice.chance(40) ? { skills: ownSkills(dice) } : {}),
  };
}
