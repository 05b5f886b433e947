/** Asterisk's own app_queue under the load: the side to beat. */

import type { AsteriskPackages } from '../test/asterisk/packages.ts';
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
 * As good as app_queue gets: longest idle first, several calls handed out at once, no pause between
 * tries.
 */
const queuesConf = (plan: LoadPlan): string => `[bench]
strategy = leastrecent
autofill = yes
ringinuse = no
timeout = 20
retry = 1
wrapuptime = 0
musicclass = ${musicClass}
${agentIds(plan.agents)
  .map((id) => `member => PJSIP/${id}`)
  .join('\n')}`;

/** A fresh Asterisk, the load, and the end of both. */
export async function measureAppQueue(
  packages: AsteriskPackages,
  plan: LoadPlan,
): Promise<LoadResult> {
  const port = await freeUdpPort('127.0.0.1');
  const dialplan = [
    '[from-trunk](+)',
    `exten => ${plan.extension},1,Answer()`,
    ' same => n,Queue(bench)',
    ' same => n,Hangup()',
  ];
  const asterisk = await startAsterisk({
    packages,
    phones: phonesAt(port, plan.agents),
    quiet: true,
    realtime: true,
    more: {
      'extensions.conf': dialplan.join('\n'),
      'queues.conf': queuesConf(plan),
      'musiconhold.conf': musicConf,
    },
  });
  try {
    await prepareMusic(asterisk, packages);
    const phones = await startPhones(packages, plan, port);
    try {
      return await runLoad(packages, asterisk, phones, plan, [asterisk.pid()]);
    } finally {
      await phones.stop();
    }
  } finally {
    await asterisk.stop();
  }
}
