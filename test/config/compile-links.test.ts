/** Links of a configuration: what the router and the switch are given of them. */

import { describe, expect, test } from 'vitest';
import { NEVER } from '../../core/index.ts';
import { check } from './corpus.ts';

const yaml = `
site: tokyo
time-zone: Asia/Tokyo
switches: { world: { kind: simulated } }
hours: { office: { week: { mon-fri: 9:00-18:00 } } }
links:
  osaka: { trunk: PJSIP/osaka, site: osaka, channels: 20 }
  carrier: { trunk: PJSIP/carrier, channels: 4, cost: 10, hours: office, ring: 20s, rest: 1m }
targets:
  to-osaka: { links: [osaka, carrier], dial: "8100", otherwise: voicemail }
  voicemail: { extension: "8000" }
agents: { anna: { phone: PJSIP/1 } }
queues:
  support:
    teams: everybody
    steps: [{}]
    exits: { too-long: { waited: 90s, go: to-osaka } }
tests:
  - name: goes to Osaka when nobody has time
    agents: { anna: busy }
    call: { queue: support }
    at: 2m
    expect: { go: to-osaka, exit: timed-out }
`;

describe('links', () => {
  const { config, diagnostics } = check(yaml);

  test('are told the router, with defaults, by id', () => {
    expect(diagnostics).toEqual([]);
    expect(config?.policy).toMatchObject({
      site: 'tokyo',
      links: [
        { id: 'carrier', channels: 4, cost: 10, hours: 'office', ringMs: 20_000, restMs: 60_000 },
        { id: 'osaka', site: 'osaka', channels: 20, cost: 0, ringMs: 15_000, restMs: 10_000 },
      ],
    });
    const target = config?.policy.targets.find(({ id }) => id === 'to-osaka');
    expect(target).toEqual({
      id: 'to-osaka',
      links: ['osaka', 'carrier'],
      otherwise: 'voicemail',
    });
    expect(config?.policy.queues[0]?.steps[0]?.forMs).toBe(NEVER);
  });

  test('are told the program with their trunks and what is dialled', () => {
    expect(config?.site.links).toEqual([
      { id: 'carrier', trunk: 'PJSIP/carrier' },
      { id: 'osaka', trunk: 'PJSIP/osaka' },
    ]);
    const target = config?.site.targets.find(({ id }) => id === 'to-osaka');
    expect(target).toEqual({ id: 'to-osaka', destination: undefined, dial: '8100' });
  });
});
