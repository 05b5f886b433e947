/** Agents in the queue_log: names, phones, pauses, and what a reload changes; and callbacks. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { writeQueueLine } from '../../adapters/queue-log/line.ts';
import { asAgentId, asCallId, type PauseReason } from '../../core/routing/ids.ts';
import { openJournal } from '../../server/journal-reader.ts';
import { QueueLog } from '../../server/queue-log.ts';
import { View } from '../../server/view.ts';
import { QueueLogScene, queueLogYaml } from './queue-log-scene.ts';

const told = ['offer-ringing', 'offer-answered', 'call-connected'] as const;
const lunch = 'lunch' as PauseReason;

for (const [agents, name] of [
  ['phone', 'PJSIP/1001'],
  ['name', 'Ann Arai'],
  ['id', 'ann'],
] as const) {
  test(`an agent goes by the ${agents}`, () => {
    const scene = new QueueLogScene(queueLogYaml, { agents });
    scene.signIn('ann');
    expect(scene.lines()[1]).toBe(`0|MANAGER|support|${name}|ADDMEMBER|`);
  });
}

test('callers’ names are written when they are wanted', () => {
  const scene = new QueueLogScene(queueLogYaml, { callerNames: true });
  scene.arrives(1, 'support');
  expect(scene.lines()[1]).toBe('0|caller-1|support|NONE|ENTERQUEUE||0311|1|Caller 1');
});

test('an agent goes by the phone signed in at, and changes names with phones', () => {
  const scene = new QueueLogScene(queueLogYaml);
  const agent = asAgentId('ann');
  scene.note({ type: 'phone-chosen', agent, phone: 'PJSIP/1099' });
  scene.signIn('ann');
  scene.note({ type: 'phone-chosen', agent, phone: 'PJSIP/1098' });
  scene.signIn('ann');
  scene.signOut('ann');
  expect(scene.lines().slice(1)).toEqual([
    '0|MANAGER|support|PJSIP/1099|ADDMEMBER|',
    '0|MANAGER|support|PJSIP/1099|REMOVEMEMBER|',
    '0|MANAGER|support|PJSIP/1098|ADDMEMBER|',
    '0|MANAGER|support|PJSIP/1098|REMOVEMEMBER|',
  ]);
});

test('who signs out while paused is not unpaused first', () => {
  const scene = new QueueLogScene(queueLogYaml);
  scene.signIn('ann');
  scene.fact({ type: 'agent-paused', agent: asAgentId('ann'), reason: lunch });
  scene.signOut('ann');
  scene.signIn('ann');
  expect(scene.lines().slice(2)).toEqual([
    '0|NONE|NONE|PJSIP/1001|PAUSEALL|lunch',
    '0|NONE|support|PJSIP/1001|PAUSE|lunch',
    '0|MANAGER|support|PJSIP/1001|REMOVEMEMBER|',
    '0|MANAGER|support|PJSIP/1001|ADDMEMBER|',
  ]);
});

test('a phone that goes away and comes back is no pause', () => {
  const scene = new QueueLogScene(queueLogYaml);
  scene.signIn('ann');
  const agent = asAgentId('ann');
  scene.fact({ type: 'agent-paused', agent, reason: lunch });
  scene.lines();
  for (const type of [
    'agent-unreachable',
    'agent-reachable',
    'agent-busy',
    'agent-free',
  ] as const) {
    scene.fact({ type, agent });
  }
  expect(scene.lines()).toEqual([]);
});

test('a reload is told, and who serves other queues after it, paused as they are', () => {
  const scene = new QueueLogScene(queueLogYaml);
  scene.signIn('ann');
  scene.signIn('bob');
  scene.fact({ type: 'agent-paused', agent: asAgentId('bob'), reason: lunch });
  scene.lines();
  scene.at(5_000);
  const moved = queueLogYaml
    .replace('PJSIP/1001, teams: [desk]', 'PJSIP/1001, teams: [shop]')
    .replace('PJSIP/1002', 'PJSIP/1022');
  scene.reload(moved);
  expect(scene.lines()).toEqual([
    '5|NONE|NONE|NONE|CONFIGRELOAD|',
    '5|MANAGER|support|PJSIP/1001|REMOVEMEMBER|',
    '5|MANAGER|sales|PJSIP/1001|ADDMEMBER|',
    '5|MANAGER|sales|PJSIP/1002|REMOVEMEMBER|',
    '5|MANAGER|support|PJSIP/1002|REMOVEMEMBER|',
    '5|MANAGER|sales|PJSIP/1022|ADDMEMBER|PAUSED',
    '5|MANAGER|support|PJSIP/1022|ADDMEMBER|PAUSED',
  ]);
});

test('an agent whom a reload takes out is removed', () => {
  const scene = new QueueLogScene(queueLogYaml);
  scene.signIn('cho');
  scene.lines();
  scene.reload(queueLogYaml.replace(/ {2}cho:.*\n/, ''));
  expect(scene.lines()).toEqual([
    '0|NONE|NONE|NONE|CONFIGRELOAD|',
    '0|MANAGER|sales|PJSIP/1003|REMOVEMEMBER|',
  ]);
});

const calledBack = (first: 'agent' | 'customer'): QueueLogScene => {
  const scene = new QueueLogScene(queueLogYaml);
  scene.arrives(1, 'support');
  scene.at(9_000);
  const caller = { number: '0311', name: '' };
  const more = { tenant: 'sakura', channel: '', dialled: '1' };
  scene.note({ type: 'caller', call: asCallId(2), caller, ...more });
  const [call, callback] = [asCallId(1), asCallId(2)];
  scene.fact({ type: 'callback-requested', call, callback, first, forMs: 3_600_000 });
  expect(scene.lines().slice(1)).toEqual([
    '0|caller-1|support|NONE|ENTERQUEUE||0311|1',
    '9|caller-1|support|NONE|EXITWITHKEY|1|1|1|9',
  ]);
  scene.at(600_000);
  scene.signIn('ann');
  scene.lines();
  return scene;
};

test('a callback is a caller again when the customer has answered: who waits at home is not told', () => {
  const scene = calledBack('customer');
  scene.at(605_000);
  scene.offer(1, 'customer-answered');
  scene.note({ type: 'customer', call: asCallId(2), channel: 'customer-1' });
  scene.at(608_000);
  scene.offer(1, ...told);
  scene.at(620_000);
  scene.leaves(2);
  expect(scene.lines()).toEqual([
    '605|customer-1|support|NONE|ENTERQUEUE||0311|1',
    '608|customer-1|support|PJSIP/1001|CONNECT|3|leg-1|8',
    '620|customer-1|support|PJSIP/1001|COMPLETECALLER|3|12|1',
  ]);
});

test('a callback whose agent is called first comes and is connected in one moment', () => {
  const scene = calledBack('agent');
  scene.offer(1, 'offer-ringing', 'offer-answered');
  scene.at(612_000);
  scene.offer(1, 'call-connected');
  scene.at(615_000);
  scene.offer(1, 'agent-left');
  expect(scene.lines()).toEqual([
    '612|customer-1|support|NONE|ENTERQUEUE||0311|1',
    '612|customer-1|support|PJSIP/1001|CONNECT|0|leg-1|0',
    '615|customer-1|support|PJSIP/1001|COMPLETEAGENT|0|3|1',
  ]);
});

test('a customer who is not reached leaves no line; an agent who does not answer for one does', () => {
  const scene = calledBack('agent');
  scene.offer(1, 'offer-ringing');
  scene.pass(15_000);
  scene.ended(1, 'missed');
  const reason = 'Auto-Pause';
  expect(scene.lines()).toEqual([
    '615|NONE|support|PJSIP/1001|RINGNOANSWER|15000',
    `615|NONE|NONE|PJSIP/1001|PAUSEALL|${reason}`,
    `615|NONE|support|PJSIP/1001|PAUSE|${reason}`,
  ]);
  scene.fact({ type: 'agent-unpaused', agent: asAgentId('ann') });
  scene.pass(60_000);
  scene.lines();
  scene.offer(2, 'offer-ringing', 'offer-answered', 'customer-failed');
  scene.ended(2, 'failed');
  expect(scene.lines()).toEqual([]);
});

test('a recorded journal of an earlier version becomes the queue_log it stands for', () => {
  const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
  const run = openJournal(join(fixtures, 'journal-1'), 1)!;
  const view = View.restore(run.snapshot, { callers: 10, keepMs: 1 });
  const lines: string[] = [];
  const log = new QueueLog({
    site: { toSwitch: false, userEvents: false, agents: 'id', callerNames: true },
    view,
    directory: () => ({ agent: () => undefined }) as never,
    sink: { write: (line) => lines.push(writeQueueLine(line)), close: async () => {} },
    legOf: (offer) => `leg-${offer}`,
    customerOf: (offer) => `customer-${offer}`,
  });
  for (const line of run.lines()) {
    log.apply(line);
    view.apply(line);
  }
  log.end();
  expect(lines).toEqual(
    readFileSync(join(fixtures, 'queue-log/of-journal-1.txt'), 'utf8').trimEnd().split('\n'),
  );
});
