/** What agents and supervisors do with conversations, by the API, on the simulated switch. */

import { afterEach, describe, expect, it } from 'vitest';
import type { Line, Note } from '../../server/journal-lines.ts';
import {
  type Centre,
  centreYaml,
  cleanUp,
  compileCentre,
  newFolder,
  startCentre,
} from './centre.ts';

afterEach(cleanUp);

const yaml = `${centreYaml}
transfers: { context: internal, wait-for-agent: 20s }
supervision: { visible: false }
`.replace('pause-reasons:', '  again: { queue: support, keep-age: true }\npause-reasons:');

/** Bob takes such calls from the first step on. */
const able = yaml.replace('skills: { support: 4 }', 'skills: { support: 6 }');

const outside = 'Local/800@internal';

/** Ann talks to a caller. */
async function talking(
  text = yaml,
): Promise<Centre & { caller: ReturnType<Centre['world']['enter']> }> {
  const folder = newFolder();
  const centre = await startCentre({ folder, config: compileCentre(folder, text) });
  centre.world.phone(outside);
  centre.world.phone('PJSIP/1005');
  await centre.post('/agents/ann/sign-in');
  const caller = centre.world.enter({ args: ['entry', '100'], number: '0312345678', name: 'Mori' });
  await centre.pass(5_000);
  return Object.assign(centre, { caller });
}

/** Asks, and lets the time pass that the switch needs. */
async function act(centre: Centre, name: string, body?: object, agent = 'ann') {
  const asked = centre.post(`/agents/${agent}/call/${name}`, body, 'operator');
  await centre.pass(2_000);
  return asked;
}

const talk = async (centre: Centre, agent = 'ann') =>
  (await centre.get(`/agents/${agent}/call`)).body;

const notes = (lines: readonly Line[], type: Note['type']): Note[] =>
  lines.flatMap((line) => ('note' in line && line.note.type === type ? [line.note] : []));

describe('an agent, by the desk', () => {
  it('holds the caller, brings them back, mutes, and is told what is so already', async () => {
    const centre = await talking();
    expect((await act(centre, 'hold')).body).toEqual({ outcome: 'applied' });
    expect(centre.caller.hears).toBe('music');
    expect((await talk(centre)).heldSince).toBeGreaterThan(0);
    expect((await act(centre, 'hold')).body).toEqual({ outcome: 'duplicate' });
    expect((await act(centre, 'retrieve')).body).toEqual({ outcome: 'applied' });
    expect(centre.caller.voices).toEqual(['PJSIP/1001']);
    expect(await talk(centre)).toMatchObject({ heldSince: null, muted: false, consult: null });
    expect((await talk(centre)).heldMs).toBeGreaterThan(2_000);
    await act(centre, 'mute');
    expect((await talk(centre)).muted).toBe(true);
    expect(centre.caller.voices).toEqual([]);
    await act(centre, 'unmute');
    await act(centre, 'keys', { keys: '12#' });
    expect(centre.caller.keys).toBe('12#');
  });

  it('consults, swaps, confers, and hands over', async () => {
    const centre = await talking();
    await act(centre, 'consult', { to: { extension: '800' } });
    expect((await talk(centre)).consult).toMatchObject({ with: 'extension:800', state: 'talking' });
    expect(centre.caller.hears).toBe('music');
    await act(centre, 'swap');
    expect((await talk(centre)).consult.state).toBe('held');
    await act(centre, 'swap');
    await act(centre, 'conference');
    expect((await talk(centre)).consult.state).toBe('conference');
    expect(centre.caller.voices).toEqual([outside, 'PJSIP/1001']);
    expect((await act(centre, 'complete')).body).toEqual({ outcome: 'applied' });
    expect(centre.caller.voices).toEqual([outside]);
    expect((await centre.get('/agents/ann')).body.state).toBe('wrap-up');
    expect((await centre.get('/calls')).body.calls).toEqual([]);
    const lines = await centre.lines();
    expect(notes(lines, 'transferred-to')).toMatchObject([
      { to: { kind: 'third', endpoint: `${outside}/n` } },
    ]);
    expect(notes(lines, 'talk-ordered')).toMatchObject([
      { act: 'consult', by: 'operator', to: 'extension:800' },
      { act: 'hand-over', by: 'operator' },
    ]);
  });

  it('gives up a consultation and is back with the caller', async () => {
    const centre = await talking();
    centre.world.phone(outside).plan({ does: 'ring' });
    await act(centre, 'consult', { to: { extension: '800' } });
    expect((await talk(centre)).consult.state).toBe('ringing');
    expect((await act(centre, 'complete')).body.error.code).toBe('consult-not-answered');
    expect((await act(centre, 'consult', { to: { agent: 'bob' } })).body.error.code).toBe(
      'consults-already',
    );
    await act(centre, 'cancel');
    expect((await talk(centre)).consult).toBeNull();
    expect(centre.caller.voices).toEqual(['PJSIP/1001']);
    expect((await act(centre, 'cancel')).body.error.code).toBe('consults-nobody');
  });

  it('transfers to an extension that is there, and is told of one that is not', async () => {
    const centre = await talking();
    const refused = await act(centre, 'transfer', { to: { extension: '7777' } });
    expect(refused.body.error).toMatchObject({ code: 'talk-failed', params: { act: 'transfer' } });
    centre.world.pbx.extensions.push({ context: 'internal', extension: '800' });
    expect((await act(centre, 'transfer', { to: { extension: '800' } })).status).toBe(200);
    expect(centre.caller.place).toMatchObject({ context: 'internal', extension: '800' });
    expect((await centre.get('/agents/ann')).body.state).toBe('wrap-up');
  });

  it('transfers to a target outside, by its own context', async () => {
    const centre = await talking();
    expect((await act(centre, 'transfer', { to: { target: 'voicemail' } })).status).toBe(200);
    expect(centre.caller.place).toMatchObject({ context: 'voicemail', extension: '8000' });
  });

  it('transfers to a queue: a call of its own there, which this agent does not get', async () => {
    const centre = await talking();
    expect((await act(centre, 'transfer', { to: { target: 'again' } })).status).toBe(200);
    const [call] = (await centre.get('/calls')).body.calls;
    expect(call).toMatchObject({
      id: 2,
      queue: 'support',
      state: 'waiting',
      caller: { name: 'Mori' },
    });
    expect(centre.caller.hears).toBe('music');
    await centre.pass(15_000);
    // Out of wrap-up, and not offered the call it has given away.
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
    await centre.post('/agents/bob/sign-in');
    await centre.pass(25_000);
    expect(await talk(centre, 'bob')).toMatchObject({ call: 2, queue: 'support' });
    expect(centre.caller.voices).toEqual(['PJSIP/1002']);
    const lines = await centre.lines();
    expect(notes(lines, 'caller')).toMatchObject([{ call: 1 }, { call: 2, from: 1 }]);
  });

  it('transfers to another agent, who alone gets the call for a while', async () => {
    const centre = await talking(able);
    await centre.post('/agents/bob/sign-in');
    await centre.pass(500);
    const own = await act(centre, 'transfer', { to: { agent: 'ann' } });
    expect(own.body.error.code).toBe('agent-not-in-queue');
    const other = await act(centre, 'transfer', { to: { agent: 'cho' } });
    expect(other.body.error.code).toBe('agent-not-in-queue');
    expect((await act(centre, 'transfer', { to: { agent: 'bob' } })).status).toBe(200);
    await centre.pass(3_000);
    expect(await talk(centre, 'bob')).toMatchObject({ call: 2, queue: 'support' });
    expect(centre.caller.voices).toEqual(['PJSIP/1002']);
  });

  it('waits for an agent who talks, then goes to another', async () => {
    const centre = await talking(able);
    await centre.post('/agents/bob/sign-in');
    const second = centre.world.enter({ args: ['entry', '100'], number: '0399999999' });
    await centre.pass(5_000);
    expect(await talk(centre, 'bob')).toMatchObject({ call: 2 });
    expect((await act(centre, 'transfer', { to: { agent: 'bob' } })).status).toBe(200);
    await centre.pass(5_000);
    expect((await centre.get('/calls/3')).body.state).toBe('waiting');
    second.hangUp();
    await centre.pass(15_000);
    expect(await talk(centre, 'bob')).toMatchObject({ call: 3 });
  });

  it('hangs up, and in no conversation can do nothing', async () => {
    const centre = await talking();
    await act(centre, 'hang-up');
    expect(centre.caller.where).toBe('gone');
    for (const name of ['hold', 'mute', 'swap', 'hang-up']) {
      expect((await act(centre, name)).body.error.code).toBe('no-conversation');
    }
    expect((await act(centre, 'answer')).body.error.code).toBe('no-offer');
  });

  it('answers by key', async () => {
    const centre = await talking();
    await act(centre, 'hang-up');
    await centre.post('/agents/ann/end-wrap-up');
    centre.world.phone('PJSIP/1001').plan({ does: 'ring' });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(2_000);
    expect((await act(centre, 'answer')).body).toEqual({ outcome: 'applied' });
    expect((await talk(centre)).call).toBe(2);
  });

  it('refuses by key: the call goes to somebody else, and nobody is to blame', async () => {
    const centre = await talking(able);
    await act(centre, 'hang-up');
    expect((await act(centre, 'decline')).body.error.code).toBe('no-offer');
    await centre.post('/agents/ann/end-wrap-up');
    centre.world.phone('PJSIP/1001').plan({ does: 'ring' });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(2_000);
    await centre.post('/agents/bob/sign-in');
    expect((await act(centre, 'decline')).body).toEqual({ outcome: 'applied' });
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
    await centre.pass(5_000);
    expect((await talk(centre, 'bob')).call).toBe(2);
    const lines = await centre.lines();
    expect(notes(lines, 'talk-ordered')).toMatchObject([{ act: 'decline', by: 'operator' }]);
    const ends = lines.flatMap((line) =>
      'fact' in line && line.fact.type === 'offer-ended' ? [line.fact.result] : [],
    );
    expect(ends).toEqual(['declined']);
  });

  it('is told what the body lacks, and keys of another tenant see no agent', async () => {
    const centre = await talking();
    for (const [name, body] of [
      ['keys', { keys: 'x' }],
      ['transfer', { to: {} }],
      ['transfer', { to: { agent: 'bob', queue: 'support' } }],
      ['consult', { to: { queue: 'support' } }],
    ] as const) {
      expect((await act(centre, name, body)).body.error.code).toBe('invalid-request');
    }
    const other = await centre.post('/agents/ann/call/hold', undefined, 'fuji-boss');
    expect(other.body.error.code).toBe('unknown-agent');
    expect((await centre.post('/agents/ann/call/hold', undefined, 'reader')).status).toBe(403);
  });

  it('is told why something is not possible here', async () => {
    const centre = await talking(centreYaml);
    const { acts } = (await centre.get('/capabilities')).body;
    const dial = acts.find(({ act: name }: { act: string }) => name === 'dial');
    expect(dial).toMatchObject({ possible: false });
    expect(dial.why).toContain('transfers');
    const refused = await act(centre, 'transfer', { to: { extension: '800' } });
    expect(refused.body.error.code).toBe('not-possible');
  });
});

describe('a supervisor', () => {
  const order = { mode: 'listen', phone: 'PJSIP/1005' };

  it('listens, changes the mode, ends; and every act is in the journal', async () => {
    const centre = await talking();
    const begun = await centre.post('/calls/1/supervise', order, 'boss');
    expect(begun.body.outcome).toBe('applied');
    await centre.pass(3_000);
    const [shown] = (await centre.get('/talks')).body.talks;
    expect(shown.supervisions).toMatchObject([
      { by: 'boss', mode: 'listen', state: 'listening', phone: 'PJSIP/1005' },
    ]);
    // The policy hides it from the agent.
    expect((await talk(centre)).supervisions).toBeNull();
    expect(centre.world.phone('PJSIP/1005').voices).toEqual(['PJSIP/1001', 'PJSIP/trunk']);
    await centre.ask('PATCH', '/calls/1/supervise', { mode: 'whisper' }, 'boss');
    await centre.pass(500);
    expect(centre.world.phone('PJSIP/1001').voices).toEqual(['PJSIP/1005', 'PJSIP/trunk']);
    expect(centre.caller.voices).toEqual(['PJSIP/1001']);
    await centre.ask('DELETE', '/calls/1/supervise', undefined, 'boss');
    await centre.pass(500);
    expect((await centre.get('/talks')).body.talks[0].supervisions).toEqual([]);
    const lines = await centre.lines();
    expect(notes(lines, 'supervision-ordered')).toMatchObject([
      { call: 1, by: 'boss', mode: 'listen', phone: 'PJSIP/1005' },
      { call: 1, by: 'boss', mode: 'whisper' },
    ]);
    expect(notes(lines, 'supervision-ended')).toMatchObject([{ result: 'ended' }]);
  });

  it('cannot listen to what is no conversation, at the phone in it, or in another’s place', async () => {
    const centre = await talking();
    const code = async (path: string, body: object) =>
      (await centre.post(path, body, 'boss')).body.error.code;
    expect(await code('/calls/9/supervise', order)).toBe('unknown-call');
    expect(await code('/calls/1/supervise', { ...order, phone: 'PJSIP/1001' })).toBe(
      'phone-in-use',
    );
    expect(await code('/calls/1/supervise', { ...order, phone: 'none' })).toBe('invalid-request');
    await centre.post('/calls/1/supervise', order, 'boss');
    await centre.pass(3_000);
    const other = await centre.ask('DELETE', '/calls/1/supervise?supervision=1');
    expect(other.body.error.code).toBe('no-supervision');
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    expect(await code('/calls/2/supervise', order)).toBe('no-conversation');
  });
});

describe('a router that is killed', () => {
  it('goes on with a consultation, and ends supervisions', async () => {
    const first = await talking();
    await act(first, 'consult', { to: { extension: '800' } });
    await act(first, 'mute');
    await first.post('/calls/1/supervise', { mode: 'barge', phone: 'PJSIP/1005' });
    await first.pass(3_000);
    await first.kill();
    const { folder, clock, world, caller } = first;
    const config = compileCentre(folder, yaml);
    const next = await startCentre({ folder, clock, world, config });
    await next.pass(2_000);
    expect(await talk(next)).toMatchObject({
      call: 1,
      muted: true,
      consult: { with: 'extension:800', state: 'talking' },
    });
    expect((await next.get('/talks')).body.talks[0].supervisions).toEqual([]);
    expect(world.phone('PJSIP/1005').state).toBe('idle');
    expect(caller.hears).toBe('music');
    await act(next, 'cancel');
    await act(next, 'unmute');
    expect(caller.voices).toEqual(['PJSIP/1001']);
    caller.hangUp();
    await next.pass(1_000);
    expect(world.leftovers()).toEqual([]);
  });
});
