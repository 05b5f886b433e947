/**
 * One client against one Asterisk, in a process of its own: `node ari-client-run.js <client> <port>
 * <password> <calls>`. Prints its figures as JSON. Started by ari-rest.ts.
 */

import { createRequire } from 'node:module';
import { CommandSocket } from '../adapters/asterisk-ari/command-socket.ts';
import { AriHttp } from '../adapters/asterisk-ari/http.ts';
import type { AriRequest } from '../adapters/asterisk-ari/messages.ts';
import { realClock } from '../adapters/clock.ts';
import { percentiles } from './statistics.ts';

/** A call that has not come back after this time never will. */
const lostMs = 8_000;

/** What is asked of every client. */
export type Operation = 'read' | 'bridge' | 'variable';

export interface ClientFigures {
  readonly client: string;
  readonly operation: Operation;
  readonly parallel: number;
  readonly callsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU of the client's process. */
  readonly cpuMicrosPerCall: number;
  /** Neither answered nor refused. */
  readonly lost: number;
}

export interface BurstFigures {
  readonly client: string;
  readonly sent: number;
  readonly answered: number;
  readonly lastMs: number;
}

export interface RunFigures {
  readonly figures: readonly ClientFigures[];
  readonly burst: BurstFigures;
}

interface Client {
  /** Resolves when Asterisk has replied; rejects when it refused or is not there. */
  call(operation: Operation, step: number): Promise<unknown>;
  close(): void;
}

const channelOf = (step: number): string => `bench-${step % 32}`;

function requestOf(operation: Operation, step: number): AriRequest {
  if (operation === 'read') return { method: 'GET', path: 'asterisk/ping' };
  if (operation === 'variable') {
    const path = `channels/${channelOf(step)}/variable`;
    return { method: 'POST', path, query: { variable: 'BENCH', value: String(step) } };
  }
  // Every second call takes away what the one before has made.
  const bridgeId = `bench-b${step >> 1}`;
  return step % 2 === 0
    ? { method: 'POST', path: 'bridges', query: { bridgeId, type: 'mixing' } }
    : { method: 'DELETE', path: `bridges/${bridgeId}` };
}

type Loose = Record<string, Record<string, (parameters: object) => Promise<unknown>>>;

async function plainLibrary(url: string, password: string): Promise<Client> {
  const library = createRequire(import.meta.url)('ari-client') as {
    connect(url: string, user: string, password: string): Promise<Loose>;
  };
  // It prints on connecting; our output is JSON.
  console.log = () => {};
  const ari = await library.connect(url, 'tsunagi', password);
  return {
    call(operation, step) {
      if (operation === 'read') return ari.asterisk!.ping!({});
      if (operation === 'variable') {
        const parameters = { channelId: channelOf(step), variable: 'BENCH', value: String(step) };
        return ari.channels!.setChannelVar!(parameters);
      }
      const bridgeId = `bench-b${step >> 1}`;
      return step % 2 === 0
        ? ari.bridges!.create!({ bridgeId, type: 'mixing' })
        : ari.bridges!.destroy!({ bridgeId });
    },
    close: () => {},
  };
}

async function open(name: string, url: string, password: string): Promise<Client> {
  if (name === 'ari-client') return plainLibrary(url, password);
  const options = { url, user: 'tsunagi', password, clock: realClock, timeoutMs: 5_000 };
  if (name === 'http') {
    const http = new AriHttp(options);
    return {
      call: (operation, step) => http.send(requestOf(operation, step)),
      close: () => void http.close(),
    };
  }
  const socket = new CommandSocket({ ...options, app: 'bench-cmd' });
  socket.start();
  for (let tries = 0; !socket.ready && tries < 500; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (!socket.ready) throw new Error('the command socket did not open');
  return {
    call: (operation, step) => socket.send(requestOf(operation, step)),
    close: () => socket.close(),
  };
}

/** Whether it came back in time. */
async function settled(call: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), lostMs);
  });
  const back = Promise.resolve(call).then(
    () => true,
    () => true,
  );
  const result = await Promise.race([back, late]);
  clearTimeout(timer);
  return result;
}

async function measure(
  client: Client,
  name: string,
  operation: Operation,
  parallel: number,
  calls: number,
): Promise<ClientFigures> {
  const times = new Float64Array(calls);
  let next = 0;
  let lost = 0;
  // A lane makes a bridge and takes it away before it makes another.
  const lane = async (): Promise<void> => {
    while (next < calls) {
      const step = next;
      next += 2;
      for (const each of [step, step + 1]) {
        if (each >= calls) return;
        const before = performance.now();
        if (!(await settled(client.call(operation, each)))) lost++;
        times[each] = performance.now() - before;
      }
    }
  };
  const cpu = process.cpuUsage();
  const before = performance.now();
  await Promise.all(Array.from({ length: parallel }, lane));
  const tookMs = performance.now() - before;
  const { user, system } = process.cpuUsage(cpu);
  const { p50, p99 } = percentiles(times);
  return {
    client: name,
    operation,
    parallel,
    callsPerSecond: (calls * 1_000) / tookMs,
    p50Ms: p50,
    p99Ms: p99,
    cpuMicrosPerCall: (user + system) / calls,
    lost,
  };
}

async function burst(client: Client, name: string, sent: number): Promise<BurstFigures> {
  const before = performance.now();
  let lastMs = 0;
  let answered = 0;
  const calls = Array.from({ length: sent }, async (_, step) => {
    const call = client.call('read', step);
    if (!(await settled(call))) return;
    await call.then(
      () => {
        answered++;
        lastMs = performance.now() - before;
      },
      () => {},
    );
  });
  await Promise.all(calls);
  return { client: name, sent, answered, lastMs };
}

async function main(): Promise<void> {
  const [name = '', port = '', password = '', callsText = ''] = process.argv.slice(2);
  const calls = Number(callsText);
  const client = await open(name, `http://127.0.0.1:${port}`, password);
  const figures: ClientFigures[] = [];
  for (const operation of ['read', 'bridge', 'variable'] as const) {
    for (const parallel of [1, 32]) {
      await measure(client, name, operation, parallel, Math.min(calls, 400));
      figures.push(await measure(client, name, operation, parallel, calls));
    }
  }
  const result: RunFigures = { figures, burst: await burst(client, name, 300) };
  process.stdout.write(JSON.stringify(result), () => {
    client.close();
    process.exit(0);
  });
}

if (process.argv[1]?.includes('ari-client-run')) await main();
