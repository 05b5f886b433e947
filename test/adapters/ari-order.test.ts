/**
 * What changes the same thing reaches Asterisk in the order in which it was wanted, whichever
 * request is quicker: over HTTP each has a connection of its own.
 */

import { expect, test } from 'vitest';
import { addCall } from '../../adapters/asterisk/calls.ts';
import { createDesk, type Desk } from '../../adapters/asterisk/desk.ts';
import { addLeg } from '../../adapters/asterisk/legs.ts';
import { createPacer } from '../../adapters/asterisk/pace.ts';
import type { AriReply } from '../../adapters/asterisk-ari/messages.ts';
import { AriWays } from '../../adapters/asterisk-ari/ways.ts';
import { createManualClock } from '../../adapters/clock.ts';
import { asCallId, asOfferId } from '../../core/routing/ids.ts';

/** Requests that are under way, answered when a test says so. */
class Slow {
  readonly asked: string[] = [];
  readonly #open: ((reply: AriReply) => void)[] = [];
  readonly ways: AriWays;
  readonly desk: Desk;

  constructor() {
    const send = ({
      method,
      path,
      query = {},
    }: {
      method: string;
      path: string;
      query?: object;
    }) => {
      this.asked.push([method, path, ...Object.values(query)].join(' '));
      return new Promise<AriReply>((resolve) => this.#open.push(resolve));
    };
    const clock = createManualClock();
    this.ways = new AriWays({ send }, undefined);
    const listener = { onFact() {}, onTrouble() {}, mintCall: () => asCallId(1) };
    const hooks = { tell() {}, legChanged() {} };
    const pacer = createPacer(50, clock);
    this.desk = createDesk({ app: 'tsunagi', clock, ways: this.ways, pacer, listener }, hooks);
    this.ways.desk = this.desk;
  }

  /** Answers what was asked first, and lets come of it what comes. */
  async answer(): Promise<void> {
    this.#open.shift()?.({ status: 204, body: '' });
    await this.settle();
  }

  settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
}

test('who is busy at once leaves the agent in no ringing that begins after its end', async () => {
  const slow = new Slow();
  const phone = { offer: asOfferId(7), call: asCallId(1), phone: 'PJSIP/1001' };
  const leg = addLeg(slow.desk, phone);
  void slow.ways.ring(leg, true);
  void slow.ways.ring(leg, false);
  await slow.settle();
  const path = `channels/${leg.channel}/ring`;
  expect(slow.asked).toEqual([`POST ${path}`]);
  await slow.answer();
  expect(slow.asked).toEqual([`POST ${path}`, `DELETE ${path}`]);
});

test('music that is stopped and wanted again is there at the end, and of the class wanted last', async () => {
  const slow = new Slow();
  const call = addCall(slow.desk, asCallId(1), 'c1');
  call.music = 'slow';
  void slow.ways.music(call);
  void slow.ways.fallSilent(call);
  call.music = 'quick';
  void slow.ways.music(call);
  for (let i = 1; i <= 3; i++) {
    await slow.settle();
    expect(slow.asked).toHaveLength(i);
    await slow.answer();
  }
  const path = 'channels/c1/moh';
  expect(slow.asked).toEqual([`POST ${path} slow`, `DELETE ${path}`, `POST ${path} quick`]);
});

test('what a restart is to find of a caller is what was wanted last', async () => {
  const slow = new Slow();
  const call = addCall(slow.desk, asCallId(1), 'c1');
  for (const memo of ['sales', 'support']) {
    call.memo = memo;
    void slow.ways.keep(call);
  }
  await slow.settle();
  expect(slow.asked).toHaveLength(1);
  await slow.answer();
  expect(slow.asked.map((text) => /sales|support/.exec(text)?.[0])).toEqual(['sales', 'support']);
});
