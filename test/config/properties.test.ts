/**
 * Whatever stands in the files: loading never throws, and gives a configuration or says why not.
 */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CheckResult, checkExamples } from '../../config/check.ts';
import { formatDiagnostics, isLoadable, loadTexts } from '../../config/load.ts';
import { createRouter, defaultLimits, verify } from '../../core/index.ts';
import { createDice, type Dice, seedOfRun } from '../support/dice.ts';
import { centre, env, now, textsOf } from './corpus.ts';

const seed = seedOfRun();
console.info(
  `configuration seed ${seed}: TSUNAGI_SEED=${seed} npx vitest run test/config/properties.test.ts`,
);

const texts = [...textsOf(centre)];
const errors = [...textsOf('test/config/errors').values()];

/** Loads, checks and prints; what must hold of any result is looked at here. */
function loadAny(files: ReadonlyMap<string, string>): CheckResult {
  const result = checkExamples(loadTexts('any', files, { env, now }));
  const { config, diagnostics, sources } = result;
  expect(config !== undefined).toBe(isLoadable(diagnostics));
  for (const format of ['text', 'json', 'github'] as const) {
    expect(typeof formatDiagnostics(diagnostics, format, sources)).toBe('string');
  }
  for (const { file, line, column, endColumn, message } of diagnostics) {
    expect(message).not.toBe('');
    if (line === 0) continue;
    const source = sources.get(file)!.split(/\r\n|\n|\r/)[line - 1];
    expect(source).toBeDefined();
    expect(column).toBeGreaterThan(0);
    expect(endColumn).toBeGreaterThan(column);
  }
  // What loads must be a policy the router takes.
  if (config !== undefined) {
    const limits = { ...defaultLimits, callsMax: 4 };
    expect(verify(createRouter(config.policy, { limits, seed: 1 }))).toEqual([]);
  }
  return result;
}

test('any text at all', () => {
  const byte = fc
    .uint8Array({ maxLength: 300 })
    .map((bytes) => Buffer.from(bytes).toString('latin1'));
  const yaml = fc
    .array(
      fc.constantFrom(
        ...['a', 'queues', 'agents', ':', ': ', '- ', '\n', '\n  ', '\t', '{', '}', '[', ']', ','],
        ...['"', "'", '#', '&a ', '*a', '!t ', '|\n', '>', '%', '@', '?', '---\n', '...\n', '<<'],
        ...[
          '20s',
          '80%',
          '>=5',
          '1',
          '0x1',
          '.nan',
          'null',
          'true',
          '~',
          '__proto__',
          'constructor',
        ],
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.oneof(byte, yaml, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
      loadAny(new Map([['any.yaml', text]]));
    }),
    { numRuns: 1_000, seed },
  );
}, 120_000);

test('any JSON under the kinds there are', () => {
  const kind = fc.constantFrom(
    ...[
      'name',
      'time-zone',
      'tenants',
      'skills',
      'classes',
      'teams',
      'agents',
      'queues',
      'entries',
    ],
    ...[
      'hours',
      'holidays',
      'targets',
      'announcements',
      'pause-reasons',
      'switches',
      'server',
      'tests',
    ],
  );
  const file = fc.dictionary(kind, fc.jsonValue({ maxDepth: 5 }));
  fc.assert(
    fc.property(file, (value) => {
      loadAny(new Map([['any.yaml', JSON.stringify(value)]]));
    }),
    { numRuns: 300, seed },
  );
}, 120_000);

/** Bits of text that mean something somewhere, put where they may mean nothing. */
const snippets = [
  ...['{}', '[]', 'null', '""', '0', '-1', '1e99', '20s', '0s', '999d', '80%', '">=11"', '">=10"'],
  ...[
    'everybody',
    'hang-up',
    'to-support',
    'support',
    'sakura',
    'nobody',
    'constructor',
    '__proto__',
  ],
  ...[
    '[support, support]',
    '{ go: to-support }',
    '{ after: 1s, go: to-support }',
    '9:00-8:00',
    '*x',
  ],
  ...['ring-all', '"<3"', '">20"', '">10m"', '"<80%"', 'call-back', '{ callback: true }'],
  ...['{ when: { waiting: 1 }, go: to-support }', '[{ when: {}, go: call-back }]'],
  ...['{ callback: true, otherwise: to-support }', '{ english: ">=3" }', '{ voice: 0 }'],
  ...['{ queue: billing }', '2026-02-30', '"*-01-01"', 'Europe/Berlin', '"ready for 1d"', '表'],
];

function mutate(text: string, dice: Dice): string {
  const lines = text.split('\n');
  const at = dice.below(lines.length);
  const line = lines[at]!;
  const colon = line.indexOf(': ');
  switch (dice.below(8)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(dice.below(lines.length), 0, line);
      break;
    case 2:
      lines[at] = `${' '.repeat(dice.below(6))}${line.trimStart()}`;
      break;
    case 3:
      if (colon > 0) lines[at] = `${line.slice(0, colon)}: ${dice.pick(snippets)}`;
      break;
    case 4:
      lines[at] = line.replace(/[\w-]+(?=[^\w-]*$)/, () => dice.pick(snippets));
      break;
    case 5: {
      const words = [...line.matchAll(/[\w-]+/g)];
      const word = words.length > 0 ? dice.pick(words) : undefined;
      if (word) {
        lines[at] =
          line.slice(0, word.index) + dice.pick(snippets) + line.slice(word.index + word[0].length);
      }
      break;
    }
    case 6: {
      const cut = dice.below(line.length + 1);
      lines[at] =
        line.slice(0, cut) + dice.pick(['}', '{', ']', ':', '"', '#', ' ']) + line.slice(cut);
      break;
    }
    default:
      lines.splice(
        at,
        0,
        ...dice
          .pick(errors)
          .split('\n')
          .slice(0, 3 + dice.below(6)),
      );
  }
  return lines.join('\n');
}

describe('the example, spoilt at random', () => {
  test('is loaded or refused with a reason, and every refusal has a place', () => {
    const dice = createDice(seed);
    let loaded = 0;
    let refused = 0;
    for (let run = 0; run < 300; run++) {
      const files = new Map(texts);
      for (let change = dice.between(1, 3); change > 0; change--) {
        const [file] = dice.pick(texts);
        files.set(file, mutate(files.get(file)!, dice));
      }
      const { config, diagnostics } = loadAny(files);
      if (config) loaded += 1;
      else refused += 1;
      expect(diagnostics.every(({ line, code }) => line > 0 || code === 'missing-switch')).toBe(
        true,
      );
    }
    expect(loaded).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(100);
  }, 120_000);
});
