/**
 * `npm run bench:ari`: REST over WebSocket, the HTTP pool and plain ari-client side by side on a
 * real Asterisk 22, each in a process of its own. Latency, calls a second, CPU of the client per
 * call.
 *
 *   --calls N   calls of each kind (4000)
 */

import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { unpackAsterisk } from '../test/asterisk/packages.ts';
import { type AsteriskServer, startAsterisk } from '../test/asterisk/server.ts';
import type { ClientFigures, RunFigures } from './ari-client-run.ts';

const clients = ['socket', 'http', 'ari-client'] as const;
const titles: Readonly<Record<string, string>> = {
  socket: 'REST over WebSocket',
  http: 'HTTP pool of 8',
  'ari-client': 'plain ari-client',
};
const operations: Readonly<Record<string, string>> = {
  read: 'GET asterisk/ping',
  bridge: 'POST and DELETE a bridge',
  variable: 'POST a channel variable',
};

/** Channels in the application for the variables; their other halves wait in the dialplan. */
const dialplan = `[bench]
exten => s,1,Answer()
 same => n,Wait(3600)`;

function runClient(client: string, asterisk: AsteriskServer, calls: number): Promise<RunFigures> {
  const script = fileURLToPath(new URL('./ari-client-run.js', import.meta.url));
  const args = [script, client, String(asterisk.httpPort), asterisk.password, String(calls)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as RunFigures);
      else reject(new Error(`the client ${client} ended with exit code ${code}`));
    });
  });
}

/** Keeps the application of the bench registered, and fills it with channels. */
async function holdApplication(asterisk: AsteriskServer): Promise<WebSocket> {
  const key = encodeURIComponent(`${asterisk.user}:${asterisk.password}`);
  const url = `ws://127.0.0.1:${asterisk.httpPort}/ari/events?app=bench&api_key=${key}`;
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  // Read and forget: a reader that stalls is cut off.
  socket.on('message', () => {});
  for (let i = 0; i < 32; i++) {
    const query = `endpoint=Local%2Fs@bench&app=bench&channelId=bench-${i}`;
    await asterisk.ari('POST', `channels?${query}&otherChannelId=bench-${i}-half`);
  }
  return socket;
}

const cell = (value: number, digits = 2): string => value.toFixed(digits).padStart(10);

function show(results: readonly RunFigures[]): void {
  const heading = ['calls/s', 'p50 ms', 'p99 ms', 'CPU µs', 'lost'];
  for (const [operation, title] of Object.entries(operations)) {
    for (const parallel of [1, 32]) {
      console.log(`\n${title}, ${parallel} at a time`);
      console.log(' '.repeat(22) + heading.map((each) => each.padStart(10)).join(''));
      for (const { figures } of results) {
        const found = figures.find(
          (each) => each.operation === operation && each.parallel === parallel,
        );
        if (found) console.log(lineOf(found));
      }
    }
  }
  console.log('\na burst of 300 calls at once');
  for (const { burst } of results) {
    const { client, sent, answered, lastMs } = burst;
    const title = (titles[client] ?? client).padEnd(22);
    console.log(`${title}${answered} of ${sent} answered, the last after ${lastMs.toFixed(0)} ms`);
  }
}

const lineOf = (found: ClientFigures): string =>
  (titles[found.client] ?? found.client).padEnd(22) +
  cell(found.callsPerSecond, 0) +
  cell(found.p50Ms) +
  cell(found.p99Ms) +
  cell(found.cpuMicrosPerCall, 0) +
  cell(found.lost, 0);

const { values } = parseArgs({ options: { calls: { type: 'string', default: '4000' } } });
const packages = await unpackAsterisk(22);
console.log(
  `Asterisk ${packages.version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; ` +
    `${values.calls} calls of each kind`,
);
const asterisk = await startAsterisk({
  packages,
  quiet: true,
  more: { 'extensions.conf': dialplan },
});
try {
  const application = await holdApplication(asterisk);
  const results: RunFigures[] = [];
  for (const client of clients) {
    results.push(await runClient(client, asterisk, Number(values.calls)));
  }
  show(results);
  application.terminate();
} finally {
  await asterisk.stop();
}
