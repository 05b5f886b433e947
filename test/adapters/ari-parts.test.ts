/** The small parts of the ARI adapter: causes, pace, ids, the order of telling. */

import { describe, expect, test, vi } from 'vitest';
import { resultOf } from '../../adapters/asterisk/causes.ts';
import {
  bridgeOf,
  customerChannelOf,
  dialChannelOf,
  isDial,
  legChannelOf,
  linkChannelOf,
  linkOfChannel,
  partOf,
} from '../../adapters/asterisk/channel-ids.ts';
import { phoneOf } from '../../adapters/asterisk/desk.ts';
import { createPacer } from '../../adapters/asterisk/pace.ts';
import { Teller } from '../../adapters/asterisk/teller.ts';
import { type AriRequest, argsOf, channelOf } from '../../adapters/asterisk-ari/messages.ts';
import { opOf } from '../../adapters/asterisk-ari/meter.ts';
import { createManualClock } from '../../adapters/clock.ts';
import type { SwitchFact } from '../../adapters/port.ts';
import { asCallId } from '../../core/routing/ids.ts';

test.each([
  [21, true, 'declined'],
  [21, false, 'declined'],
  [17, false, 'busy'],
  [19, true, 'missed'],
  [19, false, 'missed'],
  [0, true, 'missed'],
  [18, true, 'missed'],
  // Nothing came back at all: nobody is there to have missed it.
  [0, false, 'unreachable'],
  [18, false, 'unreachable'],
  [1, false, 'unreachable'],
  [3, false, 'unreachable'],
  [20, false, 'unreachable'],
  [27, true, 'unreachable'],
  [16, true, 'failed'],
  [34, false, 'failed'],
  [38, true, 'failed'],
  [42, false, 'failed'],
  [58, false, 'failed'],
] as const)('cause %i, rang %s: %s', (cause, rang, result) => {
  expect(resultOf(cause, rang)).toBe(result);
});

describe('ids', () => {
  test('a leg, its bridge and a customer have ids of their own, and lead back to the offer', () => {
    expect(legChannelOf('tsunagi', 17)).toBe('tsunagi-17');
    expect(bridgeOf('tsunagi', 17)).not.toBe(legChannelOf('tsunagi', 17));
    const parts = [legChannelOf, bridgeOf, customerChannelOf].map((idOf) =>
      partOf('tsunagi', idOf('tsunagi', 17)),
    );
    expect(parts).toEqual([
      { offer: 17, part: 'leg' },
      { offer: 17, part: 'talk' },
      { offer: 17, part: 'customer' },
    ]);
  });

  test('somebody who is dialled is known by the id, and is no leg', () => {
    expect(isDial('tsunagi', dialChannelOf('tsunagi', 17))).toBe(true);
    expect(partOf('tsunagi', dialChannelOf('tsunagi', 17))).toBeUndefined();
    for (const id of ['tsunagi-dial-', 'tsunagi-dial-17;2', 'tsunagi-17', 'other-dial-17']) {
      expect(isDial('tsunagi', id)).toBe(false);
    }
  });

  test('a far end called again has another id, as Asterisk still refuses the first one', () => {
    const [first, second] = [1, 2].map((attempt) =>
      linkChannelOf('tsunagi', 14, attempt, 'osaka-2'),
    );
    expect(first).not.toBe(second);
    for (const id of [first!, second!]) {
      expect(linkOfChannel('tsunagi', id)).toEqual({ call: 14, link: 'osaka-2' });
    }
  });

  test.each([
    '1795344.1',
    'tsunagi-',
    'tsunagi-x',
    'tsunagi-17-x',
    'tsunagi-17-customer',
    'tsunagi-b-17',
    'tsunagi17',
  ])('%s is none of ours', (id) => expect(partOf('tsunagi', id)).toBeUndefined());

  test('a channel names its phone, dashes and all', () => {
    expect(phoneOf(channelOf({ id: '1', name: 'PJSIP/front-desk-0000001f' }))).toBe(
      'PJSIP/front-desk',
    );
    expect(phoneOf(channelOf({ id: '1' }))).toBe('');
  });

  test('arguments of Stasis are read for our application only', () => {
    const channel = (app: string, given: string) => {
      const dialplan: Record<string, string> = {};
      dialplan.app_name = app;
      dialplan.app_data = given;
      return { id: '1', dialplan };
    };
    expect(argsOf('tsunagi', channel('Stasis', 'tsunagi,queue,support'))).toEqual([
      'queue',
      'support',
    ]);
    expect(argsOf('tsunagi', channel('Stasis', 'tsunagi'))).toEqual([]);
    expect(argsOf('tsunagi', channel('Stasis', 'tsunagi-b,queue'))).toBeUndefined();
    expect(argsOf('tsunagi', channel('Queue', 'tsunagi,queue'))).toBeUndefined();
    expect(argsOf('tsunagi', { id: '1' })).toBeUndefined();
  });
});

describe('pace', () => {
  test('who is patient lets everybody else pass, and has a turn all the same', () => {
    const clock = createManualClock(0);
    const pacer = createPacer(10, clock);
    const ran: string[] = [];
    for (let i = 0; i < 12; i++) pacer.run(() => ran.push(`lead ${i}`), 'patient');
    expect(ran).toHaveLength(10);
    const cancel = pacer.run(() => ran.push('nobody'), 'patient');
    pacer.run(() => ran.push('agent 1'));
    pacer.run(() => ran.push('agent 2'));
    cancel();
    clock.advance(1_000);
    expect(ran.slice(10)).toEqual(['agent 1', 'agent 2', 'lead 10', 'lead 11']);
  });

  test('a burst of a second’s worth passes at once, the rest at the rate', () => {
    const clock = createManualClock();
    const pacer = createPacer(20, clock);
    const at: number[] = [];
    for (let i = 0; i < 60; i++) pacer.run(() => at.push(clock.now()));
    expect(at).toHaveLength(20);
    clock.advance(10_000);
    expect(at).toHaveLength(60);
    expect(at.at(-1)).toBe(2_000);
    for (let i = 21; i < 60; i++) expect(at[i]! - at[i - 1]!).toBe(50);
  });

  test('order is kept, and what is taken back does not run', () => {
    const clock = createManualClock();
    const pacer = createPacer(10, clock);
    const ran: number[] = [];
    const cancels = Array.from({ length: 14 }, (_, i) => pacer.run(() => ran.push(i)));
    cancels[11]?.();
    cancels[3]?.();
    clock.advance(1_000);
    expect(ran).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13]);
  });

  test('a slow rate still lets a small burst through, and no more saves up', () => {
    const clock = createManualClock();
    const pacer = createPacer(1, clock);
    clock.advance(3_600_000);
    let ran = 0;
    for (let i = 0; i < 20; i++) pacer.run(() => ran++);
    expect(ran).toBe(10);
    pacer.stop();
    clock.advance(60_000);
    expect(ran).toBe(10);
  });
});

describe('telling', () => {
  const fact = (call: number): SwitchFact => ({ type: 'caller-left', call: asCallId(call) });
  const tellerOf = (onFact: (fact: SwitchFact) => void): Teller =>
    new Teller({ onFact, onTrouble: () => {}, mintCall: () => asCallId(1) });

  test('a fact caused inside a fact comes after it', () => {
    const told: string[] = [];
    const teller = tellerOf((each) => {
      const { call } = each as { call: number };
      told.push(`> ${call}`);
      if (call < 3) teller.tell(fact(call + 1));
      told.push(`< ${call}`);
    });
    teller.tell(fact(1));
    expect(told).toEqual(['> 1', '< 1', '> 2', '< 2', '> 3', '< 3']);
  });

  test('a fact caused by a command comes when the command has returned', async () => {
    const told: SwitchFact[] = [];
    const teller = tellerOf((each) => told.push(each));
    teller.quietly(() => teller.tell(fact(1)));
    expect(told).toEqual([]);
    // An event in between does not overtake it.
    teller.tell(fact(2));
    await vi.waitUntil(() => told.length === 2);
    expect(told).toEqual([fact(1), fact(2)]);
  });

  test('after stop nothing is told', async () => {
    const told: SwitchFact[] = [];
    const teller = tellerOf((each) => told.push(each));
    teller.quietly(() => teller.tell(fact(1)));
    teller.stop();
    teller.tell(fact(2));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
  });
});

describe('what requests are for', () => {
  test.each<[AriRequest['method'], string, string]>([
    ['POST', 'channels', 'originate'],
    ['DELETE', 'channels/1795344.1', 'hang-up'],
    ['POST', 'channels/1795344.1/answer', 'answer'],
    ['POST', 'channels/1795344.1/moh', 'hold'],
    ['DELETE', 'channels/tsunagi-1/ring', 'hold'],
    ['POST', 'channels/1795344.1/variable', 'hold'],
    ['POST', 'channels/1795344.1/play/tsunagi-say-1', 'say'],
    ['DELETE', 'playbacks/tsunagi-say-1', 'say'],
    ['POST', 'channels/1795344.1/continue', 'send'],
    ['POST', 'bridges', 'join'],
    ['POST', 'bridges/tsunagi-1-talk/addChannel', 'join'],
    ['DELETE', 'bridges/tsunagi-1-talk', 'join'],
    ['POST', 'bridges/tsunagi-1-talk/record', 'record'],
    ['POST', 'recordings/live/x/stop', 'record'],
    ['GET', 'channels', 'read'],
    ['PUT', 'applications/tsunagi/eventFilter', 'other'],
  ])('%s %s: %s', (method, path, op) => expect(opOf({ method, path })).toBe(op));
});
