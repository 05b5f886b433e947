/** The machine's mirror is found in either format of /etc/apt, and the unpacked programs run. */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  distributionMirror,
  parseOneLineSources,
  parseStanzaSources,
  sourceLine,
} from './apt-sources.ts';
import { withLock } from './cache-lock.ts';
import { run } from './child.ts';
import { type AsteriskMajor, asteriskOrSkip, promtoolOrSkip } from './packages.ts';

const stanzas = `# the distribution
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian.gpg

Types: deb deb-src
URIs: http://other.example/debian
Suites: bookworm
Components: main
Enabled: no
`;

const lines = `# deb http://old.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/etc/apt/keyrings/vendor.gpg] http://vendor.example/apt stable main
deb http://mirror.example/debian bookworm main contrib # the distribution
`;

describe('the package mirror', () => {
  test('is read from stanzas: security and disabled sources are passed over', () => {
    const mirror = distributionMirror(parseStanzaSources(stanzas), 'bookworm');
    expect(mirror?.uri).toBe('http://mirror.example/debian');
    expect(mirror?.signedBy).toBe('/usr/share/keyrings/debian.gpg');
    expect(sourceLine(mirror!, 'sid', 'amd64')).toBe(
      'deb [arch=amd64 signed-by=/usr/share/keyrings/debian.gpg] http://mirror.example/debian sid main',
    );
  });

  test('is read from one-line sources: comments and other vendors are passed over', () => {
    const mirrors = parseOneLineSources(lines);
    expect(mirrors.map((mirror) => mirror.uri)).toEqual([
      'http://vendor.example/apt',
      'http://mirror.example/debian',
    ]);
    expect(mirrors[0]?.signedBy).toBe('/etc/apt/keyrings/vendor.gpg');
    const mirror = distributionMirror(mirrors, 'bookworm');
    expect(sourceLine(mirror!, 'bullseye', 'arm64')).toBe(
      'deb [arch=arm64] http://mirror.example/debian bullseye main',
    );
  });

  test('takes universe along where the machine has it', () => {
    const [mirror] = parseOneLineSources('deb http://u.example/ubuntu noble main universe');
    expect(sourceLine(mirror!, 'devel', 'amd64')).toBe(
      'deb [arch=amd64] http://u.example/ubuntu devel main universe',
    );
  });
});

test('a lock admits one at a time and passes over a holder that has died', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-lock-'));
  const file = join(folder, 'lock');
  // A child takes the lock and is killed with it.
  await run(process.execPath, [
    '-e',
    `const fs=require('fs');const s=fs.readFileSync('/proc/self/stat','utf8');
     fs.writeFileSync(${JSON.stringify(file)},process.pid+' '+s.slice(s.lastIndexOf(')')+2).split(' ')[19]);
     process.kill(process.pid,'SIGKILL')`,
  ]);
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside++;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(file, 5000, () => {}, work)));
  expect(most).toBe(1);
  rmSync(folder, { recursive: true });
});

for (const major of [22, 16] satisfies AsteriskMajor[]) {
  const packages = await asteriskOrSkip(major);
  describe.skipIf(packages === undefined)(`unpacked Asterisk ${major}`, () => {
    test('is of that version and runs, and so does SIPp', async () => {
      const { loader, libraryPath, asterisk, sipp, version } = packages!;
      expect(version.startsWith(`${major}.`)).toBe(true);
      const core = await run(loader, ['--library-path', libraryPath, asterisk, '-V']);
      expect(core.stdout).toContain(`Asterisk ${version}`);
      const caller = await run(loader, ['--library-path', libraryPath, sipp, '-v']);
      expect(caller.stdout).toContain('SIPp v3');
    });

    test('is found the second time, not made again', async () => {
      const { ino } = statSync(packages!.root);
      expect(await asteriskOrSkip(major)).toEqual(packages);
      expect(statSync(packages!.root).ino).toBe(ino);
    });
  });
}

const promtool = await promtoolOrSkip();
test.skipIf(promtool === undefined)('promtool runs', async () => {
  const { stdout } = await run(promtool!, ['--version']);
  expect(stdout).toContain('promtool, version 2.');
});
