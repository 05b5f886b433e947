/** What agents did today, told line by line, and over midnight. */

import { describe, expect, test } from 'vitest';
import type { CommandRecord } from '../../core/routing/commands.ts';
import { asAgentId, asOfferId } from '../../core/routing/ids.ts';
import type { AgentState } from '../../core/routing/outcomes.ts';
import type { Line, LineBody } from '../../server/journal-lines.ts';
import { AgentDays, localDay } from '../../server/live/agent-days.ts';

const zone = 'Asia/Tokyo';
/** 10:00 in Tokyo. */
const ten = Date.UTC(2026, 10, 24, 1);
const minute = 60_000;
const ann = asAgentId('ann');

function scene() {
  const days = new AgentDays(() => zone);
  days.begin(
    { agents: [{ id: ann, state: 'signed-out', since: 0, callsAnswered: 0 }], offers: [] },
    ten,
  );
  let seq = 0;
  const tell = (at: number, body: LineBody) => days.apply({ seq: ++seq, at, ...body } as Line);
  return {
    of: (at: number) => days.of(ann, at),
    state: (at: number, state: AgentState) =>
      tell(at, { n: ['agentChanged', ann, state, undefined, undefined] as CommandRecord }),
    connected: (at: number, offer: number) =>
      tell(at, {
        n: ['callConnected', 1, asOfferId(offer), ann, 'q', 0] as unknown as CommandRecord,
      }),
    hold: (at: number, offer: number, on: boolean) =>
      tell(at, { note: { type: 'hold-changed', offer: asOfferId(offer), on } }),
  };
}

describe('a day of an agent', () => {
  test('adds up states, and hold apart from talking', () => {
    const { of, state, connected, hold } = scene();
    state(ten, 'ready');
    state(ten + 5 * minute, 'offered');
    state(ten + 6 * minute, 'talking');
    connected(ten + 6 * minute, 1);
    hold(ten + 8 * minute, 1, true);
    hold(ten + 9 * minute, 1, false);
    state(ten + 12 * minute, 'wrap-up');
    state(ten + 14 * minute, 'paused');
    expect(of(ten + 20 * minute)).toEqual({
      from: Date.UTC(2026, 10, 23, 15),
      handled: 1,
      wrapUps: 1,
      spans: {
        ...{ ready: 5 * minute, offered: minute, talking: 5 * minute, hold: minute },
        ...{ wrapUp: 2 * minute, paused: 0, away: 0 },
      },
      goesOn: 'paused',
      since: ten + 14 * minute,
    });
  });

  test('an offer that led to no conversation is not handled', () => {
    const { of, state } = scene();
    state(ten, 'talking');
    state(ten + minute, 'ready');
    expect(of(ten + minute)).toMatchObject({ handled: 0, spans: { talking: minute } });
  });

  test('begins anew at midnight, in the middle of a conversation too', () => {
    const { of, state, connected } = scene();
    const midnight = Date.UTC(2026, 10, 24, 15);
    state(midnight - 10 * minute, 'talking');
    connected(midnight - 10 * minute, 1);
    expect(of(midnight + minute)).toMatchObject({ from: midnight, handled: 0, since: midnight });
    state(midnight + 3 * minute, 'wrap-up');
    expect(of(midnight + 3 * minute)).toMatchObject({ handled: 1, spans: { talking: 3 * minute } });
  });

  test('of somebody never heard of is empty', () => {
    const { of } = scene();
    expect(of(ten)).toMatchObject({ handled: 0, goesOn: null });
  });
});

test('a local day begins at midnight, and has 23 hours when the clocks go forward', () => {
  const { from, until } = localDay('Europe/Berlin', Date.UTC(2026, 2, 29, 12));
  expect([from, until]).toEqual([Date.UTC(2026, 2, 28, 23), Date.UTC(2026, 2, 29, 22)]);
});
