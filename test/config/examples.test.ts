/** The examples that are shipped: clean, whole, and guarded by their own tests. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkConfig, checkExamples } from '../../config/check.ts';
import { loadTexts } from '../../config/load.ts';
import { asterisk, centre, env, now, root, textsOf } from './corpus.ts';

const load = (folder: string) => checkConfig(join(root, folder), { env, now });

describe.each([centre, asterisk])('%s', (folder) => {
  test('passes with no warning, and all its tests hold', () => {
    const { config, diagnostics, testsRun, testsFailed } = load(folder);
    expect(diagnostics).toEqual([]);
    expect(config).toBeDefined();
    expect(testsFailed).toBe(0);
    expect(testsRun).toBeGreaterThanOrEqual(15);
  });

  test('is two tenants, four queues and twelve agents with names in both languages', () => {
    const { site, policy } = load(folder).config!;
    expect([site.tenants.length, site.queues.length, site.agents.length]).toEqual([2, 4, 12]);
    for (const { name } of [...site.agents, ...site.queues, ...site.tenants, ...site.skills]) {
      expect(name.en).toMatch(/^[\x20-\x7e]+$/);
      expect(name.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    }
    for (const { furigana } of site.agents) expect(furigana).toMatch(/^[\u3041-\u309fー ]+$/);
    expect(site.agents.map(({ phone }) => phone).sort()).toEqual(
      Array.from({ length: 12 }, (_, n) => `PJSIP/${1001 + n}`),
    );
    const skills = policy.agents.flatMap((agent) => agent.skills.map(({ skill }) => skill));
    expect([...new Set<string>(skills)].sort()).toEqual(
      ['support', 'billing', 'sales', 'english', 'japanese'].sort(),
    );
  });
});

test('one is on the simulated switch, one on Asterisk with its secret from outside', () => {
  expect(load(centre).config!.site.switches).toEqual([
    { id: 'world', kind: 'simulated', callsPerMinute: 10, seed: 7 },
  ]);
  expect(load(asterisk).config!.site.switches).toMatchObject([
    { kind: 'asterisk-ari', app: 'tsunagi', password: env.TSUNAGI_ARI_PASSWORD },
  ]);
  const without = checkConfig(join(root, asterisk), { env: {}, now });
  expect(without.diagnostics.map(({ code }) => code)).toEqual(['missing-secret']);
});

test('holidays of Japan: substitute days and days between are where the law puts them', () => {
  const { site } = load(centre).config!;
  const office = site.hours.find(({ id }) => id === 'office')!;
  const days = new Set(office.days.filter(({ open }) => open.length === 0).map(({ date }) => date));
  const weekday = (date: string) => new Date(`${date}T00:00Z`).getUTCDay();
  const next = (date: string, count: number) =>
    new Date(Date.parse(`${date}T00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
  for (const date of days) {
    if (date.startsWith('*')) continue;
    // A holiday on a Sunday gives the next day that is none of its own.
    if (weekday(date) === 0) {
      let substitute = next(date, 1);
      while (days.has(substitute) && days.has(next(substitute, 1)))
        substitute = next(substitute, 1);
      expect(days).toContain(substitute);
    }
    // A day between two holidays is one.
    if (days.has(next(date, 2)) && weekday(next(date, 1)) !== 0)
      expect(days).toContain(next(date, 1));
  }
  expect([...days].filter((date) => date.startsWith('2026')).length).toBe(18);
  expect([...days].filter((date) => date.startsWith('2027')).length).toBe(17);
});

/** Rules changed behind the back of the examples: each must be noticed by one of them. */
const changes: readonly (readonly [what: string, from: string | RegExp, to: string])[] = [
  [
    'experts need a higher level',
    'require: { support: ">=5", japanese',
    'require: { support: ">=8", japanese',
  ],
  ['the first step lasts longer', '- for: 20s', '- for: 25s'],
  ['the back office comes later', '- for: 40s', '- for: 50s'],
  ['calls give up earlier', 'after: 5m, go: voicemail', 'after: 4m, go: voicemail'],
  ['calls go elsewhere', 'after: 5m, go: voicemail', 'after: 5m, go: operator'],
  ['nobody waits for the agent of the last time', 'preferred-wait: 20s', 'preferred-wait: 30s'],
  ['the order of the English desk', 'order: least-skilled', 'order: most-skilled'],
  ['fluent English is not preferred', 'prefer: { english: ">=7" }', 'prefer: {}'],
  [
    'fluent English is waited for',
    'english: ">=3" }\n        prefer: { english: ">=7" }',
    'english: ">=7" }\n        prefer: { english: ">=9" }',
  ],
  ['an entry asks for no skill', 'queue: billing, skills: { english: ">=3" }', 'queue: billing'],
  ['an entry leads to one queue', 'queue: support, also: [billing]', 'queue: support'],
  ['the order of billing', 'order: most-skilled', 'order: longest-idle'],
  ['the delay of the back office', 'delay: 1m', 'delay: 2m'],
  ['a holiday is forgotten', '2026-11-23: 勤労感謝の日', '2026-11-24: 勤労感謝の日'],
  ['the hours of New Year’s Eve', 'open: 9:00-12:00', 'open: 9:00-11:00'],
  ['where billing goes without staff', 'nobody: { go: to-support }', 'nobody: { go: voicemail }'],
  ['closing time spares who waits', 'waiting: true', 'waiting: false'],
];

test.each(changes)('a changed rule fails an example: %s', (_, from, to) => {
  const texts = textsOf(centre);
  const changed = new Map([...texts].map(([file, text]) => [file, text.replace(from, to)]));
  expect([...changed]).not.toEqual([...texts]);
  const { diagnostics, config, testsFailed } = checkExamples(
    loadTexts(centre, changed, { env, now }),
  );
  expect(testsFailed).toBeGreaterThan(0);
  expect(config).toBeUndefined();
  expect(diagnostics.every(({ code }) => code === 'test-failed')).toBe(true);
});
