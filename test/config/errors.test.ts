/**
 * * A corpus of mistakes: each `errors/*.yaml` with what is told about it in the `.txt` of the same
 * name. After a wanted change: UPDATE_ERRORS=1 npx vitest run test/config/errors.test.ts, then read
 * the diff.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnosticCodes } from '../../config/diagnostics.ts';
import { formatDiagnostics } from '../../config/load.ts';
import { check, codesOf, root, textsOf } from './corpus.ts';

const folder = join('test', 'config', 'errors');
const texts = textsOf(folder);

/** Told about directories and files, not about what is written: load.test.ts has them. */
const ofFiles = ['no-directory', 'no-files', 'unreadable', 'too-large', 'not-utf-8'];
/** Told of country packs: packs.test.ts has them. */
const ofPacks = ['loosens-law'];

describe('every mistake is told with its place and what to do', () => {
  test.each([...texts])('%s', (file, text) => {
    const { diagnostics, sources } = check(text, file);
    const told = formatDiagnostics(diagnostics, 'text', sources);
    const expected = join(root, folder, file.replace(/yaml$/, 'txt'));
    if (process.env.UPDATE_ERRORS === '1' || !existsSync(expected)) {
      expect(process.env.UPDATE_ERRORS, `${expected} is missing`).toBe('1');
      writeFileSync(expected, told);
    }
    expect(told).toBe(readFileSync(expected, 'utf8'));
    expect(diagnostics.length).toBeGreaterThan(0);
  });

  test('the corpus has every code there is', () => {
    const seen = new Set(
      [...texts].flatMap(([file, text]) => codesOf(check(text, file).diagnostics)),
    );
    const missing = Object.keys(diagnosticCodes).filter((code) => !seen.has(code));
    expect(missing.filter((code) => ![...ofFiles, ...ofPacks].includes(code))).toEqual([]);
  });

  test('the place of every diagnostic is a place in the file', () => {
    for (const [file, text] of texts) {
      const lines = text.split('\n');
      for (const { line, column, endColumn } of check(text, file).diagnostics) {
        if (line === 0) continue;
        const source = lines[line - 1];
        expect(source).toBeDefined();
        expect(column).toBeLessThanOrEqual(source!.length + 1);
        expect(endColumn).toBeGreaterThan(column);
        expect(endColumn).toBeLessThanOrEqual(source!.length + 2);
      }
    }
  });
});
