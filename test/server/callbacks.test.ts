import { afterEach, describe, expect, it } from 'vitest';
import type { SwitchCommand } from '../../adapters/port.ts';
import { asked, endpoint, enter, number, start } from './callback-centre.ts';
import { cleanUp } from './centre.ts';

afterEach(cleanUp);

const readBack = `sound:vm-num-i-have digits:${number} sound:vm-tocallnum`;

describe('a caller who is offered to be called back', () => {
  it('by key hears the number, confirms it, and is called when an agent is free', async () => {
    const centre = await start();
    const caller = enter(centre);
    await centre.pass(10_000);
    caller.press('2');
    await centre.pass(500);
    expect(centre.said).toEqual([readBack]);
    expect((await centre.get('/queues/support')).body).toMatchObject({ waiting: 1, callbacks: 0 });
    caller.press('1');
    await centre.pass(10_000);
    expect(caller.where).toBe('gone');
    const { callbacks } = (await centre.get('/callbacks')).body;
    expect(callbacks).toMatchObject([
      {
        id: 2,
        state: 'waiting',
        queue: 'support',
        caller: { number, name: 'Mori' },
        callback: { number, first: 'agent', attempts: 0, reachedAt: null },
      },
    ]);
    expect((await centre.get('/queues/support')).body).toMatchObject({ waiting: 0, callbacks: 1 });
    const story = (await centre.get('/calls/2/decisions')).body;
    expect(story.queue).toBe('support');
    expect(story.moments[0].n).toEqual(['callQueued', 2, 'support', 0]);
    const agent = centre.world.phone('PJSIP/1001');
    const customer = centre.world.phone(endpoint);
    customer.plan({ does: 'answer', afterMs: 3_000 });
    await centre.post('/agents/ann/sign-in');
    await centre.pass(3_000);
    expect([agent.hears, customer.state]).toEqual(['ringing', 'ringing']);
    expect(agent.shows).toEqual({ number, name: '技術サポート: Mori' });
    expect((await centre.get('/offers')).body.offers).toMatchObject([{ state: 'dialling' }]);
    await centre.pass(3_000);
    expect([agent.hears, customer.hears]).toEqual(['conversation', 'conversation']);
    expect((await centre.get('/calls/2')).body).toMatchObject({
      state: 'talking',
      agent: 'ann',
      recording: 'started',
      callback: { attempts: 1, reachedAt: expect.any(Number) },
    });
    expect((await centre.get('/callbacks')).body.callbacks).toEqual([]);
    customer.hangUp();
    await centre.pass(1_000);
    expect((await centre.get('/agents/ann')).body.state).toBe('wrap-up');
    expect(centre.world.leftovers()).toEqual([]);
  });

  it('keeps the place: who came later is served later', async () => {
    const centre = await start();
    const first = await asked(centre);
    enter(centre, '0399999999');
    await centre.pass(1_000);
    const { line } = (await centre.get('/queues/support')).body;
    expect(line.map((call: { id: number }) => call.id)).toEqual([first.id, 3]);
    expect(line[0].joinedAt).toBeLessThan(line[1].joinedAt);
  });

  it('waits on with *, after silence, and when an agent answers first', async () => {
    const centre = await start();
    const caller = enter(centre);
    await centre.pass(1_000);
    caller.press('2');
    await centre.pass(500);
    caller.press('*');
    await centre.pass(500);
    expect(caller.hears).toBe('music');
    caller.press('2');
    await centre.pass(45_000);
    expect(centre.said).toEqual([readBack, '', readBack, readBack, '']);
    caller.press('2');
    await centre.pass(500);
    await centre.post('/agents/ann/sign-in');
    await centre.pass(3_000);
    expect(caller.hears).toBe('conversation');
    caller.press('1');
    await centre.pass(500);
    expect((await centre.get('/callbacks')).body.callbacks).toEqual([]);
  });

  it('with a withheld number is asked for one, or told that it cannot be done', async () => {
    const centre = await start();
    const caller = enter(centre, 'anonymous');
    await centre.pass(1_000);
    caller.press('2');
    await centre.pass(1_000);
    expect(centre.said).toEqual(['sound:im-sorry']);
    expect(caller.where).toBe('application');
    const other = await start(', other-number: true');
    const second = enter(other, '');
    await other.pass(1_000);
    for (const key of '209#0901234567#') {
      second.press(key);
      await other.pass(300);
    }
    const enterNumber = 'sound:vm-enter-num-to-call sound:vm-then-pound';
    const confirm = 'digits:0901234567 sound:vm-tocallnum sound:vm-calldiffnum';
    // The first digit cuts the question off; 09 is too short a number.
    expect(other.said).toEqual([
      ...[enterNumber, '', enterNumber, ''],
      `sound:vm-num-i-have ${confirm}`,
    ]);
    second.press('1');
    await other.pass(10_000);
    const { callbacks } = (await other.get('/callbacks')).body;
    expect(callbacks).toMatchObject([{ caller: { number: '0901234567' } }]);
  });

  it('without confirmation is taken at the number the network told', async () => {
    const centre = await start(', confirm: false');
    const caller = enter(centre);
    await centre.pass(1_000);
    caller.press('2');
    await centre.pass(10_000);
    expect(caller.where).toBe('gone');
    expect((await centre.get('/callbacks')).body.callbacks).toHaveLength(1);
  });
});

describe('an exit that offers to call back', () => {
  async function full(more = '') {
    const centre = await start(more);
    for (let i = 0; i < 3; i++) enter(centre, `03000000${i}`);
    await centre.pass(1_000);
    const caller = enter(centre);
    await centre.pass(1_000);
    return { centre, caller };
  }

  it('asks, and keeps a place for whom there was none', async () => {
    const { centre, caller } = await full();
    expect(caller.where).toBe('application');
    caller.press('1');
    await centre.pass(500);
    expect(centre.said).toEqual(['', readBack]);
    caller.press('1');
    await centre.pass(10_000);
    expect(caller.where).toBe('gone');
    const { line } = (await centre.get('/queues/support')).body;
    expect(line.map((call: { id: number }) => call.id)).toEqual([1, 2, 3, 5]);
    expect(line[3].callback).toMatchObject({ first: 'agent' });
  });

  it('lets those go where they would have gone who do not want it', async () => {
    const { centre, caller } = await full();
    caller.press('*');
    await centre.pass(1_000);
    expect(caller.place).toMatchObject({ context: 'voicemail', extension: '8000' });
    const silent = enter(centre);
    await centre.pass(45_000);
    expect(silent.place).toMatchObject({ context: 'voicemail', extension: '8000' });
  });

  it('does not ask whom nobody could call', async () => {
    const { centre } = await full();
    const caller = enter(centre, '');
    await centre.pass(1_000);
    expect(caller.place).toMatchObject({ context: 'voicemail', extension: '8000' });
  });

  it('forgets whoever hangs up in the middle of it', async () => {
    const { centre, caller } = await full();
    caller.hangUp();
    await centre.pass(60_000);
    expect((await centre.get('/calls')).body.calls.map(({ id }: { id: number }) => id)).toEqual([
      1, 2, 3,
    ]);
  });
});

describe('a customer who is to be called back', () => {
  it('with the customer first is greeted, waits with music, and talks', async () => {
    const centre = await start(', first: customer, say: { greet: hello }');
    await asked(centre);
    const customer = centre.world.phone(endpoint);
    customer.plan({ does: 'answer', afterMs: 2_000 });
    const agent = centre.world.phone('PJSIP/1001');
    agent.plan({ does: 'answer', afterMs: 5_000 });
    await centre.post('/agents/ann/sign-in');
    await centre.pass(1_000);
    expect([agent.state, customer.state]).toEqual(['idle', 'ringing']);
    await centre.pass(2_000);
    expect([agent.state, customer.hears]).toEqual(['ringing', 'announcement']);
    expect((await centre.get('/calls/2')).body).toMatchObject({
      state: 'offered',
      channel: 'tsunagi-customer-1',
    });
    await centre.pass(2_500);
    expect(customer.hears).toBe('music');
    await centre.pass(2_000);
    expect([agent.hears, customer.hears]).toEqual(['conversation', 'conversation']);
  });

  it('who cannot be reached is tried again after a rest, and then given up', async () => {
    const centre = await start();
    await asked(centre);
    centre.world.phone(endpoint).plan({ does: 'busy' });
    await centre.post('/agents/ann/sign-in');
    await centre.pass(3_000);
    const [resting] = (await centre.get('/callbacks')).body.callbacks;
    expect(resting).toMatchObject({ state: 'resting', callback: { attempts: 1 } });
    expect((await centre.get('/calls?state=resting')).body.calls).toHaveLength(1);
    expect((await centre.get('/queues/support')).body).toMatchObject({ callbacks: 1, line: [] });
    expect((await centre.get('/agents/ann')).body.state).toBe('ready');
    await centre.pass(55_000);
    expect((await centre.get('/callbacks')).body.callbacks[0].state).toBe('resting');
    await centre.pass(10_000);
    expect((await centre.get('/callbacks')).body.callbacks).toEqual([]);
    const exits = (await centre.lines()).filter(
      (line) => 'n' in line && line.n[0] === 'callExited',
    );
    const unreached = ['callExited', 2, 'support', 'unreached', expect.any(Number), null];
    expect(exits.at(-1)).toMatchObject({ n: unreached });
    expect(centre.world.leftovers()).toEqual([]);
  });

  it('is still known by number after a crash', async () => {
    const first = await start();
    await asked(first);
    await first.kill();
    const { folder, clock, world } = first;
    const second = await start('', { folder, clock, world });
    expect((await second.get('/callbacks')).body.callbacks).toMatchObject([
      { id: 2, caller: { number }, callback: { number } },
    ]);
    await second.post('/agents/ann/sign-in');
    await second.pass(5_000);
    expect(world.phone(endpoint).hears).toBe('conversation');
  });

  it('whose phone rings through a crash is connected by the next process', async () => {
    const first = await start();
    const { folder, clock, world } = first;
    await asked(first);
    const customer = world.phone(endpoint);
    customer.plan({ does: 'answer', afterMs: 20_000 });
    await first.post('/agents/ann/sign-in');
    await first.pass(4_000);
    expect(customer.state).toBe('ringing');
    await first.kill();
    const second = await start('', { folder, clock, world });
    await second.pass(20_000);
    expect([customer.hears, world.phone('PJSIP/1001').hears]).toEqual([
      'conversation',
      'conversation',
    ]);
    expect((await second.get('/calls/2')).body).toMatchObject({ state: 'talking', agent: 'ann' });
  });

  for (const first of ['customer', 'agent'] as const) {
    it(`who answers when it has just been called off is let go, ${first} first`, async () => {
      const centre = await start(`, first: ${first}`);
      await asked(centre);
      const agent = centre.world.phone('PJSIP/1001');
      const customer = centre.world.phone(endpoint);
      customer.plan({ does: 'ring' });
      await centre.post('/agents/ann/sign-in');
      await centre.pass(3_000);
      expect(customer.state).toBe('ringing');
      // Its withdrawal meets the answer on the way.
      const { execute } = centre.port;
      const late: SwitchCommand[] = [];
      centre.port.execute = (command) => {
        if (command.type === 'withdraw') late.push(command);
        else execute(command);
      };
      expect((await centre.ask('DELETE', '/callbacks/2')).status).toBe(200);
      customer.answer();
      await centre.pass(3_000);
      expect(late).toHaveLength(1);
      expect(customer.state).toBe('idle');
      for (const command of late) execute(command);
      await centre.pass(3_000);
      expect([agent.state, customer.state]).toEqual(['idle', 'idle']);
      expect((await centre.get('/agents/ann')).body.state).toBe('ready');
      expect(centre.world.leftovers()).toEqual([]);
    });
  }

  it('who hangs up on the agent ends like any call, and counts as no wait on the line', async () => {
    const centre = await start();
    await asked(centre);
    await centre.post('/agents/ann/sign-in');
    await centre.pass(5_000);
    centre.world.phone(endpoint).hangUp();
    await centre.pass(1_000);
    const { body } = await centre.get('/queues/support');
    expect(body.counts).toMatchObject({ offered: 1, answered: 0, exits: { callback: 1 } });
    const text = await (await fetch(`${centre.server.addresses.metrics}/metrics`)).text();
    const lines = new Set(text.split('\n'));
    const wanted = [
      'acd_callbacks_queued_total{queue="support"} 1',
      'acd_callback_dials_total{queue="support"} 1',
      'acd_callback_exits_total{queue="support",outcome="answered"} 1',
      'acd_queue_exits_total{queue="support",outcome="answered"} 0',
      'acd_queue_callbacks_waiting{queue="support"} 0',
    ];
    expect(wanted.filter((line) => !lines.has(line))).toEqual([]);
  });
});
