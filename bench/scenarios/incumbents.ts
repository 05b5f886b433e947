/** The same decisions asked of SQL tables as mod_callcenter does and by scans as app_queue does. */

import type { AgentId, CallId } from '../../core/routing/ids.ts';
import { createTables, type Tables } from '../incumbents/callcenter-tables.ts';
import { type Moment, momentsOf, plain, staffOf } from '../incumbents/moments.ts';
import { createScan, type Scan } from '../incumbents/queue-scan.ts';
import { busyCrowd, crowdLoad, type Load, mixInWords, quietLoad, sizeInWords } from '../load.ts';
import { hashOf, replay, type Wanted } from '../replay.ts';
import { type Figure, figure, type Scenario } from '../scenario.ts';
import { percentiles } from '../statistics.ts';
import { createWorld } from '../world.ts';

interface Question {
  readonly id: string;
  readonly what: string;
  readonly load: Load;
  readonly wanted: Wanted;
}

/** A look changes nothing, so it is timed as often as it takes to be compiled and cached. */
const LOOKS = 50;

type Chosen = { readonly call: CallId; readonly agent: AgentId } | undefined;

const same = (a: Chosen, b: Chosen): boolean => a?.call === b?.call && a?.agent === b?.agent;

function askTables(tables: Tables, moment: Moment): number {
  tables.fill(moment);
  const from = performance.now();
  const chosen = tables.decide(moment.now);
  const us = (performance.now() - from) * 1_000;
  tables.undo();
  if (!same(chosen, moment.chosen)) throw new Error('the tables decide otherwise');
  return us;
}

function askScan(scan: Scan, moment: Moment): number {
  scan.fill(moment);
  const { call, agent } = moment.chosen;
  const { queue } = moment.calls.find((each) => each.id === call)!;
  const from = performance.now();
  let chosen: AgentId | undefined;
  for (let i = 0; i < LOOKS; i++) chosen = scan.look(call, queue, moment.now);
  const us = ((performance.now() - from) * 1_000) / LOOKS;
  if (chosen !== agent) throw new Error('the scan decides otherwise');
  return us;
}

/** Throws unless all choose alike: only then is it the same decision. */
function ask({ id, what, load, wanted }: Question, count: number): Figure[] {
  const play = replay(load.trace);
  play.run(load.trace.warm);
  const ours = percentiles(play.time(wanted).offers).p50;
  const staff = staffOf(load.trace.policy);
  const bare = createTables(staff, false);
  const indexed = createTables(staff, true);
  const scan = createScan(staff);
  const spent = { bare: [] as number[], indexed: [] as number[], scan: [] as number[] };
  for (const moment of momentsOf(load, wanted, count)) {
    spent.bare.push(askTables(bare, moment));
    spent.indexed.push(askTables(indexed, moment));
    spent.scan.push(askScan(scan, moment));
  }
  bare.close();
  indexed.close();
  const compared = (key: keyof typeof spent, name: string): Figure[] => {
    const { p50 } = percentiles(Float64Array.from(spent[key]));
    return [
      figure(`${id}.${key}`, `${what}: ${name}, p50`, p50, 'µs'),
      figure(`${id}.${key}-ratio`, `${what}: ${name}, slower by`, p50 / ours, '×'),
    ];
  };
  return [
    figure(`${id}.ours`, `${what}: Tsunagi, p50`, ours, 'µs'),
    ...compared('bare', 'SQL tables'),
    ...compared('indexed', 'SQL, with indexes'),
    ...compared('scan', 'scan'),
    figure(`${id}.moments`, `${what}: decisions asked`, spent.bare.length, ''),
  ];
}

export const incumbents: Scenario = async (order) => {
  const facts = order.small ? 4_000 : 200_000;
  const crowd = busyCrowd(order);
  const policy = plain(createWorld(crowd.size, order.seed));
  const busy = crowdLoad(order, facts, crowd, policy);
  const quiet = quietLoad(order, facts, crowd.size, policy);
  const count = order.small ? 10 : 100;
  const full = replay(busy.trace);
  full.run(full.left);
  return {
    scenario: 'incumbents',
    load: [
      'every queue plain enough for all three: one step, longest idle first, no preferred agent',
      `a freed agent takes a call: ${sizeInWords(busy)}`,
      `from ${mixInWords(busy)}`,
      `an arrival gets an agent: ${sizeInWords(quiet)}`,
      `from ${mixInWords(quiet)}`,
      'SQL tables as mod_callcenter asks them, to the first offer; scan as app_queue does, the one',
      'look that succeeds; both without the 100 ms or 1 s until they look (bench/incumbents)',
    ],
    figures: [
      ...ask(
        {
          id: 'incumbents.call',
          what: 'a call',
          load: busy,
          wanted: (event) => event?.type === 'wrap-up-ended',
        },
        count,
      ),
      ...ask(
        {
          id: 'incumbents.agent',
          what: 'an agent',
          load: quiet,
          wanted: (event) => event?.type === 'call-arrived' && !event.preferred,
        },
        count,
      ),
    ],
    hash: hashOf(full),
  };
};
