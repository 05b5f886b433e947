/** A centre of many desks on the simulated switch, and its server in a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface CentreSize {
  readonly desks: number;
  readonly queues: number;
  readonly callsPerMinute: number;
  readonly seed: number;
}

export interface BenchServer {
  /** `http://127.0.0.1:…` */
  readonly api: string;
  readonly metrics: string;
  readonly key: string;
  stop(): Promise<void>;
}

export const agentId = (index: number): string => `a${String(index + 1).padStart(4, '0')}`;

/** Each queue has a team of its own; every agent works in two neighbouring ones. */
function centreYaml({ desks, queues, callsPerMinute, seed }: CentreSize): string {
  const teams = Array.from({ length: queues }, (_, at) => `t${at}`);
  const agents = Array.from({ length: desks }, (_, at) => {
    const own = [teams[at % queues], teams[(at + 1) % queues]].join(', ');
    return `  ${agentId(at)}: { phone: PJSIP/${2000 + at}, teams: [${own}] }`;
  });
  const lines = teams.map(
    (team, at) =>
      `  q${at}: { target: { answer: 80%, within: 20s }, teams: [${team}], wrap-up: 10s, steps: [{ then: { after: 10m, go: hang-up } }] }`,
  );
  const entries = teams.map((_, at) => `  "${8000 + at}": { queue: q${at} }`);
  return [
    'name: Bench',
    'pause-reasons: { break: }',
    `teams: { ${teams.map((team) => `${team}: `).join(', ')} }`,
    `agents:\n${agents.join('\n')}`,
    `queues:\n${lines.join('\n')}`,
    `entries:\n${entries.join('\n')}`,
    `switches: { world: { kind: simulated, calls-per-minute: ${callsPerMinute}, seed: ${seed} } }`,
    'server:',
    '  api: { port: 0 }',
    '  metrics: { port: 0 }',
    '  log-level: info',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the configuration reads it
    '  keys: { bench: { key: "${BENCH_KEY}", role: admin } }',
    '',
  ].join('\n');
}

/** Starts it; resolves when it serves. Rejects with its last words when it ends before. */
export async function startCentre(size: CentreSize): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tsunagi-pages-'));
  mkdirSync(join(folder, 'config'));
  writeFileSync(join(folder, 'config', 'centre.yaml'), centreYaml(size));
  const key = randomBytes(24).toString('base64url');
  const cli = fileURLToPath(new URL('../../server/cli.js', import.meta.url));
  const child = spawn(process.execPath, [cli, 'serve', '--config', 'config'], {
    cwd: folder,
    env: { ...process.env, BENCH_KEY: key },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { api, metrics } = await serving(child);
  return {
    api,
    metrics,
    key,
    async stop() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serving(child: ChildProcess): Promise<{ api: string; metrics: string }> {
  return new Promise((resolve, reject) => {
    const last: string[] = [];
    for (const output of [child.stdout!, child.stderr!]) {
      createInterface({ input: output }).on('line', (line) => {
        if (last.push(line) > 20) last.shift();
        if (!line.includes('"msg":"serving"')) return;
        const { api, metrics } = JSON.parse(line) as { api: string; metrics: string };
        resolve({ api, metrics });
      });
    }
    child.once('close', () => reject(new Error(`the server ended:\n${last.join('\n')}`)));
  });
}
