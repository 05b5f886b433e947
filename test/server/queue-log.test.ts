/**
 * What the lines of the journal become in a queue_log, without a switch: above all what `app_queue`
 * does not know, and what test/asterisk/queue-log.test.ts cannot bring about at will.
 */

import { expect, test } from 'vitest';
import { asCallId, asOfferId, asTargetId } from '../../core/routing/ids.ts';
import { QueueLogScene, queueLogYaml } from './queue-log-scene.ts';

const plain = queueLogYaml;
const overflows = plain.replace('after: 5m, go: voicemail', 'after: 30s, go: to-sales');
const told = ['offer-ringing', 'offer-answered', 'call-connected'] as const;

test('a first start is a QUEUESTART; a restart in which everything goes on is none', () => {
  const scene = new QueueLogScene(plain);
  expect(scene.lines()).toEqual(['0|NONE|NONE|NONE|QUEUESTART|']);
  scene.signIn('ann');
  scene.lines();
  scene.restart();
  expect(scene.lines()).toEqual([]);
  scene.signOut('ann');
  scene.restart();
  expect(scene.lines()).toEqual([
    '0|MANAGER|support|PJSIP/1001|REMOVEMEMBER|',
    '0|NONE|NONE|NONE|QUEUESTART|',
  ]);
});

test('waits and talks are counted as time() does: by the clock’s seconds', () => {
  const scene = new QueueLogScene(plain);
  scene.signIn('ann');
  scene.at(900);
  scene.arrives(1, 'support');
  scene.lines();
  scene.offer(1, 'offer-ringing');
  scene.at(3_100);
  scene.offer(1, 'offer-answered', 'call-connected');
  scene.at(9_950);
  scene.leaves(1);
  scene.offer(1, 'agent-left');
  expect(scene.lines()).toEqual([
    '3|caller-1|support|PJSIP/1001|CONNECT|3|leg-1|2',
    '9|caller-1|support|PJSIP/1001|COMPLETECALLER|3|6|1',
  ]);
});

test('a fact that came to nothing writes nothing', () => {
  const scene = new QueueLogScene(plain);
  scene.signIn('ann');
  scene.arrives(1, 'support');
  scene.offer(1, ...told);
  scene.lines();
  scene.offer(1, 'call-connected', 'offer-answered');
  scene.offer(7, 'agent-left');
  scene.leaves(9);
  scene.signIn('ann');
  expect(scene.lines()).toEqual([]);
});

test('a more urgent caller is first, whoever came before', () => {
  const scene = new QueueLogScene(plain);
  scene.arrives(1, 'support');
  scene.arrives(2, 'support', { class: 'vip' });
  scene.arrives(3, 'support', { headStartMs: 60_000 });
  scene.lines();
  scene.leaves(1);
  scene.leaves(3);
  expect(scene.lines()).toEqual([
    '0|caller-1|support|NONE|ABANDON|3|1|0',
    '0|caller-3|support|NONE|ABANDON|2|2|0',
  ]);
});

test('over to another queue is a time-out and a caller who comes', () => {
  const scene = new QueueLogScene(overflows);
  scene.arrives(1, 'support');
  scene.lines();
  scene.at(31_000);
  scene.leaves(1);
  expect(scene.lines()).toEqual([
    '30|caller-1|support|NONE|EXITWITHTIMEOUT|1|1|30',
    '30|caller-1|sales|NONE|ENTERQUEUE||0311|1',
    '31|caller-1|sales|NONE|ABANDON|1|1|1',
  ]);
});

test('of two queues a report sees the first, until the call is answered through the other', () => {
  const scene = new QueueLogScene(plain);
  scene.arrives(1, 'support', { also: ['sales'] });
  scene.arrives(2, 'support', { also: ['sales'] });
  expect(scene.lines().slice(1)).toEqual([
    '0|caller-1|support|NONE|ENTERQUEUE||0311|1',
    '0|caller-2|support|NONE|ENTERQUEUE||0312|2',
  ]);
  scene.at(5_000);
  scene.leaves(2);
  scene.signIn('cho');
  scene.lines();
  scene.offer(1, ...told);
  scene.offer(1, 'agent-left');
  expect(scene.lines()).toEqual([
    '5|caller-1|support|NONE|EXITWITHTIMEOUT|1|1|5',
    '5|caller-1|sales|NONE|ENTERQUEUE||0311|1',
    '5|caller-1|sales|PJSIP/1003|CONNECT|5|leg-1|0',
    '5|caller-1|sales|PJSIP/1003|COMPLETEAGENT|5|0|1',
  ]);
});

test('of two queues the call leaves the first, and waits on in the other', () => {
  const scene = new QueueLogScene(plain.replace('after: 5m', 'after: 20s'));
  scene.arrives(1, 'support', { also: ['sales'] });
  scene.at(20_000);
  scene.leaves(1);
  expect(scene.lines().slice(2)).toEqual([
    '20|caller-1|support|NONE|EXITWITHTIMEOUT|1|1|20',
    '20|caller-1|sales|NONE|ENTERQUEUE||0311|1',
    '20|caller-1|sales|NONE|ABANDON|1|1|20',
  ]);
});

test('a key is told, and a caller whom a program takes out is withdrawn', () => {
  const scene = new QueueLogScene(plain);
  scene.arrives(1, 'support');
  scene.arrives(2, 'support');
  scene.lines();
  scene.fact({ type: 'call-escaped', call: asCallId(1), key: '9' });
  scene.fact({ type: 'call-escaped', call: asCallId(1), key: '2' });
  scene.fact({ type: 'call-moved', call: asCallId(2), target: asTargetId('voicemail') });
  expect(scene.lines()).toEqual([
    '0|caller-1|support|NONE|EXITWITHKEY|2|1|1|0',
    '0|caller-2|support|NONE|WITHDRAW|1|2|0|voicemail',
  ]);
});

test('offers that come to nothing: whole seconds in milliseconds, as app_queue has them', () => {
  const scene = new QueueLogScene(plain);
  scene.signIn('ann');
  scene.signIn('bob');
  scene.arrives(1, 'support');
  scene.lines();
  scene.offer(1, 'offer-ringing');
  scene.pass(2_700);
  scene.ended(1, 'declined');
  scene.offer(2, 'offer-answered');
  scene.ended(2, 'failed');
  scene.signOut('bob');
  expect(scene.lines()).toEqual([
    '2|caller-1|support|PJSIP/1001|RINGNOANSWER|2000',
    '2|caller-1|support|PJSIP/1002|AGENTDUMP|',
    '2|MANAGER|sales|PJSIP/1002|REMOVEMEMBER|',
    '2|MANAGER|support|PJSIP/1002|REMOVEMEMBER|',
  ]);
});

test('a phone that cannot be reached has not rung', () => {
  const scene = new QueueLogScene(plain);
  scene.signIn('ann');
  scene.arrives(1, 'support');
  scene.lines();
  scene.ended(1, 'unreachable');
  expect(scene.lines()).toEqual([]);
});

test('who hangs up while a phone rings: the milliseconds it rang, then the caller', () => {
  const scene = new QueueLogScene(plain);
  scene.signIn('ann');
  scene.arrives(1, 'support');
  scene.lines();
  scene.offer(1, 'offer-ringing');
  scene.pass(1_234);
  scene.leaves(1);
  expect(scene.lines()).toEqual([
    '1|caller-1|support|PJSIP/1001|RINGCANCELED|1234',
    '1|caller-1|support|NONE|ABANDON|1|1|1',
  ]);
});

const transfers = [
  [{ kind: 'blind', extension: '2000', context: 'agents' }, 'BLINDTRANSFER|2000|agents|0|7|1'],
  [{ kind: 'bridge', bridge: 'b1' }, 'ATTENDEDTRANSFER|BRIDGE|b1|0|7|1'],
  [{ kind: 'app', app: 'Echo' }, 'ATTENDEDTRANSFER|APP|Echo|0|7|1'],
] as const;

for (const [to, line] of transfers) {
  for (const order of ['before', 'after'] as const) {
    test(`a transfer (${to.kind}) whose target is told ${order} the agent has left`, () => {
      const scene = new QueueLogScene(plain);
      scene.signIn('ann');
      scene.arrives(1, 'support');
      scene.offer(1, ...told);
      scene.lines();
      scene.at(7_000);
      const offer = asOfferId(1);
      if (order === 'before') scene.note({ type: 'transferred-to', offer, to });
      scene.fact({ type: 'agent-left', offer, transferred: true });
      if (order === 'after') scene.note({ type: 'transferred-to', offer, to });
      expect(scene.lines()).toEqual([`7|caller-1|support|PJSIP/1001|${line}`]);
    });
  }
}

test('a transfer of which the switch does not say where to is told a second later', () => {
  const scene = new QueueLogScene(plain);
  scene.signIn('ann');
  const transfer = (call: number): void => {
    scene.arrives(call, 'support');
    scene.offer(call, ...told);
    scene.lines();
    scene.fact({ type: 'agent-left', offer: asOfferId(call), transferred: true });
    expect(scene.lines()).toEqual([]);
  };
  const line = 'support|PJSIP/1001|BLINDTRANSFER|||0|0|1';
  transfer(1);
  scene.pass(1_001);
  scene.signIn('ann');
  scene.signIn('bob');
  expect(scene.lines()[0]).toBe(`0|caller-1|${line}`);
  transfer(2);
  scene.end();
  expect(scene.lines()).toEqual([`1|caller-2|${line}`]);
});

test('callers and conversations that an outage has ended are over', () => {
  const scene = new QueueLogScene(plain);
  scene.signIn('ann');
  scene.arrives(1, 'support');
  scene.offer(1, ...told);
  scene.arrives(2, 'support');
  scene.lines();
  scene.fact({ type: 'switch-lost' });
  scene.at(4_000);
  scene.fact({ type: 'switch-restored', calls: [], offers: [] });
  expect(scene.lines().sort()).toEqual([
    '4|caller-1|support|PJSIP/1001|COMPLETECALLER|0|4|1',
    '4|caller-2|support|NONE|ABANDON|1|1|4',
  ]);
});

test('after a restart everything goes on: waits, conversations, pauses', () => {
  const scene = new QueueLogScene(plain);
  scene.signIn('ann');
  scene.arrives(1, 'support');
  scene.at(2_000);
  scene.offer(1, ...told);
  scene.arrives(2, 'support');
  scene.arrives(3, 'support');
  scene.at(5_000);
  scene.lines();
  scene.restart();
  const calls = [1, 2, 3].map(asCallId);
  scene.fact({ type: 'switch-restored', calls, offers: [asOfferId(1)] });
  scene.at(6_000);
  scene.leaves(3);
  scene.signOut('ann');
  scene.offer(1, 'agent-left');
  expect(scene.lines()).toEqual([
    '6|caller-3|support|NONE|ABANDON|2|2|4',
    '6|caller-1|support|PJSIP/1001|COMPLETEAGENT|2|4|1',
    '6|MANAGER|support|PJSIP/1001|REMOVEMEMBER|',
  ]);
});
