// Everything a fresh clone needs before anything of it can run: Node's version, the packages of the
// lock file, the compiled JavaScript. Plain JavaScript with node: modules only, because nothing
// else is there yet. Quick when there is nothing to do; safe to interrupt and to run twice at once.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const NODE_MIN = [20, 19];

/** What is compiled: the product, or benches and tests too. The larger one holds the smaller. */
const SCOPES = {
  product: {
    project: 'tsconfig.product.json',
    folders: ['core', 'adapters', 'server', 'config'],
    holds: ['product'],
  },
  all: {
    project: 'tsconfig.json',
    folders: ['core', 'adapters', 'server', 'config', 'bench', 'test'],
    holds: ['product', 'all'],
  },
};

/** A failure with a sentence for the user; the stack is of no use to them. */
export class SetUpError extends Error {}

export const say = (text) => process.stderr.write(`tsunagi: ${text}\n`);

/** Undefined when this Node will do, else the sentence that says why not. */
export function nodeTrouble(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  if (enough) return undefined;
  return (
    `this needs Node.js ${NODE_MIN.join('.')} or newer and runs on ${version}. ` +
    'Install Node.js 24 LTS (nodejs.org, nvm, or your distribution), then run the command again.'
  );
}

/**
 * Runs a program and resolves with its exit code; a signal given to us is passed on and its end
 * awaited, so nothing is left running behind the prompt. `quiet`: output is kept and handed back
 * instead of shown.
 */
export function run(command, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    // A terminal sends Ctrl-C to the whole group: the child has it already, we only wait for its
    // end.
    const onInterrupt = () => {
      if (!process.stdin.isTTY) child.kill('SIGINT');
    };
    const onTerminate = () => child.kill('SIGTERM');
    process.on('SIGINT', onInterrupt);
    process.on('SIGTERM', onTerminate);
    // npm runs us in a shell that keeps a SIGTERM to itself: when it has gone, so do we.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM');
    }, 500);
    watch.unref();
    const done = () => {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
      clearInterval(watch);
    };
    child.once('error', (error) => {
      done();
      reject(new SetUpError(`cannot run ${command}: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      done();
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 143), signal, output });
    });
  });
}

const hash = (parts) => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
};
const readOr = (path, otherwise) => (existsSync(path) ? readFileSync(path, 'utf8') : otherwise);

function* sourceFiles(folder) {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.(tsx?|json|css|html|svg)$/.test(entry.name)) yield path;
  }
}

/** Changes whenever a compile would give something else. Cost: reads every source, some 10 ms. */
function sourceHash({ folders, project }) {
  const settings = ['tsconfig.json', 'tsconfig.web.json', 'vite.config.ts'];
  const parts = settings.map((file) => readFileSync(join(root, file)));
  parts.push(project, lockHash());
  for (const folder of folders) {
    for (const path of sourceFiles(join(root, folder))) parts.push(path, readFileSync(path));
  }
  return hash(parts);
}

const lockHash = () => hash([readFileSync(join(root, 'package-lock.json'))]);
const installStamp = join(root, 'node_modules', '.tsunagi-installed');
const buildStamp = (scope) => join(root, 'dist', `.tsunagi-built-${scope}`);

/** Whether `node_modules` is what npm made of this lock file. */
export const installed = () => readOr(installStamp, '') === lockHash();

async function install() {
  if (installed()) return;
  say('installing the packages of package-lock.json (npm ci; half a minute the first time) …');
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  // npm_execpath is npm's own script when npm started us; otherwise npm is looked up like any
  // program.
  const [command, front] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const { code, signal, output } = await run(command, [...front, ...args], { quiet: true });
  if (signal) throw new SetUpError('interrupted; run the command again to go on.');
  if (code !== 0) {
    throw new SetUpError(
      `npm ci failed with exit code ${code}:\n${output.trimEnd()}\n` +
        'tsunagi: is the package registry reachable (npm ping) and the disk not full?',
    );
  }
  writeFileSync(installStamp, lockHash());
}

async function build(scope) {
  const hashes = SCOPES[scope].holds.map((each) => [buildStamp(each), sourceHash(SCOPES[each])]);
  if (hashes.every(([stamp, wanted]) => readOr(stamp, '') === wanted)) return;
  say('compiling to dist/ …');
  for (const [stamp] of hashes) rmSync(stamp, { force: true });
  await made('the sources do not compile', 'tsc', ['-p', SCOPES[scope].project]);
  await made('the pages cannot be built', 'vite', ['build', '--logLevel', 'warn']);
  if (scope === 'all') {
    await made('the pages do not compile', 'tsc', ['-p', 'tsconfig.web.json']);
  }
  for (const [stamp, wanted] of hashes) writeFileSync(stamp, wanted);
}

async function made(trouble, tool, args) {
  const command = join(root, 'node_modules', '.bin', tool);
  const { code, signal, output } = await run(command, args, { quiet: true });
  if (signal) throw new SetUpError('interrupted; run the command again to go on.');
  if (code !== 0) throw new SetUpError(`${trouble}:\n${output.trimEnd()}`);
}

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/**
 * Two commands started at once must not install into one folder: the second waits for the first.
 */
async function locked(work) {
  const lock = join(root, '.cache', 'set-up.lock');
  mkdirSync(dirname(lock), { recursive: true });
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readOr(lock, '0'));
    // An empty file is one being written this instant; a dead holder was interrupted.
    if (holder > 0 && !alive(holder)) rmSync(lock, { force: true });
    else {
      if (!told) say('another command is setting up this checkout; waiting for it …');
      told = true;
      await wait(200);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Node checked, packages installed, and what is named compiled: `product`, `all` or nothing. */
export async function setUp(scope) {
  const trouble = nodeTrouble();
  if (trouble) throw new SetUpError(trouble);
  await locked(async () => {
    await install();
    if (scope) await build(scope);
  });
}

/**
 * Ends the program with the sentence of a failure; anything but a `SetUpError` is a bug and shows
 * its stack.
 */
export function fail(error) {
  process.stderr.write(error instanceof SetUpError ? `tsunagi: ${error.message}\n` : error.stack);
  process.exitCode = 1;
}
