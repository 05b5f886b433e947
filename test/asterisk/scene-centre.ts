/**
 * A small centre for scenes of a few calls: two agents at phones 1001 and 1002, and a queue for
 * each thing to be tried.
 */

import { until } from './child.ts';
import type { CentreText, RouterChild } from './router.ts';
import type { PhoneSetup } from './server-files.ts';

export const scenePhones: readonly PhoneSetup[] = [
  { id: '1001' },
  { id: '1002' },
  { id: '1003' },
  // Nobody listens there, and the switch does not know it.
  { id: '1009', contact: 'sip:1009@127.0.0.1:9' },
];

const common = {
  teams: ['desk'],
  ring: '20s',
  exclude: '2s',
  exits: { 'too-long': { waited: '5m', go: 'dialplan' } },
};
const open = [{ require: {} }];

/**
 * Numbers: 5001 plain, 5002 recorded, 5003 with escapes, 5004 served first by phones that do not
 * exist, 5005 rings 5 s only.
 */
export const sceneCentre: CentreText = {
  name: { en: 'Scenes', ja: '場面' },
  tenants: { scene: null },
  teams: { desk: null, ghosts: null },
  agents: {
    tanaka: { name: { en: 'Yui Tanaka', ja: '田中 結衣' }, phone: 'PJSIP/1001', teams: ['desk'] },
    sato: { name: { en: 'Ren Sato', ja: '佐藤 蓮' }, phone: 'PJSIP/1002', teams: ['desk'] },
    ghost: { phone: 'PJSIP/1009', teams: ['ghosts'] },
    nobody: { phone: 'PJSIP/nosuchphone', teams: ['ghosts'] },
  },
  'pause-reasons': { lunch: null, training: null },
  targets: {
    voicemail: { extension: 'voicemail', context: 'fallback' },
    'to-plain': { queue: 'plain' },
  },
  queues: {
    plain: { ...common, name: { en: 'Plain', ja: '通常' }, steps: open },
    short: { ...common, ring: '5s', steps: open },
    recorded: { ...common, record: true, steps: open },
    keys: {
      ...common,
      steps: open,
      escapes: { '1': 'voicemail', '2': 'to-plain', '3': 'hang-up', '4': 'dialplan' },
    },
    haunted: {
      ...common,
      teams: [{ team: 'ghosts' }, { team: 'desk', rank: 1 }],
      steps: open,
    },
  },
  entries: {
    '5001': { queue: 'plain' },
    '5002': { queue: 'recorded' },
    '5003': { queue: 'keys' },
    '5004': { queue: 'haunted' },
    '5005': { queue: 'short' },
  },
};

/** As the API shows it, as far as scenes look. */
export interface CallState {
  readonly id: number;
  readonly state: string;
  readonly agent: string | null;
  readonly connectedAt: number | null;
  readonly queue: string | null;
  readonly recording: string | null;
}

/** What tests ask of a router in a scene. */
export function ask(router: () => RouterChild) {
  const calls = async (): Promise<readonly CallState[]> =>
    (await router().api<{ calls: CallState[] }>('GET', 'calls')).calls;
  const agent = (id: string): Promise<{ state: string; reason: string | null }> =>
    router().api('GET', `agents/${id}`);
  return {
    calls,
    agent,
    signIn: (id: string): Promise<unknown> => router().api('POST', `agents/${id}/sign-in`),
    /** Waits until the agent is in this state. */
    becomes: (id: string, state: string): Promise<unknown> =>
      until(`${id} to be ${state}`, async () => (await agent(id)).state === state),
    /**
     * Waits until the agent talks with a caller other than `former`, confirmed by the switch; gives
     * the call's number. What is shown lags some milliseconds: the former call may still be there.
     */
    connected: (id: string, former?: number): Promise<number> =>
      until(`${id} to be connected`, async () => {
        const call = (await calls()).find((each) => each.agent === id && each.connectedAt !== null);
        return call?.id === former ? undefined : call?.id;
      }),
    /** Waits until the router holds this many calls. */
    holds: (count: number): Promise<unknown> =>
      until(`${count} calls in routing`, async () => (await calls()).length === count),
  };
}
