/** axe-core in a page. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What is seriously wrong with what the selector names (`document`: everything), with where.
 * `rules`: only these.
 */
export async function faultsOf(
  page: Page,
  within: string,
  rules?: readonly string[],
): Promise<string[]> {
  if (await page.evaluate<boolean>(`typeof axe === 'undefined'`)) await page.evaluate(axe);
  const options = {
    resultTypes: ['violations'],
    ...(rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } }),
  };
  const where = within === 'document' ? within : JSON.stringify(within);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${where}, ${JSON.stringify(options)})`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Faults with where they were found. */
export const told = (where: string, faults: readonly string[]): string[] =>
  faults.map((fault) => `${where}: ${fault}`);
