/**
 * A seeded storm of callers, phones, commands, cuts and restarts over a world of the contract. The
 * referee watches every fact; at the end everybody goes home and nothing may be left.
 */

import { afterAll, beforeAll, describe, test } from 'vitest';
import type { SwitchFact } from '../../adapters/port.ts';
import { type Chance, createChance } from '../../adapters/simulated/random.ts';
import type { OfferId } from '../../core/routing/ids.ts';
import { talkAtRandom } from './random-talk.ts';
import type { TestRouter } from './router.ts';
import { playRule } from './switch-contract.ts';
import type { ContractCaller, ContractWorld } from './world.ts';

export interface RandomPlay {
  /** Of the first test; each further one adds 1. */
  readonly seed: number;
  readonly tests: number;
  readonly steps: number;
  readonly restarts: boolean;
}

export function describeRandomPlay(
  name: string,
  makeWorld: () => Promise<ContractWorld>,
  play: RandomPlay,
): void {
  describe(`a random play over ${name}`, () => {
    let world: ContractWorld;
    beforeAll(async () => {
      world = await makeWorld();
    });
    afterAll(() => world?.close());
    for (let i = 0; i < play.tests; i++) {
      const seed = play.seed + i;
      test(`keeps every rule that facts can show, seed ${seed}`, async () => {
        await playRule(world, ({ router }) => storm(world, router, play, createChance(seed)));
      });
    }
  });
}

interface Storm {
  readonly world: ContractWorld;
  readonly router: TestRouter;
  readonly chance: Chance;
  readonly callers: ContractCaller[];
  /** Offers to agents whose customers are to be called when they have answered. */
  readonly customers: Set<OfferId>;
  readonly restarts: boolean;
  cut: boolean;
}

async function storm(
  world: ContractWorld,
  router: TestRouter,
  { steps, restarts }: RandomPlay,
  chance: Chance,
): Promise<void> {
  const scene: Storm = {
    ...{ world, router, chance, restarts },
    callers: [],
    customers: new Set(),
    cut: false,
  };
  router.react = (fact) => react(scene, fact);
  for (let i = 0; i < steps; i++) {
    await pickAct(chance)(scene);
    if (chance.happens(0.7)) await world.pass(chance.between(0, 40));
    if (chance.happens(0.03)) await world.pass(chance.between(500, 1_500));
  }
  if (scene.cut) await world.restoreLink();
  await router.until('contact', () => router.port.connected, 30_000);
}

/** A server that does its duty, and now and then changes its mind. */
function react({ world, router, chance, customers }: Storm, fact: SwitchFact): void {
  switch (fact.type) {
    case 'caller-entered':
      if (chance.happens(0.95)) router.hold(fact.call);
      break;
    case 'offer-answered':
      if (chance.happens(0.15)) router.withdraw(fact.offer, 'expired');
      else if (customers.delete(fact.offer)) router.dial(router.ordered(fact.offer), fact);
      else router.connect(fact.offer);
      break;
    case 'customer-answered':
      if (chance.happens(0.85)) {
        router.offer(fact.call, world.phone(chance.between(0, 2)), { offer: fact.offer });
      } else {
        router.withdraw(fact.offer, 'agent-left');
        router.releaseCall(fact.call);
      }
      break;
    case 'customer-failed':
      router.withdraw(fact.offer, 'caller-gone');
      break;
    case 'dial-answered':
      if (chance.happens(0.8)) router.offer(fact.call, world.phone(chance.between(0, 2)));
      else router.releaseCall(fact.call);
      break;
    case 'caller-left':
      for (const offer of router.offersOf(fact.call)) {
        router.withdraw(offer, 'caller-gone');
        router.releaseAgent(offer);
      }
      break;
    case 'agent-left': {
      const call = router.callOf(fact.offer);
      if (call !== undefined && !fact.transferred) router.releaseCall(call);
      break;
    }
    case 'caller-returned':
      if (chance.happens(0.2)) router.releaseCall(fact.call);
      break;
    case 'feature-dialled':
      router.execute({ type: 'answer-feature', feature: fact.feature, media: [] });
      break;
  }
}

/** What people do at the wrong moment their phones refuse; nothing comes of it then. */
const attempt = (doing: Promise<void> | undefined): Promise<void> =>
  doing?.catch(() => {}) ?? Promise.resolve();

type Act = (scene: Storm) => void | Promise<void>;

const acts: readonly (readonly [weight: number, act: Act])[] = [
  [14, enter],
  [6, leave],
  [22, offer],
  [6, changeMind],
  [6, callBack],
  [4, useCustomer],
  [6, dialLead],
  [2, giveUpLead],
  [4, useTrunk],
  [4, announce],
  [3, sendAway],
  [10, usePhone],
  [8, answerPhone],
  [3, pressKey],
  [2, record],
  [30, talkAtRandom],
  [2, breakLink],
  [1, restart],
];
const totalWeight = acts.reduce((sum, [weight]) => sum + weight, 0);

function pickAct(chance: Chance): Act {
  let draw = chance.fraction() * totalWeight;
  for (const [weight, act] of acts) {
    draw -= weight;
    if (draw < 0) return act;
  }
  return enter;
}

async function enter({ world, callers, chance }: Storm): Promise<void> {
  const by = chance.happens(0.8) ? 'number' : 'queue-with-attributes';
  if (callers.length < 12) callers.push(await world.enter({ by, number: '0312345678' }));
}

async function leave({ callers, chance }: Storm): Promise<void> {
  const [caller] = callers.splice(chance.between(0, Math.max(0, callers.length - 1)), 1);
  await attempt(caller?.hangUp());
}

function offer({ world, router, chance }: Storm): void {
  const calls = router.referee.callsHere;
  if (calls.length === 0) return;
  const phone = world.phone(chance.between(0, 2));
  if (chance.happens(0.7)) phone.does(chance.pick(['answer', 'answer', 'wait', 'decline', 'busy']));
  const target = chance.happens(0.95) ? phone : { peer: 'PJSIP/no-such-phone' };
  router.offer(chance.pick(calls), target, { timeoutMs: chance.pick([1_000, 5_000, 30_000]) });
}

function callBack({ world, router, chance, customers }: Storm): void {
  world.customer.does(chance.pick(['answer', 'wait', 'decline', 'busy']));
  const call = router.callback();
  if (chance.happens(0.5)) {
    router.dial(call, { timeoutMs: chance.pick([1_000, 5_000]) });
    return;
  }
  const phone = world.phone(chance.between(0, 2));
  if (chance.happens(0.8)) phone.does('answer');
  customers.add(router.offer(call, phone, { callback: true }));
}

async function useCustomer({ world: { customer }, chance }: Storm): Promise<void> {
  if (customer.state === 'ringing') {
    await attempt(chance.happens(0.7) ? customer.answer() : customer.decline());
  } else if (customer.state === 'talking') await attempt(customer.hangUp());
}

function dialLead({ world, router, chance }: Storm): void {
  world.trunk.does(chance.pick(['answer', 'answer', 'wait', 'decline', 'busy']));
  const call = router.callback();
  const order = { timeoutMs: chance.pick([1_000, 5_000]), listen: chance.happens(0.5) };
  const { endpoint } = chance.happens(0.8) ? world.trunk : world.customer;
  router.dialLead(call, { ...order, endpoint: chance.happens(0.95) ? endpoint : 'PJSIP/1@none' });
  if (chance.happens(0.05)) router.undial(call);
}

function giveUpLead({ router, chance }: Storm): void {
  const calls = router.referee.dialsOpen;
  if (calls.length > 0) router.undial(chance.pick(calls));
}

async function useTrunk({ world: { trunk }, chance }: Storm): Promise<void> {
  if (chance.happens(0.4)) trunk.speaks(chance.happens(0.5));
  if (trunk.state === 'ringing') {
    await attempt(chance.happens(0.7) ? trunk.answer() : trunk.decline());
  } else if (trunk.state === 'talking') await attempt(trunk.hangUp());
}

function changeMind({ router, chance }: Storm): void {
  const offers = router.referee.offersOpen;
  if (offers.length === 0) return;
  const some = chance.pick(offers);
  if (chance.happens(0.3)) router.execute({ type: 'decline', offer: some });
  else if (chance.happens(0.7))
    router.withdraw(some, chance.pick(['moved', 'expired', 'agent-left']));
  else router.releaseAgent(some);
}

function announce({ world, router, chance }: Storm): void {
  const calls = router.referee.callsHere;
  if (calls.length === 0) return;
  const media = chance.pick([[world.sounds.short], [world.sounds.long], ['sound:missing-sound']]);
  router.execute({ type: 'announce', call: chance.pick(calls), media });
}

function sendAway({ world, router, chance }: Storm): void {
  const calls = router.referee.callsHere;
  if (calls.length === 0) return;
  const call = chance.pick(calls);
  switch (chance.between(0, 3)) {
    case 0:
      router.send(call, { kind: 'dialplan' });
      break;
    case 1:
      router.send(call, { kind: 'extension', ...world.place });
      break;
    case 2:
      router.send(call, { kind: 'announcement', media: [world.sounds.short] });
      break;
    default:
      router.send(call, { kind: 'hang-up' });
  }
}

async function answerPhone({ world, chance }: Storm): Promise<void> {
  const phone = world.phone(chance.between(0, 2));
  if (phone.state !== 'ringing') return;
  if (chance.happens(0.7)) await attempt(phone.answer());
  else await attempt(phone.decline());
}

async function usePhone({ world, chance }: Storm): Promise<void> {
  const phone = world.phone(chance.between(0, 2));
  if (phone.state !== 'talking') return;
  switch (chance.between(0, 4)) {
    case 0:
      await attempt(phone.hold(chance.happens(0.5)));
      break;
    case 1:
      await attempt(phone.transferBlind(chance.happens(0.8) ? 'somebody' : 'nobody'));
      break;
    default:
      await attempt(phone.hangUp());
  }
}

async function pressKey({ callers, chance }: Storm): Promise<void> {
  if (callers.length > 0) await attempt(chance.pick(callers).press('1'));
}

function record({ router, chance }: Storm): void {
  const offers: readonly OfferId[] = router.referee.offersOpen;
  if (offers.length === 0) return;
  const action = chance.pick(['pause', 'resume', 'stop'] as const);
  router.execute({ type: 'recording', offer: chance.pick(offers), action });
}

async function breakLink(scene: Storm): Promise<void> {
  if (scene.cut) await scene.world.restoreLink();
  else await scene.world.cutLink();
  scene.cut = !scene.cut;
}

async function restart({ world, callers, restarts, cut, chance }: Storm): Promise<void> {
  if (!restarts || cut || !chance.happens(0.4)) return;
  callers.length = 0;
  await world.restart();
}
