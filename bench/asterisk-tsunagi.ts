/** Tsunagi under the load: the whole process as an admin runs it, beside the same Asterisk. */

import type { AsteriskPackages } from '../test/asterisk/packages.ts';
import { type CentreText, startRouter } from '../test/asterisk/router.ts';
import { freeUdpPort, startAsterisk } from '../test/asterisk/server.ts';
import {
  agentIds,
  type LoadPlan,
  type LoadResult,
  phonesAt,
  runLoad,
  startPhones,
} from './asterisk-load.ts';
import { musicClass, musicConf, prepareMusic } from './asterisk-media.ts';

/**
 * One queue that everybody serves, longest idle first, no wrap-up: what app_queue is given on its
 * side.
 */
function centre(plan: LoadPlan): CentreText {
  return {
    name: 'Bench',
    tenants: { bench: null },
    agents: Object.fromEntries(agentIds(plan.agents).map((id) => [id, { phone: `PJSIP/${id}` }])),
    queues: {
      bench: {
        teams: 'everybody',
        ring: '20s',
        music: musicClass,
        steps: [{ require: {} }],
        exits: { 'too-long': { waited: '1h', go: 'dialplan' } },
      },
    },
    entries: { [plan.extension]: { queue: 'bench' } },
  };
}

/**
 * A fresh Asterisk and a fresh router, the load, and the end of all. CPU is that of Asterisk and
 * router together.
 */
export async function measureTsunagi(
  packages: AsteriskPackages,
  plan: LoadPlan,
): Promise<LoadResult> {
  const port = await freeUdpPort('127.0.0.1');
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const phoneList = phonesAt(port, plan.agents);
    const asterisk = await startAsterisk({
      packages,
      phones: phoneList,
      quiet: true,
      realtime: true,
      more: { 'musiconhold.conf': musicConf },
    });
    undo.push(() => asterisk.stop());
    await prepareMusic(asterisk, packages);
    const phones = await startPhones(packages, plan, port);
    undo.push(() => phones.stop());
    const router = await startRouter({ asterisk, centre: centre(plan) });
    undo.push(() => router.remove());
    for (const id of agentIds(plan.agents)) await router.api('POST', `agents/${id}/sign-in`);
    return await runLoad(packages, asterisk, phones, plan, [asterisk.pid(), router.pid()]);
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
