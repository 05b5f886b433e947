/**
 * The main job under load, on a real Asterisk 22 with the whole router beside it: 500 SIP callers
 * at 10 a second over 50 agents of six skill profiles and two classes. The journal is read by
 * `journal-check.ts`, which shares no code with the router.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from './child.ts';
import { checkJournal, type JournalReport } from './journal-check.ts';
import { agentIds, agentPhones, dialled, loadCentre, profiles } from './load-centre.ts';
import { asteriskOrSkip } from './packages.ts';
import { type RouterChild, startRouter } from './router.ts';
import { freeUdpPort } from './server.ts';
import { type SippResult, type SippRun, startSipp } from './sipp.ts';
import { callerScenario, phoneScenario } from './sipp-scenarios.ts';
import { useAsterisk } from './suite.ts';

const callCount = 500;
const callsPerSecond = 10;
const agentCount = 50;
/** Callers who hang up by themselves, waiting or talking. */
const impatientCount = 20;

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Park and Miller's generator: enough to spread callers over numbers. */
function* chances(from: number): Generator<number, never> {
  for (let state = from % 2_147_483_647 || 1; ; state = (state * 48_271) % 2_147_483_647) {
    yield state / 2_147_483_647;
  }
}

/**
 * One line a caller: what is dialled, and the caller's number. A fifth of them are of the class
 * `vip`.
 */
function callerLines(count: number, firstNumber: number): string[] {
  const chance = chances(seed + firstNumber);
  const next = (): number => chance.next().value;
  return Array.from({ length: count }, (_, index) => {
    const share = next();
    const queue = share < 0.55 ? 'support' : share < 0.85 ? 'billing' : 'sales';
    return `${dialled[queue][next() < 0.2 ? 1 : 0]};${firstNumber + index}`;
  });
}

const packages = await asteriskOrSkip(22);

describe.skipIf(packages === undefined)(`500 calls through Asterisk 22 (SEED=${seed})`, () => {
  let phonesPort = 0;
  let refusersPort = 0;
  const asterisk = useAsterisk(async () => {
    phonesPort = await freeUdpPort('127.0.0.1');
    refusersPort = await freeUdpPort('127.0.0.1');
    const good = agentPhones(agentCount, phonesPort);
    // One agent more, who declines every call.
    const [refuser] = agentPhones(agentCount + 1, refusersPort).slice(-1);
    return { packages: packages!, phones: [...good, refuser!], quiet: true };
  });

  let router: RouterChild;
  const runs: SippRun[] = [];
  let failed = false;
  let callers: SippResult;
  let report: JournalReport;
  let rings = 0;

  const sipp = async (...args: Parameters<typeof startSipp>): Promise<SippRun> => {
    const run = await startSipp(...args);
    runs.push(run);
    return run;
  };

  const startPhones = async (): Promise<SippRun> => {
    const common = { packages: packages!, address: '127.0.0.1' };
    await sipp({
      ...common,
      name: 'refusers',
      port: refusersPort,
      scenario: phoneScenario({ does: { refuse: '603 Decline' }, ringMs: 0, talkMs: [0, 0] }),
    });
    return sipp({
      ...common,
      name: 'phones',
      port: phonesPort,
      scenario: phoneScenario({ does: 'answer', ringMs: 200, talkMs: [2500, 5500] }),
    });
  };

  const startCallers = async (
    name: string,
    patienceMs: number,
    calls: { total: number; perSecond: number; lines: string[] },
  ): Promise<SippRun> =>
    sipp({
      packages: packages!,
      name,
      scenario: callerScenario({ patienceMs }),
      address: asterisk().trunkAddress,
      port: await freeUdpPort(asterisk().trunkAddress),
      target: `127.0.0.1:${asterisk().sipPort}`,
      calls,
    });

  beforeAll(async () => {
    const phones = await startPhones();
    router = await startRouter({ asterisk: asterisk(), centre: loadCentre(agentCount + 1) });
    const agents = agentIds(agentCount + 1);
    await Promise.all(agents.map((agent) => router.api('POST', `agents/${agent}/sign-in`)));
    const patient = await startCallers('callers', 300_000, {
      total: callCount,
      perSecond: callsPerSecond,
      lines: callerLines(callCount, 400_000),
    });
    const impatient = await startCallers('impatient', 2_000, {
      total: impatientCount,
      perSecond: 1,
      lines: callerLines(impatientCount, 500_000),
    });
    callers = await patient.finished;
    await impatient.finished;
    await until(
      'all calls and wrap-ups to end',
      async () => {
        const { calls } = await router.api<{ calls: unknown[] }>('GET', 'calls');
        const { agents: ready } = await router.api<{ agents: unknown[] }>(
          'GET',
          'agents?state=ready',
        );
        return calls.length === 0 && ready.length === agents.length;
      },
      { timeoutMs: 20_000, everyMs: 100 },
    );
    rings = phones.events().filter((event) => event.what === 'ring').length;
  }, 240_000);

  afterEach(({ task }) => {
    failed ||= task.result?.state === 'fail';
  });
  afterAll(async () => {
    for (const run of runs) await run.stop();
    await router?.remove({ keep: failed });
  });

  test('every caller was answered and hung up on by an agent', () => {
    expect(callers).toMatchObject({ succeeded: callCount, failed: 0 });
  });

  test('no channel and no bridge is left over', async () => {
    expect(await asterisk().channels()).toEqual([]);
    expect(await asterisk().bridges()).toEqual([]);
    expect(await asterisk().cli('core show channels count')).toMatch(/^0 active channels/m);
  });

  test('by the journal every offer was to an eligible agent, none doubled, nobody overtaken or stuck', async () => {
    await router.stop();
    report = checkJournal(router.journalFolder);
    const { calls, offers, dispositions, results } = report;
    console.log(JSON.stringify({ calls, offers, dispositions, results }));
    expect(report.problems).toEqual([]);
    expect(report.calls).toBe(callCount + impatientCount);
    const { answered = 0, abandoned = 0, ...others } = report.dispositions;
    const short = others['abandoned-short'] ?? 0;
    expect(answered).toBeGreaterThanOrEqual(callCount);
    expect(answered + abandoned + short).toBe(callCount + impatientCount);
  });

  test('the phones rang as often as the journal says', () => {
    const { declined = 0, answered = 0, missed = 0 } = report.results;
    expect(declined).toBeGreaterThan(0);
    // A caller may hang up before the phone's call has left the switch.
    expect(rings).toBeLessThanOrEqual(report.offers - declined);
    expect(rings).toBeGreaterThanOrEqual(answered + missed);
  });

  test('every agent talked but the one who declines, so all six profiles did', () => {
    const silent = agentIds(agentCount + 1).filter((agent) => !report.answeredBy[agent]);
    expect(silent).toEqual(agentIds(agentCount + 1).slice(-1));
    expect(agentCount).toBeGreaterThanOrEqual(profiles.length);
  });
});
