import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLedgers, writeLedgers } from '../../adapters/ledger/ledgers-file.ts';
import { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import { createPlay } from '../ledgers/play.ts';
import { createDice } from '../support/dice.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-ledgers-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('ledgers killed and started again are those that were never killed', () => {
  const path = join(folder, 'ledgers');
  const { facts } = createPlay(createDice(4), 2_000);
  const whole = new Ledgers();
  let restarted = new Ledgers();
  writeLedgers(path, restarted.snapshot());
  facts.forEach((fact, i) => {
    whole.note(fact);
    restarted.note(fact);
    if (i % 700 === 300) writeLedgers(path, restarted.snapshot());
    if (i % 700 !== 500) return;
    // Killed: what was noted since is lost, and the log is read again from its beginning.
    restarted = readLedgers(path);
    expect(restarted.seq).toBeLessThan(fact.seq);
    const noted = facts.slice(0, i + 1).filter((each) => restarted.note(each)).length;
    expect(noted).toBe(fact.seq - (i - 200 + 1));
  });
  expect(restarted.snapshot()).toEqual(whole.snapshot());
});

it('a damaged file is told, not believed', () => {
  const path = join(folder, 'ledgers');
  const { facts } = createPlay(createDice(4), 100);
  const ledgers = new Ledgers();
  for (const fact of facts) ledgers.note(fact);
  writeLedgers(path, ledgers.snapshot());
  const bytes = readFileSync(path);
  bytes[bytes.length - 9]! ^= 16;
  writeFileSync(path, bytes);
  expect(() => readLedgers(path)).toThrow('is damaged');
});
