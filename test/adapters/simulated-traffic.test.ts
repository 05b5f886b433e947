/** The people of the simulated world: all that a centre sees happens; a seed brings it again. */

import { expect, test } from 'vitest';
import { createManualClock } from '../../adapters/clock.ts';
import type { SwitchFact } from '../../adapters/port.ts';
import { createSimulatedSwitch } from '../../adapters/simulated/switch.ts';
import type { EntrySite, Site } from '../../config/site.ts';
import {
  asAgentId,
  asCallId,
  asOfferId,
  asPauseReason,
  asQueueId,
  type CallId,
  type OfferId,
} from '../../core/routing/ids.ts';

const name = { en: 'x', ja: 'x' };
const site: Pick<Site, 'agents' | 'entries' | 'queues' | 'targets' | 'pauseReasons'> = {
  agents: Array.from({ length: 6 }, (_, n) => ({
    id: asAgentId(`agent-${n}`),
    tenant: 't',
    name,
    phone: `PJSIP/100${n}`,
    teams: [],
  })),
  entries: ['0311', '0322'].map((id): EntrySite => ({ id, queue: asQueueId('q') })),
  queues: [],
  targets: [],
  pauseReasons: [{ id: asPauseReason('lunch'), name }],
};

/** Gives each caller to the first idle agent: enough of a router to keep people busy. */
async function runCentre(seed: number, minutes: number) {
  const clock = createManualClock();
  const port = createSimulatedSwitch({ clock, seed, traffic: { site, callsPerMinute: 6 } });
  const facts: SwitchFact[] = [];
  const waiting = new Set<CallId>();
  const here = new Set<CallId>();
  const idle = new Set<string>();
  const offers = new Map<OfferId, { readonly call: CallId; readonly phone: string }>();
  let ids = 1;
  const match = (): void => {
    for (const call of waiting) {
      const [phone] = idle;
      if (!phone) return;
      idle.delete(phone);
      waiting.delete(call);
      const offer = asOfferId(ids++);
      offers.set(offer, { call, phone });
      const show = { number: '', name: '' };
      port.execute({ type: 'offer', offer, call, phone, timeoutMs: 15_000, show, memo: '' });
    }
  };
  const onFact = (fact: SwitchFact): void => {
    facts.push(fact);
    switch (fact.type) {
      case 'feature-dialled':
        if (fact.args[0] === 'pause') idle.delete(fact.phone);
        else idle.add(fact.phone);
        port.execute({ type: 'answer-feature', feature: fact.feature, media: [] });
        break;
      case 'caller-entered':
        here.add(fact.call);
        waiting.add(fact.call);
        port.execute({ type: 'hold', call: fact.call, music: 'default', memo: 'm' });
        break;
      case 'caller-left': {
        here.delete(fact.call);
        waiting.delete(fact.call);
        const held = [...offers].find(([, each]) => each.call === fact.call);
        if (held) port.execute({ type: 'release-agent', offer: held[0] });
        break;
      }
      case 'offer-answered':
        port.execute({ type: 'connect', offer: fact.offer });
        break;
      case 'offer-ended':
      case 'agent-left': {
        const { call, phone } = offers.get(fact.offer)!;
        offers.delete(fact.offer);
        // A little wrap-up; also keeps an unreachable phone from being tried without end.
        clock.setTimer(5_000, () => {
          idle.add(phone);
          match();
        });
        if (fact.type === 'agent-left') {
          port.execute({ type: 'release-call', call, to: 'hang-up' });
        } else if (here.has(call)) waiting.add(call);
        break;
      }
    }
    match();
  };
  let started = false;
  const start = port.start({ onFact, onTrouble: () => {}, mintCall: () => asCallId(ids++) });
  start.then(() => {
    started = true;
  });
  while (!started) {
    clock.advance(1);
    await Promise.resolve();
  }
  clock.advance(minutes * 60_000);
  return { port, clock, facts };
}

const seed = 20_261_122;

test('a simulated hour shows every state a centre has', async () => {
  const { port, facts } = await runCentre(seed, 60);
  const count = (type: SwitchFact['type'], like: object = {}): number =>
    facts.filter(
      (fact) =>
        fact.type === type &&
        Object.entries(like).every(([key, value]) => Reflect.get(fact, key) === value),
    ).length;
  // 360 are expected; a tenth either way is six times what chance does.
  expect(count('caller-entered')).toBeGreaterThan(250);
  expect(count('caller-entered')).toBeLessThan(470);
  expect(new Set(facts.flatMap((f) => (f.type === 'caller-entered' ? [f.dialled] : [])))).toEqual(
    new Set(['0311', '0322']),
  );
  expect(count('call-connected')).toBeGreaterThan(150);
  for (const result of ['missed', 'declined', 'busy']) {
    expect([result, count('offer-ended', { result })]).not.toEqual([result, 0]);
  }
  expect(count('hold-changed')).toBeGreaterThan(0);
  expect(count('agent-left', { transferred: true })).toBeGreaterThan(0);
  expect(count('caller-pressed')).toBeGreaterThan(0);
  const features = facts.flatMap((fact) =>
    fact.type === 'feature-dialled' ? [`${fact.args[0]}`] : [],
  );
  expect(features.filter((each) => each === 'sign-in').length).toBeGreaterThanOrEqual(6);
  expect(new Set(features)).toEqual(new Set(['sign-in', 'pause', 'unpause']));
  await port.stop();
});

test('the same seed brings the same people, another seed others', async () => {
  const [first, again, other] = [
    await runCentre(seed, 10),
    await runCentre(seed, 10),
    await runCentre(seed + 1, 10),
  ];
  expect(again.facts).toEqual(first.facts);
  expect(other.facts).not.toEqual(first.facts);
});

test('after stop nobody comes any more', async () => {
  const { port, clock } = await runCentre(seed, 5);
  expect(port.world.leftovers().length).toBeGreaterThan(0);
  await port.stop();
  const before = [...port.world.pbx.channels.keys()];
  clock.advance(3_600_000);
  const after = [...port.world.pbx.channels.keys()];
  expect(after.filter((id) => !before.includes(id))).toEqual([]);
});
