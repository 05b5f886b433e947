/** The ledger of attempts with ten million leads: what it takes, and what a question costs. */

import { type Chance, createChance } from '../../adapters/simulated/random.ts';
import { asCampaignId, asE164, asPersonId, asTenantId } from '../../core/outreach/ids.ts';
import { attemptFacts } from '../../core/outreach/ledger/attempt-questions.ts';
import { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import { timeFigures } from '../load.ts';
import { figure, type Scenario } from '../scenario.ts';
import { percentiles } from '../statistics.ts';

const FROM = Date.UTC(2026, 9, 1);
const DAY = 86_400_000;
const HORIZON = 62 * DAY;
/** Attempts a lead, over two months. */
const ATTEMPTS = 2;

const numberOf = (lead: number) => asE164(81_300_000_000 + lead * 7);

/** Attempts in order of time, of leads at random; a third met a machine, one of fifty a refusal. */
function fill(ledgers: Ledgers, chance: Chance, leads: number): number {
  const attempts = leads * ATTEMPTS;
  const campaigns = Array.from({ length: 20 }, (_, i) => ({
    campaign: asCampaignId(`campaign-${i}`),
    tenant: asTenantId(`client-${i % 7}`),
  }));
  let seq = 0;
  for (let i = 0; i < attempts; i++) {
    const lead = chance.between(0, leads - 1);
    const at = FROM + Math.floor((i / attempts) * 60 * DAY);
    const fact = { number: numberOf(lead), person: asPersonId(String(lead + 1)) };
    const of = chance.pick(campaigns);
    ledgers.note({ seq: ++seq, at, what: 'started', ...fact, ...of });
    const fate = chance.between(1, 100);
    if (fate <= 33) {
      ledgers.note({ seq: ++seq, at: at + 9_000, what: 'machine-heard', ...fact, ...of });
    } else if (fate <= 35) {
      ledgers.note({ seq: ++seq, at: at + 30_000, what: 'refused', ...fact, ...of });
    }
  }
  return seq;
}

export const ledger: Scenario = async (order) => {
  const chance = createChance(order.seed);
  const leads = order.small ? 3_000 : 10_000_000;
  const ledgers = new Ledgers();
  const startedAt = performance.now();
  const facts = fill(ledgers, chance, leads);
  const noteUs = ((performance.now() - startedAt) * 1_000) / facts;
  const questions = order.small ? 1_000 : 300_000;
  const times = new Float64Array(questions);
  const now = FROM + 60 * DAY;
  let sum = 0;
  for (let i = 0; i < questions; i++) {
    const lead = chance.between(0, leads - 1);
    const person = asPersonId(String(lead + 1));
    const who = { number: numberOf(lead), person, tenant: asTenantId('client-3') };
    const from = performance.now();
    const found = attemptFacts(ledgers.attempts, who, now, HORIZON);
    times[i] = (performance.now() - from) * 1_000;
    sum +=
      found.person.all.length + found.person.client.length * 3 + ((found.machineAt ?? 0) % 997);
  }
  const { attempts } = ledgers;
  return {
    scenario: 'ledger',
    load: [
      `${leads.toLocaleString('en-US')} leads, ${(leads * ATTEMPTS).toLocaleString('en-US')} attempts in 60 days`,
      `${attempts.entries.toLocaleString('en-US')} entries about ${attempts.numbers.count.toLocaleString('en-US')} numbers and as many people`,
    ],
    figures: [
      figure('ledger.memory', 'the ledger of attempts', attempts.bytes / 2 ** 20, 'MiB'),
      figure('ledger.bytes', 'bytes for each lead', attempts.bytes / leads, ''),
      figure('ledger.note', 'a fact noted', noteUs, 'µs'),
      ...timeFigures('ledger', 'all mayDial asks', percentiles(times)),
    ],
    hash: `${attempts.entries}-${Math.round(sum)}`,
  };
};
