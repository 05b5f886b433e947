/** When an offer ends by itself, and wrap-up, as the view tells desks. */

import { expect, test } from 'vitest';
import type { CommandRecord } from '../../core/routing/commands.ts';
import type { RouterEvent } from '../../core/routing/events.ts';
import {
  asAgentId,
  asCallId,
  asOfferId,
  asQueueId,
  type PauseReason,
} from '../../core/routing/ids.ts';
import type { Line, LineBody } from '../../server/journal-lines.ts';
import { View } from '../../server/view.ts';
import { compileCentre, newFolder } from './centre.ts';

const [call, offer, ann, queue] = [
  asCallId(1),
  asOfferId(1),
  asAgentId('ann'),
  asQueueId('support'),
];

function scene() {
  const { policy } = compileCentre(newFolder());
  const view = new View({ policy, lastAgent: { callers: 0, keepMs: 0 } });
  let seq = 0;
  const tell = (at: number, body: LineBody) => view.apply({ seq: ++seq, at, ...body } as Line);
  const fact = (at: number, told: RouterEvent) => tell(at, { fact: told, outcome: 'applied' });
  const record = (at: number, ...n: CommandRecord) => tell(at, { n });
  fact(0, { type: 'call-arrived', call, queue });
  record(0, 'offerCall', offer, call, ann, 15_000, queue);
  record(0, 'agentChanged', ann, 'offered', undefined, call);
  return { view, fact, record };
}

const restored: RouterEvent = { type: 'switch-restored', calls: [], offers: [offer] };

test('a phone that rings has its time from the ring on', () => {
  const { view, fact } = scene();
  expect(view.offers.get(offer)).toMatchObject({ ringMs: 15_000 });
  expect(view.offers.get(offer)?.expiresAt).toBeUndefined();
  fact(1_000, { type: 'offer-ringing', offer });
  expect(view.offers.get(offer)?.expiresAt).toBe(16_000);
  fact(4_000, { type: 'offer-answered', offer });
  expect(view.offers.get(offer)?.expiresAt).toBeUndefined();
});

test('its time stands still while the switch is away', () => {
  const { view, fact } = scene();
  fact(1_000, { type: 'offer-ringing', offer });
  fact(3_000, { type: 'switch-lost' });
  fact(10_000, restored);
  expect(view.offers.get(offer)?.expiresAt).toBe(16_000 + 7_000);
});

test('its time stands still from the last line of a process that was killed', () => {
  const { view, fact } = scene();
  fact(1_000, { type: 'offer-ringing', offer });
  const started = { type: 'started', version: '1', limits: {}, nextOffer: 9, nextCall: 9 } as const;
  view.apply({ seq: 99, at: 21_000, note: started } as unknown as Line);
  fact(22_000, restored);
  expect(view.offers.get(offer)?.expiresAt).toBe(16_000 + 21_000);
});

test('wrap-up ends after the time of the queue, whatever is asked for meanwhile', () => {
  const { view, fact, record } = scene();
  fact(1_000, { type: 'offer-ringing', offer });
  record(2_000, 'agentChanged', ann, 'talking', undefined, call);
  record(2_000, 'callConnected', call, offer, ann, queue, 2_000);
  record(30_000, 'agentChanged', ann, 'wrap-up', undefined, undefined);
  expect(view.agents.get(ann)?.wrapUpUntil).toBe(40_000);
  record(33_000, 'agentChanged', ann, 'wrap-up', 'lunch' as PauseReason, undefined);
  expect(view.agents.get(ann)?.wrapUpUntil).toBe(40_000);
  record(40_000, 'agentChanged', ann, 'ready', undefined, undefined);
  expect(view.agents.get(ann)?.wrapUpUntil).toBeUndefined();
});
