/**
 * The lists of those who must not be called at their full size: a registry of 250 million numbers,
 * spread as thinly as they can lie over the area codes of North America, beside smaller lists.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, createChance } from '../../adapters/simulated/random.ts';
import { ListFolder } from '../../adapters/suppression/list-folder.ts';
import { asE164, asPersonId, asProductId, asTenantId } from '../../core/outreach/ids.ts';
import { type ListScope, SuppressionLists } from '../../core/outreach/suppression/lists.ts';
import { NumberSet } from '../../core/outreach/suppression/number-set.ts';
import { timeFigures } from '../load.ts';
import { figure, type Scenario, type ScenarioOrder } from '../scenario.ts';
import { percentiles } from '../statistics.ts';
import { createUnit } from '../unit.ts';

/** Of North America; exchanges run from 200 to 999. */
const AREA_CODES = 380;
const NUMBERS_AN_AREA = 8_000_000;
const national: ListScope = { kind: 'registry', registry: 'us-national' };
const CAMPAIGN = { tenant: asTenantId('acme'), product: asProductId('water') };
const NOW = Date.UTC(2026, 10, 26);

const numberAt = (area: number, rest: number): number =>
  (1_200 + area) * 10_000_000 + 2_000_000 + rest;

const anyNumber = (chance: Chance): number =>
  numberAt(chance.between(0, AREA_CODES - 1), chance.between(0, NUMBERS_AN_AREA - 1));

/** In order, as the files of registries come, and evenly: thinner they cannot lie. */
function fill(set: NumberSet, chance: Chance, count: number): void {
  const perArea = Math.ceil(count / AREA_CODES);
  const gap = Math.floor(NUMBERS_AN_AREA / perArea);
  for (let area = 0; area < AREA_CODES && set.size < count; area++) {
    for (let i = 0; i < perArea && set.size < count; i++) {
      set.add(numberAt(area, i * gap + chance.between(0, gap - 1)));
    }
  }
}

/** MiB the process occupies, garbage collected where that can be asked for. */
function resident(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
}

const smaller = (chance: Chance, scope: ListScope, count: number) => {
  const numbers = NumberSet.empty();
  while (numbers.size < count) numbers.add(anyNumber(chance));
  return { scope, numbers, since: NOW, snapshot: 'bench' };
};

/** The registry as a router has it: written to disk once, and read from there. */
function registry(folder: string, chance: Chance, count: number) {
  const startedAt = performance.now();
  ListFolder.open(folder, national, NOW).replace(() => {
    const numbers = NumberSet.empty();
    fill(numbers, chance, count);
    return { numbers, since: NOW, source: 'bench' };
  });
  const builtAt = performance.now();
  globalThis.gc?.();
  const readAt = performance.now();
  const list = ListFolder.open(folder, national, NOW);
  const loadedAt = performance.now();
  return { list, buildS: (builtAt - startedAt) / 1_000, loadS: (loadedAt - readAt) / 1_000 };
}

/** Every look-up timed by itself: the part of `mayDial` that asks the lists. */
function timeLooks(lists: SuppressionLists, chance: Chance, looks: number) {
  const times = new Float64Array(looks);
  let listed = 0;
  let refused = 0;
  for (let i = 0; i < looks; i++) {
    const number = asE164(anyNumber(chance));
    const person = asPersonId(String(1 + chance.between(0, 10_000_000 - 1)));
    const from = performance.now();
    const found = lists.look(number, person, CAMPAIGN);
    times[i] = (performance.now() - from) * 1_000;
    for (const answer of found.registries) if (answer.listed) listed++;
    refused += found.refusals.length;
  }
  return { times: percentiles(times), listed, refused };
}

/** A refusal while the campaign runs: added, found by the next look-up, taken back. */
function timeChanges(numbers: NumberSet, chance: Chance, changes: number): number {
  const picked = Array.from({ length: changes }, () => anyNumber(chance));
  const from = performance.now();
  let wrong = 0;
  for (const n of picked) {
    const isNew = numbers.add(n);
    if (!numbers.has(n)) wrong++;
    if (isNew && !numbers.delete(n)) wrong++;
  }
  const us = ((performance.now() - from) * 1_000) / changes;
  if (wrong > 0) throw new Error(`${wrong} changes were not in force at the next look-up`);
  return us;
}

function timeUnit(order: ScenarioOrder): number {
  const unit = createUnit();
  const units = order.small ? 20_000 : 500_000;
  let sum = unit.run(units);
  const from = performance.now();
  sum += unit.run(units);
  const us = ((performance.now() - from) * 1_000) / units;
  if (!Number.isFinite(sum)) throw new Error('the unit of work went wrong');
  return us;
}

export const suppression: Scenario = async (order) => {
  const chance = createChance(order.seed);
  const count = order.small ? 30_000 : 250_000_000;
  const part = order.small ? 1_000 : 1;
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-bench-suppression-'));
  try {
    const { list, buildS, loadS } = registry(folder, chance, count);
    const lists = new SuppressionLists();
    lists.put(list.list);
    const state: ListScope = { kind: 'registry', registry: 'us-fl' };
    lists.put(smaller(chance, state, 2_000_000 / part));
    lists.put(smaller(chance, { kind: 'wide' }, 100_000 / part));
    lists.put(smaller(chance, { kind: 'client', tenant: CAMPAIGN.tenant }, 500_000 / part));
    lists.put(smaller(chance, { kind: 'product', ...CAMPAIGN }, 100_000 / part));
    const memory = resident();
    const looks = order.small ? 1_000 : 500_000;
    timeLooks(lists, chance, looks / 10);
    const { times, listed, refused } = timeLooks(lists, chance, looks);
    const changeUs = timeChanges(list.list.numbers, chance, looks / 10);
    const bytes = list.list.numbers.bytes / 2 ** 20;
    return {
      scenario: 'suppression',
      load: [
        `${list.list.numbers.size.toLocaleString('en-US')} numbers of a registry, and four lists`,
        `${looks.toLocaleString('en-US')} look-ups of random numbers, each in all five lists`,
      ],
      figures: [
        figure('suppression.memory', 'of the process, lists loaded', memory, 'MiB'),
        figure('suppression.set', 'of the registry', bytes, 'MiB'),
        figure('suppression.load', 'seconds to load it and check every byte', loadS, ''),
        figure('suppression.build', 'seconds to build it in order and write it', buildS, ''),
        figure('suppression.unit', 'a unit of work', timeUnit(order), 'µs'),
        ...timeFigures('suppression', 'a look-up in all lists', times),
        figure('suppression.change', 'a number added, found and removed', changeUs, 'µs'),
      ],
      hash: `${list.list.snapshot.slice(-8)}-${listed}-${refused}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
