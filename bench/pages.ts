/**
 * `npm run bench:pages`: many desks and wallboards on one server with calls going through it. How
 * soon a change of state is at a screen, whether decisions stay quick meanwhile, whether memory
 * grows.
 *
 *   --desks N (200)  --boards N (20)  --queues N (20)  --calls N a minute (400)
 *   --minutes N (3; 30 is the soak)  --seed N (1)  --json
 */

import { parseArgs } from 'node:util';
import { machineInWords, thisMachine } from './machine.ts';
import { agentId, type BenchServer, startCentre } from './pages/centre.ts';
import { decisionsBetween, scrape, slopeOf } from './pages/scrapes.ts';
import { nothingSeen, openScreen, type Seen } from './pages/screens.ts';

/** What the desk issue asks for. */
const bars = { visibleP95Ms: 250, decisionP99Ms: 1, growthMiBPerMinute: 0.5 } as const;

const number = (value: string | undefined): number => {
  const read = Number(value);
  if (Number.isFinite(read) && read > 0) return read;
  process.stderr.write(`expected a number above 0, got ${value}\n`);
  process.exit(2);
};

const { values } = parseArgs({
  options: {
    desks: { type: 'string', default: '200' },
    boards: { type: 'string', default: '20' },
    queues: { type: 'string', default: '20' },
    calls: { type: 'string', default: '400' },
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const desks = number(values.desks);
const boards = number(values.boards);
const minutes = number(values.minutes);
const size = {
  desks,
  queues: number(values.queues),
  callsPerMinute: number(values.calls),
  seed: number(values.seed),
};
const say = (text: string) => process.stderr.write(`${text}\n`);

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Some at a time: each sign-in hashes a password on purpose slowly. */
async function openAll(server: BenchServer, seen: Seen) {
  const names = [
    ...Array.from({ length: desks }, (_, at) => agentId(at)),
    ...Array.from({ length: boards }, (_, at) => `board-${at + 1}`),
  ];
  const sockets = [];
  for (let at = 0; at < names.length; at += 4) {
    const some = names.slice(at, at + 4);
    const opened = some.map((name) =>
      openScreen(server, name, name.startsWith('board') ? undefined : name, seen),
    );
    sockets.push(...(await Promise.all(opened)));
    if (at % 40 === 0) say(`${sockets.length} of ${names.length} screens signed in`);
  }
  return sockets;
}

const server = await startCentre(size);
// Interrupted, it leaves no server behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.stop().finally(() => process.exit(130)));
}
const seen = nothingSeen();
try {
  const sockets = await openAll(server, seen);
  const before = await scrape(server.metrics);
  // What was seen while screens came in is no figure of theirs.
  for (const times of [seen.desk, seen.board]) times.length = 0;
  Object.assign(seen, { frames: 0, bytes: 0 });
  const samples: { atMs: number; bytes: number }[] = [];
  const beganAt = performance.now();
  let after = before;
  while (performance.now() - beganAt < minutes * 60_000) {
    await wait(Math.min(5_000, minutes * 6_000));
    after = await scrape(server.metrics);
    const atMs = performance.now() - beganAt;
    samples.push({ atMs, bytes: after.residentBytes });
    say(`${(atMs / 60_000).toFixed(1)} of ${minutes} min, ${seen.desk.length} changes seen`);
  }
  const seconds = (performance.now() - beganAt) / 1000;
  for (const socket of sockets) socket.close();

  const share = (times: number[], part: number): number =>
    times[Math.min(times.length - 1, Math.ceil(times.length * part) - 1)] ?? Number.NaN;
  const figuresOf = (times: number[]) => {
    times.sort((a, b) => a - b);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => share(times, part));
    return { count: times.length, p50, p95, p99, max: share(times, 1) };
  };
  const decisions = decisionsBetween(before, after, 0.99);
  const growth = slopeOf(samples) / 2 ** 20;
  const figures = {
    desk: figuresOf(seen.desk),
    board: figuresOf(seen.board),
    decisions: { count: decisions.count, p99AtMostMs: decisions.boundMs },
    memory: { mib: Math.round(after.residentBytes / 2 ** 20), growthMiBPerMinute: growth },
    frames: { perSecond: seen.frames / seconds, mibPerSecond: seen.bytes / seconds / 2 ** 20 },
    cores: (after.cpuSeconds - before.cpuSeconds) / seconds,
    lost: seen.lost,
  };
  const misses = [
    ...(figures.desk.p95! <= bars.visibleP95Ms ? [] : ['visible at a desk']),
    ...(figures.board.p95! <= bars.visibleP95Ms ? [] : ['visible at a board']),
    ...(decisions.boundMs <= bars.decisionP99Ms ? [] : ['decisions']),
    // Less than a soak says nothing of growth.
    ...(minutes < 30 || growth <= bars.growthMiBPerMinute ? [] : ['memory grows']),
    ...(seen.lost === 0 ? [] : ['screens cut off']),
  ];
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ size, boards, minutes, figures, misses })}\n`);
  } else {
    const row = (name: string, { count, p50, p95, p99, max }: typeof figures.desk) =>
      `${name.padEnd(18)} ${String(count).padStart(7)} changes, ms: p50 ${p50} p95 ${p95} ` +
      `p99 ${p99} max ${max}`;
    process.stdout.write(
      [
        `${desks} desks, ${boards} boards, ${size.queues} queues, ${size.callsPerMinute} calls a ` +
          `minute, ${minutes} min; seed ${size.seed}; ${machineInWords(thisMachine())}`,
        row('seen at a desk', figures.desk),
        row('seen at a board', figures.board),
        `decisions          ${String(decisions.count).padStart(7)}, p99 at most ` +
          `${decisions.boundMs} ms`,
        `memory             ${figures.memory.mib} MiB, ${growth.toFixed(2)} MiB a minute`,
        `frames             ${figures.frames.perSecond.toFixed(0)} a second, ` +
          `${figures.frames.mibPerSecond.toFixed(2)} MiB a second; ${figures.cores.toFixed(2)} cores`,
        misses.length === 0 ? 'all bars hold' : `MISSED: ${misses.join(', ')}`,
        '',
      ].join('\n'),
    );
  }
  process.exitCode = misses.length === 0 ? 0 : 1;
} finally {
  await server.stop();
}
