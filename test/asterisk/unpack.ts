/**
 * Debian packages, unpacked into the git-ignored `.cache/` of the checkout and started from there:
 * nothing is installed, no root is needed.
 */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { distributionMirror, type Mirror, machineMirrors, sourceLine } from './apt-sources.ts';
import { withLock } from './cache-lock.ts';
import { run } from './child.ts';

/** An unpacked tree and how to start a program of it. */
export interface UnpackedTree {
  readonly root: string;
  /** The unpacked dynamic loader; programs run as `loader --library-path libraryPath program`. */
  readonly loader: string;
  readonly libraryPath: string;
}

/** Why packages could not be had, in words for the person at the terminal. */
export class PackageError extends Error {}

/** Raise when what is unpacked, or how, changes: older trees are then made anew. */
const layout = 1;
const lockMs = 15 * 60_000;

/**
 * The folder that holds package.json's lock file: the checkout, from source and from dist/ alike.
 */
export function checkoutRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new PackageError('no checkout around this file');
    folder = parent;
  }
  return folder;
}

/** The tree, or undefined after saying why not; where `CI=true` a missing one is a failure. */
export async function orSkip<T>(what: string, get: () => Promise<T>): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (!(error instanceof PackageError) || process.env.CI === 'true') throw error;
    console.warn(`SKIPPED, no ${what}: ${error.message}`);
    return undefined;
  }
}

export interface Machine {
  readonly distribution: string;
  readonly codename: string;
  readonly architecture: string;
  readonly mirror: Mirror;
}

export interface Order {
  readonly name: string;
  readonly suite: (machine: Machine) => string;
  readonly packages: readonly string[];
  /** Everything they depend on too, as if nothing were installed. */
  readonly withDependencies: boolean;
  /** What is to be done in the unpacked tree once, before anybody uses it. */
  readonly finish?: (root: string) => void;
}

interface Stamp {
  readonly layout: number;
  readonly packages: readonly string[];
  /** Version of each package asked for. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Unpacks what is ordered, or finds it unpacked. Rejects with `PackageError`. */
export async function unpack(order: Order): Promise<{ root: string; versions: Stamp['versions'] }> {
  const folder = join(checkoutRoot(), '.cache/packages', order.name);
  const root = join(folder, 'root');
  const stampFile = join(folder, 'stamp.json');
  const found = readStamp(stampFile, order);
  if (found !== undefined) return { root, versions: found.versions };
  mkdirSync(folder, { recursive: true });
  const versions = await withLock(
    join(folder, 'lock'),
    lockMs,
    (holder) => say(order, `process ${holder} is unpacking it, waiting`),
    async () => {
      // Another process may have finished it while this one waited.
      const made = readStamp(stampFile, order);
      if (made !== undefined) return made.versions;
      const stamp = await download(order, folder, root);
      order.finish?.(root);
      writeFileSync(stampFile, JSON.stringify(stamp, undefined, 2));
      rmSync(join(folder, 'apt'), { recursive: true, force: true });
      return stamp.versions;
    },
  );
  return { root, versions };
}

function readStamp(file: string, order: Order): Stamp | undefined {
  if (!existsSync(file)) return undefined;
  const stamp = JSON.parse(readFileSync(file, 'utf8')) as Stamp;
  const same =
    stamp.layout === layout && JSON.stringify(stamp.packages) === JSON.stringify(order.packages);
  return same ? stamp : undefined;
}

/** Downloads and unpacks. apt resumes what an interrupted run has left in its folder. */
async function download(order: Order, folder: string, root: string): Promise<Stamp> {
  const startedAt = performance.now();
  const machine = await thisMachine();
  const suite = order.suite(machine);
  const apt = join(folder, 'apt');
  const archives = join(apt, 'cache/archives');
  mkdirSync(join(apt, 'state/lists/partial'), { recursive: true });
  mkdirSync(join(archives, 'partial'), { recursive: true });
  writeFileSync(join(apt, 'status'), '');
  const line = sourceLine(machine.mirror, suite, machine.architecture);
  writeFileSync(join(apt, 'sources.list'), `${line}\n`);

  say(order, `reading the package list of ${suite}`);
  await aptGet(order, apt, ['update']);
  say(order, 'downloading packages');
  if (order.withDependencies) {
    const flags = ['--yes', '--no-install-recommends', '--download-only'];
    await aptGet(order, apt, ['install', ...flags, ...order.packages]);
  } else {
    await aptGet(order, apt, ['download', ...order.packages], archives);
  }
  const files = readdirSync(archives).filter((name) => name.endsWith('.deb'));
  say(order, `unpacking ${files.length} packages`);
  const draft = `${root}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  for (const file of files) {
    const { code, stderr } = await run('dpkg', ['-x', join(archives, file), draft]);
    if (code !== 0) throw new PackageError(`dpkg -x ${file} failed: ${stderr.trim()}`);
  }
  rmSync(root, { recursive: true, force: true });
  renameSync(draft, root);
  say(order, `ready after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  return { layout, packages: order.packages, versions: versionsOf(files, order.packages) };
}

function versionsOf(files: readonly string[], packages: readonly string[]): Stamp['versions'] {
  const versions: Record<string, string> = {};
  for (const file of files) {
    const [name = '', version = ''] = file.split('_');
    if (packages.includes(name)) versions[name] = decodeURIComponent(version);
  }
  return versions;
}

async function thisMachine(): Promise<Machine> {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const value = (key: string): string =>
    new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  const codename = value('VERSION_CODENAME');
  const { code, stdout } = await run('dpkg', ['--print-architecture']);
  if (code !== 0) throw new PackageError('this needs dpkg and apt-get (Debian or Ubuntu)');
  const mirror = distributionMirror(machineMirrors(), codename);
  if (mirror === undefined) {
    throw new PackageError(
      `no package source of suite "${codename}" with component "main" in /etc/apt`,
    );
  }
  const distribution = value('ID');
  return { distribution, codename, architecture: stdout.trim(), mirror };
}

/** apt-get with its own state, cache and sources; the machine's are neither read nor changed. */
async function aptGet(
  order: Order,
  apt: string,
  args: readonly string[],
  cwd = apt,
): Promise<void> {
  const settings = [
    `Dir::Etc::sourcelist=${join(apt, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    'Dir::Etc::preferences=/dev/null',
    'Dir::Etc::preferencesparts=/dev/null',
    `Dir::State=${join(apt, 'state')}`,
    `Dir::State::status=${join(apt, 'status')}`,
    `Dir::Cache=${join(apt, 'cache')}`,
    `Dir::Log=${apt}`,
    // The sandbox user of apt may not write into a checkout.
    'APT::Sandbox::User=',
    'APT::Keep-Downloaded-Packages=true',
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    'Acquire::http::Timeout=30',
  ];
  const { code, stderr } = await run(
    'apt-get',
    ['--quiet', ...settings.flatMap((setting) => ['-o', setting]), ...args],
    {
      cwd,
      timeoutMs: lockMs,
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
    },
  );
  if (code === 0) return;
  const errors = stderr.split('\n').filter((line) => /^(E|W):|killed/.test(line));
  const source = readFileSync(join(apt, 'sources.list'), 'utf8').trim();
  throw new PackageError(
    `apt-get ${args[0]} for ${order.name} failed; the source was "${source}".\n` +
      (errors.length > 0 ? errors : stderr.trim().split('\n')).slice(0, 6).join('\n'),
  );
}

/** How programs of an unpacked tree are started. Throws `PackageError` when it has no loader. */
export function startOf(root: string): UnpackedTree {
  const libraries = libraryFolders(root);
  const loader = libraries
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .find((file) => /\/ld-linux[^/]*\.so\.\d$/.test(file));
  if (loader === undefined) throw new PackageError(`no loader under ${root}: remove that folder`);
  return { root, loader, libraryPath: libraries.join(':') };
}

/**
 * Folders with shared libraries, the multi-arch ones first: the loader searches them in this order.
 */
export function libraryFolders(root: string): string[] {
  const found: string[] = [];
  for (const base of ['usr/lib', 'lib']) {
    const folder = join(root, base);
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      if (/-linux-gnu/.test(name)) found.push(join(folder, name));
    }
  }
  found.push(join(root, 'usr/lib'));
  return found;
}

function say(order: Order, text: string): void {
  console.error(`[${order.name}] ${text}`);
}
