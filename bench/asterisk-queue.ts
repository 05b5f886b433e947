import { unpackAsterisk } from '../test/asterisk/packages.ts';
import { measureAppQueue } from './asterisk-app-queue.ts';

const r = await measureAppQueue(await unpackAsterisk(22), {
  agents: 50,
  waiting: 300,
  calls: 1000,
  ringMs: 100,
  talkMs: [2000, 4000],
  extension: '7000',
});
const g = [...r.gapsMs].sort((a, b) => a - b);
const q = (x: number) => g[Math.min(g.length - 1, Math.ceil(g.length * x) - 1)];
console.log(g.length, q(0.5), q(0.95), q(0.99), g.at(-1), { ...r, gapsMs: 0 });
