/**
 * Asterisk, SIPp and promtool from Debian packages, unpacked (see unpack.ts). About 90 MB and 15 s
 * the first time, nothing after.
 *
 *   const packages = await asteriskOrSkip(22); // undefined: skip visibly; throws where CI=true
 *   const promtool = await promtoolOrSkip();
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  libraryFolders,
  type Machine,
  orSkip,
  PackageError,
  startOf,
  type UnpackedTree,
  unpack,
} from './unpack.ts';

export { checkoutRoot, PackageError } from './unpack.ts';

export type AsteriskMajor = 22 | 16;

export interface AsteriskPackages extends UnpackedTree {
  /** As the package says it: `22.10.1`. */
  readonly version: string;
  readonly asterisk: string;
  readonly sipp: string;
  readonly modules: string;
  /** Sounds, music, documentation and REST descriptions. */
  readonly share: string;
}

const wanted = [
  'asterisk',
  'asterisk-modules',
  'asterisk-core-sounds-en-gsm',
  'asterisk-moh-opsound-gsm',
  'sip-tester',
];

/** Unpacks Asterisk of this major version, or finds it unpacked. Rejects with `PackageError`. */
export async function unpackAsterisk(major: AsteriskMajor): Promise<AsteriskPackages> {
  const tree = await unpack({
    name: `asterisk-${major}`,
    suite: (machine) => asteriskSuite(machine, major),
    packages: wanted,
    withDependencies: true,
  });
  const modules = libraryFolders(tree.root)
    .map((folder) => join(folder, 'asterisk/modules'))
    .find(existsSync);
  if (modules === undefined) {
    throw new PackageError(`no Asterisk modules under ${tree.root}: remove that folder`);
  }
  const version = /^(?:\d+:)?([\d.]+\d)/.exec(tree.versions.asterisk ?? '')?.[1] ?? 'unknown';
  return {
    ...startOf(tree.root),
    version,
    asterisk: join(tree.root, 'usr/sbin/asterisk'),
    sipp: join(tree.root, 'usr/bin/sipp'),
    modules,
    share: join(tree.root, 'usr/share/asterisk'),
  };
}

/** Asterisk, or undefined after saying why not; where `CI=true` a missing Asterisk is a failure. */
export function asteriskOrSkip(major: AsteriskMajor): Promise<AsteriskPackages | undefined> {
  return orSkip(`Asterisk ${major}`, () => unpackAsterisk(major));
}

/** Path of promtool from the machine's own suite. Rejects with `PackageError`. */
export async function unpackPromtool(): Promise<string> {
  const tree = await unpack({
    name: 'prometheus',
    suite: (machine) => machine.codename,
    packages: ['prometheus'],
    withDependencies: false,
  });
  return join(tree.root, 'usr/bin/promtool');
}

/** promtool, or undefined after saying why not; where `CI=true` a missing one is a failure. */
export function promtoolOrSkip(): Promise<string | undefined> {
  return orSkip('promtool', unpackPromtool);
}

/** Debian keeps 22 in sid and 16 in bullseye; an Ubuntu mirror has a recent one in `devel`. */
function asteriskSuite(machine: Machine, major: AsteriskMajor): string {
  if (machine.distribution === 'debian') return major === 22 ? 'sid' : 'bullseye';
  if (major === 22) return 'devel';
  throw new PackageError('this machine uses an Ubuntu mirror, which has no suite with Asterisk 16');
}
