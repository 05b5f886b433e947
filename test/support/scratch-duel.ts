import { duel, report } from './duel.ts';

const from = Number(process.argv[2] ?? 1);
const n = Number(process.argv[3] ?? 50);
const shapes = [
  { agentsMax: 3, callersMax: 4, hostilePercent: 10, upheavals: true, moves: 250 },
  { agentsMax: 8, callersMax: 12, hostilePercent: 5, upheavals: true, moves: 500 },
  { agentsMax: 8, callersMax: 12, hostilePercent: 0, upheavals: false, moves: 500 },
  { agentsMax: 40, callersMax: 30, hostilePercent: 2, upheavals: true, moves: 1000 },
];
let facts = 0;
let bad = 0;
for (let seed = from; seed < from + n; seed++)
  for (const shape of shapes) {
    const found = duel(seed, shape, shape.moves, 10);
    facts += found.facts;
    if (found.disagreement) {
      bad++;
      console.log(
        report(seed, found).replace(/ {2}policy .*/, (t) => (process.env.POLICY ? t : '')),
      );
      if (bad >= Number(process.env.MOST ?? 3)) {
        console.log(facts, 'facts');
        process.exit(1);
      }
    }
  }
console.log(facts, 'facts', bad, 'bad');
