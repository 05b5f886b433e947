/**
 * The centre of the loads: agents of six skill profiles, three queues whose steps relax, two
 * classes of callers.
 */

import type { CentreText } from './router.ts';
import type { PhoneSetup } from './server-files.ts';

/** Skills and levels; agents take them in turn. */
export const profiles: readonly Readonly<Record<string, number>>[] = [
  { support: 9, japanese: 10, english: 4 },
  { support: 6, japanese: 10 },
  { support: 5, english: 9 },
  { billing: 8, japanese: 10 },
  { billing: 5, support: 3, english: 7 },
  { sales: 7, billing: 3, japanese: 6, english: 6 },
];

/** Numbers callers dial; the second of each queue is of the class `vip`. */
export const dialled = {
  support: ['5001', '5011'],
  billing: ['5002', '5012'],
  sales: ['5003', '5013'],
} as const;

export const agentIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `a${2001 + index}`);

/** Phones of the agents as static contacts of one port. */
export const agentPhones = (count: number, port: number): PhoneSetup[] =>
  agentIds(count).map((agent) => {
    const id = agent.slice(1);
    return { id, contact: `sip:${id}@127.0.0.1:${port}` };
  });

/**
 * The configuration. Every caller can be served by somebody at the last step: nobody waits for
 * ever.
 */
export function loadCentre(agentCount: number): CentreText {
  const common = {
    teams: ['all'],
    ring: '10s',
    'wrap-up': '200ms',
    exclude: '5s',
    exits: { 'too-long': { waited: '5m', go: 'dialplan' } },
  };
  return {
    name: 'Load',
    tenants: { load: null },
    skills: { support: null, billing: null, sales: null, english: null, japanese: null },
    classes: [{ id: 'vip', 'may-starve': true }, 'normal'],
    teams: { all: null },
    'pause-reasons': { break: null },
    agents: Object.fromEntries(
      agentIds(agentCount).map((agent, index) => [
        agent,
        {
          phone: `PJSIP/${agent.slice(1)}`,
          teams: ['all'],
          skills: profiles[index % profiles.length],
        },
      ]),
    ),
    queues: {
      support: {
        ...common,
        steps: [
          { for: '2s', require: { support: '>=6', japanese: '>=5' } },
          { for: '3s', require: { support: '>=5' } },
          { require: { support: '>=3' } },
        ],
      },
      billing: {
        ...common,
        order: 'most-skilled',
        steps: [{ for: '3s', require: { billing: '>=5' } }, { require: { billing: '>=3' } }],
      },
      sales: { ...common, 'head-start': '2s', steps: [{ require: { sales: '>=5' } }] },
    },
    entries: Object.fromEntries(
      Object.entries(dialled).flatMap(([queue, [plain, vip]]) => [
        [plain, { queue }],
        [vip, { queue, class: 'vip' }],
      ]),
    ),
  };
}
