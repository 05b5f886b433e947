/** Everybody outside of the centre, played by SIPp: who calls in, and who is called. */

import type { AsteriskPackages } from '../asterisk/packages.ts';
import type { AsteriskServer } from '../asterisk/server.ts';
import { freeUdpPort } from '../asterisk/server.ts';
import { type SippRun, startSipp } from '../asterisk/sipp.ts';
import { customerScenario } from '../asterisk/sipp-customers.ts';
import { callerScenario } from '../asterisk/sipp-scenarios.ts';

/** Somebody who answers after half a second, and talks until the other side hangs up. */
const answers = {
  ...{ person: 1, machine: 0, early: 0, busy: 0, unallocated: 0 },
  ...({ answersMs: [500, 500], machineMs: 10_000 } as const),
};

/**
 * The customers of a campaign, any number behind one port. They send back what they hear: an agent
 * who hears the own voice talks with one.
 */
export const startCustomers = (packages: AsteriskPackages, port: number): Promise<SippRun> =>
  startSipp({
    ...{ packages, name: 'customers', address: '127.0.0.1', port, echo: true },
    scenario: customerScenario(answers),
  });

/** One who calls in over the trunk, talks until the other side hangs up, and sends sound back. */
export const startCaller = async (
  packages: AsteriskPackages,
  { trunkAddress: address, sipPort }: AsteriskServer,
  { from, dials }: { readonly from: string; readonly dials: string },
): Promise<SippRun> =>
  startSipp({
    ...{ packages, name: 'caller', address, port: await freeUdpPort(address), echo: true },
    scenario: callerScenario({ patienceMs: 300_000 }),
    target: `127.0.0.1:${sipPort}`,
    calls: { total: 1, perSecond: 1, lines: [`${dials};${from}`] },
  });
