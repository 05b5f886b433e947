import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultLimits } from '../../core/routing/limits.ts';
import { centreYaml, cleanUp, compileCentre, newFolder, startCentre } from './centre.ts';

afterEach(cleanUp);

describe('a caller on the simulated switch', () => {
  it('hears music, is offered with number and queue, talks, and the agent wraps up', async () => {
    const centre = await startCentre();
    await centre.post('/agents/ann/sign-in');
    const phone = centre.world.phone('PJSIP/1001');
    phone.plan({ does: 'answer', afterMs: 3_000 });
    const caller = centre.world.enter({ args: ['entry', '100'], number: '0312', name: 'Mori' });
    await centre.pass(1_000);
    expect(phone.state).toBe('ringing');
    expect(phone.shows).toEqual({ number: '0312', name: '技術サポート: Mori' });
    expect(caller.hears).toBe('music');
    await centre.pass(4_000);
    expect(caller.hears).toBe('conversation');
    const { body } = await centre.get('/agents/ann');
    expect(body).toMatchObject({ state: 'talking', call: 1, callsAnswered: 1 });
    caller.hangUp();
    await centre.pass(500);
    expect((await centre.get('/agents/ann')).body).toMatchObject({ state: 'wrap-up', call: null });
    await centre.pass(10_000);
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
    expect((await centre.get('/calls')).body.calls).toEqual([]);
    expect(centre.world.leftovers()).toEqual([]);
  });

  it('goes back to the dialplan when its queue or number is unknown, and is counted', async () => {
    const centre = await startCentre();
    const lost = [
      centre.world.enter({ args: ['queue', 'nowhere'] }),
      centre.world.enter({ args: ['entry', '999'] }),
      centre.world.enter({ args: ['support'] }),
    ];
    await centre.pass(500);
    expect(lost.map((caller) => caller.where)).toEqual(['dialplan', 'dialplan', 'dialplan']);
    const refused = (await centre.lines()).filter(
      (l) => 'note' in l && l.note.type === 'caller-refused',
    );
    expect(refused).toHaveLength(3);
    expect(JSON.stringify(refused)).toContain('there is no queue \\"nowhere\\"');
    expect((await centre.get('/calls')).body.calls).toEqual([]);
  });

  it('goes back to the dialplan when the router holds as many calls as it can', async () => {
    const centre = await startCentre({ limits: { ...defaultLimits, callsMax: 2 } });
    const callers = [1, 2, 3].map(() => centre.world.enter({ args: ['entry', '100'] }));
    await centre.pass(500);
    expect(callers.map((caller) => caller.where)).toEqual([
      'application',
      'application',
      'dialplan',
    ]);
    expect((await centre.get('/calls')).body.calls).toHaveLength(2);
    callers[0]!.hangUp();
    await centre.pass(500);
    const next = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    expect(next.where).toBe('application');
  });

  it('whose time ends while the switch is away is sent on when it is back', async () => {
    const centre = await startCentre();
    const caller = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(1_000);
    centre.port.cutLink();
    await centre.pass(200_000);
    expect(caller.where).toBe('application');
    const exits = (await centre.lines()).filter((l) => 'n' in l && l.n[0] === 'callExited');
    expect(exits).toMatchObject([
      { n: ['callExited', 1, 'support', 'overflowed', 180_000, 'voicemail'] },
    ]);
    centre.port.restoreLink();
    await centre.pass(60_000);
    expect(caller.place).toMatchObject({ context: 'voicemail', extension: '8000' });
    expect((await centre.get('/calls')).body.calls).toEqual([]);
  });

  it('hears its place in line at the times of the queue, and not while a phone rings', async () => {
    const folder = newFolder();
    const yaml = centreYaml.replace(
      'wrap-up: 10s',
      'wrap-up: 10s\n    positions: { first: 5s, every: 10s }',
    );
    const centre = await startCentre({ folder, config: compileCentre(folder, yaml) });
    const said: string[] = [];
    const { execute } = centre.port;
    centre.port.execute = (command) => {
      if (command.type === 'announce') said.push(`${command.call} ${command.media.join(' ')}`);
      execute(command);
    };
    centre.world.enter({ args: ['entry', '100'] });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(7_000);
    expect(said).toEqual([
      '1 sound:queue-youarenext',
      '2 sound:queue-thereare number:2 sound:queue-callswaiting',
    ]);
    centre.world.phone('PJSIP/1001').plan({ does: 'answer', afterMs: 60_000 });
    await centre.post('/agents/ann/sign-in');
    await centre.pass(10_000);
    // Whoever has a phone ringing is before nobody any more.
    expect(said.slice(2)).toEqual(['2 sound:queue-youarenext']);
  });

  it('costs one look at the calls a second, however many queues tell places', async () => {
    const folder = newFolder();
    const telling = '    positions: { first: 5s, every: 10s }\n';
    const yaml = centreYaml
      .replace('    wrap-up: 10s\n', `    wrap-up: 10s\n${telling}`)
      .replace('    hours: shop\n', `    hours: shop\n${telling}`);
    const centre = await startCentre({ folder, config: compileCentre(folder, yaml) });
    centre.world.enter({ args: ['entry', '100'] });
    centre.world.enter({ args: ['entry', '200'] });
    await centre.pass(1_000);
    const looks = vi.spyOn(centre.server.recovered.view.calls, 'values');
    await centre.pass(5_000);
    expect(looks.mock.calls.length).toBe(5);
  });

  it('brings class and head start from the entry and from the arguments of Stasis()', async () => {
    const centre = await startCentre();
    centre.world.enter({ args: ['entry', '101'] });
    centre.world.enter({ args: ['queue', 'support', 'class=vip', 'head-start=90s'] });
    centre.world.enter({ args: ['queue', 'support', 'class=none', 'head-start=soon'] });
    await centre.pass(500);
    const { calls } = (await centre.get('/calls')).body;
    expect(calls.map((call: { class: string }) => call.class)).toEqual(['vip', 'vip', 'normal']);
    const ages = calls.map(
      (call: { agedFrom: number; joinedAt: number }) => call.joinedAt - call.agedFrom,
    );
    expect(ages).toEqual([0, 90_000, 0]);
    const { line } = (await centre.get('/queues/support')).body;
    expect(line.map((call: { id: number }) => call.id)).toEqual([2, 1, 3]);
  });

  it('reaches the agent it talked with last', async () => {
    const centre = await startCentre();
    await centre.post('/agents/ann/sign-in');
    const first = centre.world.enter({ args: ['entry', '100'], number: '0312' });
    await centre.pass(3_000);
    first.hangUp();
    await centre.pass(15_000);
    await centre.post('/agents/ann/pause');
    await centre.post('/agents/ann/unpause');
    centre.world.enter({ args: ['entry', '100'], number: '0312' });
    await centre.pass(500);
    const arrival = (await centre.lines()).find(
      (l) => 'fact' in l && l.fact.type === 'call-arrived' && l.fact.call === 2,
    );
    expect(arrival).toMatchObject({ fact: { preferred: 'ann' } });
  });

  it('leaves by an escape key, and by a target a supervisor moves it to', async () => {
    const centre = await startCentre();
    const pressing = centre.world.enter({ args: ['entry', '100'] });
    const moved = centre.world.enter({ args: ['entry', '100'] });
    const hung = centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    pressing.press('1');
    expect((await centre.post('/calls/2/move', { target: 'voicemail' })).status).toBe(200);
    expect((await centre.post('/calls/3/hang-up')).status).toBe(200);
    await centre.pass(500);
    expect(pressing.place).toMatchObject({ context: 'voicemail', extension: '8000' });
    expect(moved.place).toMatchObject({ context: 'voicemail', extension: '8000' });
    expect(hung.where).toBe('gone');
    const exits = (await centre.lines()).flatMap((l) =>
      'n' in l && l.n[0] === 'callExited' ? [l.n] : [],
    );
    expect(exits.map((n) => [n[1], n[3]])).toEqual([
      [2, 'transferred'],
      [1, 'deflected'],
      [3, 'abandoned-short'],
    ]);
  });

  it('is sent away when the shop closes, at the minute it closes', async () => {
    const centre = await startCentre();
    await centre.pass(100);
    centre.clock.advance(8 * 3_600_000);
    const caller = centre.world.enter({ args: ['entry', '200'] });
    await centre.pass(500);
    expect(caller.place).toMatchObject({ context: 'voicemail' });
    const closings = (await centre.lines()).filter(
      (l) => 'fact' in l && l.fact.type === 'hours-changed',
    );
    expect(closings.at(-1)).toMatchObject({ fact: { hours: 'shop', open: false } });
    // 18:00 in Tokyo.
    expect(closings.at(-1)!.at).toBe(Date.UTC(2026, 10, 24, 9, 0, 0));
  });
});

describe('feature codes', () => {
  it('sign in, pause, unpause and sign out from the phone, and say that it was done', async () => {
    const centre = await startCentre();
    const phone = centre.world.phone('PJSIP/1001');
    const stateAfter = async (args: readonly string[]) => {
      const dialled = phone.dialFeature(args);
      await centre.pass(3_000);
      dialled.hangUp();
      await centre.pass(3_000);
      const { state, reason } = (await centre.get('/agents/ann')).body;
      return reason ? `${state} ${reason}` : state;
    };
    expect(await stateAfter(['sign-in'])).toBe('ready');
    expect(await stateAfter(['pause', 'lunch'])).toBe('paused lunch');
    expect(await stateAfter(['pause'])).toBe('paused break');
    expect(await stateAfter(['unpause'])).toBe('ready');
    expect(await stateAfter(['pause', 'nonsense'])).toBe('ready');
    expect(await stateAfter(['sign-out'])).toBe('signed-out');
  });

  it('leave the phone in peace until it is hung up again', async () => {
    const centre = await startCentre();
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(500);
    const dialled = centre.world.phone('PJSIP/1001').dialFeature(['sign-in']);
    await centre.pass(100);
    expect((await centre.get('/agents/ann')).body.state).toBe('busy-elsewhere');
    expect((await centre.get('/calls/1')).body.state).toBe('waiting');
    dialled.hangUp();
    await centre.pass(200);
    expect((await centre.get('/calls/1')).body).toMatchObject({ state: 'offered', agent: 'ann' });
  });

  it('sign an agent in at another phone, which then rings', async () => {
    const centre = await startCentre();
    const desk = centre.world.phone('PJSIP/1099');
    desk.dialFeature(['sign-in', 'ann']);
    await centre.pass(3_000);
    expect((await centre.get('/agents/ann')).body).toMatchObject({ phone: 'PJSIP/1099' });
    desk.plan({ does: 'answer', afterMs: 30_000 });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(3_000);
    expect(desk.state).toBe('ringing');
    expect(centre.world.phone('PJSIP/1001').state).toBe('idle');
  });

  it('sign in again at the same other phone after a break, which rings again', async () => {
    const centre = await startCentre();
    const phone = 'PJSIP/1099';
    const desk = centre.world.phone(phone);
    await centre.post('/agents/ann/sign-in', { phone });
    await centre.post('/agents/ann/sign-out');
    expect((await centre.post('/agents/ann/sign-in', { phone })).status).toBe(200);
    expect((await centre.get('/agents/ann')).body).toMatchObject({ phone, state: 'ready' });
    centre.world.enter({ args: ['entry', '100'] });
    await centre.pass(1_000);
    expect([desk.state, centre.world.phone('PJSIP/1001').state]).toEqual(['ringing', 'idle']);
  });
});

describe('phones', () => {
  it('that leave the switch make their agent unreachable, and back', async () => {
    const centre = await startCentre();
    await centre.post('/agents/ann/sign-in');
    const phone = centre.world.phone('PJSIP/1001');
    await centre.pass(1_000);
    phone.register(false);
    await centre.pass(2_000);
    expect((await centre.get('/agents/ann')).body.state).toBe('unreachable');
    phone.register(true);
    await centre.pass(2_000);
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
    const end = phone.callOutside();
    await centre.pass(2_000);
    expect((await centre.get('/agents/ann')).body.state).toBe('busy-elsewhere');
    end();
    await centre.pass(2_000);
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
  });

  it('that do not exist leave their agent unreachable, and the log says so', async () => {
    const text: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void text.push(line) });
    const folder = newFolder();
    const yaml = centreYaml.replace('PJSIP/1002', 'PJSIP/no-such');
    const centre = await startCentre({ folder, log, config: compileCentre(folder, yaml) });
    await centre.post('/agents/bob/sign-in');
    await centre.pass(1_000);
    expect((await centre.get('/agents/bob')).body.state).toBe('unreachable');
    expect(text.join('')).toContain('agent bob is unreachable: phone PJSIP/no-such');
  });
});
