/** `npm run demo` routes real calls, and Ctrl-C leaves nothing behind. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { endChild, ended, until } from './child.ts';
import { asteriskOrSkip, checkoutRoot } from './packages.ts';

const packages = await asteriskOrSkip(22);
const dist = process.env.TSUNAGI_DIST ?? join(checkoutRoot(), 'dist');

describe.skipIf(packages === undefined)('the demonstration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'td-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('routes callers to agents until Ctrl-C, then stops everything', async () => {
    const child = spawn(process.execPath, [join(dist, 'test/asterisk/demo.js')], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    try {
      await until(
        'an answered call in the picture',
        () => {
          if (child.exitCode !== null) throw new Error(`it ended: ${printed}`);
          return /answered [1-9]/.test(printed);
        },
        { timeoutMs: 60_000 },
      );
      child.kill('SIGINT');
      await ended(child);
      await until('its last words', () => printed.includes('Everything is stopped.'));
    } finally {
      await endChild(child, 'SIGKILL');
    }
    expect(child.exitCode).toBe(0);
    expect(printed).toMatch(/Ctrl-C; [1-9]\d* callers, [1-9]\d* conversations/);
    expect(readdirSync(folder)).toEqual([]);
    expect(commandsWith(folder)).toEqual([]);
  }, 90_000);
});

/** Command lines of living processes that mention the text. */
function commandsWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((command) => command.includes(text));
}
