/** The view keeps links from the journal's lines as the router has them, whatever happens. */

import { expect, test } from 'vitest';
import { NEVER } from '../../core/index.ts';
import type { Line } from '../../server/journal-lines.ts';
import { View } from '../../server/view.ts';
import { fast, play } from '../support/contenders.ts';
import { seedOfRun } from '../support/dice.ts';
import { createRandomWorld } from '../support/random-world.ts';

const seed = seedOfRun();
const shape = { agentsMax: 4, callersMax: 10, hostilePercent: 5, upheavals: true };

test(`links up, calls on them and calls that are linking: TSUNAGI_SEED=${seed}`, () => {
  let legsSeen = 0;
  for (let world = seed; world < seed + 20; world++) {
    const people = createRandomWorld(world, shape);
    const router = fast(people);
    const view = new View({ policy: people.policy, lastAgent: { callers: 10, keepMs: 0 } });
    let deadline = NEVER;
    let seq = 0;
    for (let n = 0; n < 150; n++) {
      const { at, event } = people.next(deadline);
      const answer = play(router, { at, ...(event ? { event } : {}) });
      deadline = answer.nextDeadline;
      const tell = (line: object) => view.apply({ seq: ++seq, at, ...line } as Line);
      if (event) tell({ fact: event, outcome: answer.outcome });
      for (const record of answer.records) tell({ n: record });
      answer.records.forEach(people.told);
      const { policy, links = [], calls } = router.snapshot();
      const had = (policy.links ?? []).map(({ id }) => {
        const { up = true, legs = [] } = links.find((link) => link.id === id) ?? {};
        legsSeen += legs.length;
        return { id, up, legs: legs.map(({ call }) => call) };
      });
      const seen = (policy.links ?? []).map(({ id }) => {
        const link = view.links.get(id);
        const legs = [...(link?.legs.keys() ?? [])].sort((a, b) => a - b);
        return { id, up: link?.up, legs };
      });
      expect(seen, `world ${world}, move ${n}: ${JSON.stringify(event)}`).toEqual(had);
      const linking = [...view.calls.values()].filter(({ state }) => state === 'linking');
      expect(linking.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
        calls.filter(({ state }) => state === 'linking').map(({ id }) => id),
      );
    }
  }
  expect(legsSeen).toBeGreaterThan(20);
});
