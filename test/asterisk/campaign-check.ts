/**
 * What must be true of a campaign that has ended, read from the people's own log, the store and the
 * journal; shares no code with the dialer.
 */

import { readAttempts } from '../../adapters/store/attempt-log.ts';
import { sql } from '../../adapters/store/sql.ts';
import type { Store } from '../../adapters/store/store.ts';
import { asCampaignId, asE164, asPersonId, asTenantId } from '../../core/outreach/ids.ts';
import { attemptFacts, countAttempts } from '../../core/outreach/ledger/attempt-questions.ts';
import { Ledgers } from '../../core/outreach/ledger/ledgers.ts';
import { tellAll } from '../../server/outbound/ledger-facts.ts';
import { readJournal } from './journal-text.ts';
import type { SippEvent } from './sipp.ts';

/** A number that nobody may call from a moment on. */
export interface Forbidden {
  readonly number: number;
  readonly since: number;
}

export interface CampaignEvidence {
  readonly store: Store;
  readonly tenant: string;
  readonly campaign: number;
  readonly leads: number;
  readonly forbidden: readonly Forbidden[];
  /** What the people who were called have seen. */
  readonly seen: readonly SippEvent[];
  readonly journal: string;
  readonly delaysMs: Readonly<Record<'busy' | 'no-answer', number>>;
}

export interface CampaignFigures {
  /** Leads by what became of them. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly attempts: number;
  /** Attempts by what the network and who answered made of them. */
  readonly results: Readonly<Record<string, number>>;
  readonly answered: number;
  readonly abandoned: number;
  /** Abandoned of the answered, percent. */
  readonly abandonedPercent: number;
  /** Seconds from answer to agent: median and the slowest twentieth. */
  readonly toAgentS: { readonly p50: number; readonly p95: number };
  /** Share of the agents' time they were talking while it ran, percent. */
  readonly occupancyPercent: number;
  /** Callers who came in, and share of them answered within 10 s, percent. */
  readonly inbound: { readonly callers: number; readonly inTimePercent: number | null };
  readonly problems: readonly string[];
}

interface AttemptRow {
  readonly id: number;
  readonly person: number;
  readonly number: number;
  readonly requestedAt: number;
  readonly answeredAt: number | null;
  readonly agentAt: number | null;
  readonly endedAt: number | null;
  readonly network: string | null;
  readonly answeredBy: string | null;
  readonly abandoned: number;
  readonly decisions: number;
}

/** Two clocks of one machine, and a signal on its way. */
const slackMs = 250;

export async function checkCampaign(evidence: CampaignEvidence): Promise<CampaignFigures> {
  const { store, campaign, tenant } = evidence;
  const problems: string[] = [];
  const counts = await (await store.tenant(tenant)).leads.counts(campaign);
  const attempts = await store.database.query<AttemptRow>(sql`
    select id, person, number, requested_at as "requestedAt", answered_at as "answeredAt",
      agent_at as "agentAt", ended_at as "endedAt", network, answered_by as "answeredBy", abandoned,
      (select count(*) from evidence where evidence.attempt = attempt.id and kind = 'decision')
        as decisions
    from attempt where campaign = ${campaign} order by requested_at, id`);
  checkLeads(counts, evidence, problems);
  checkAttempts(attempts, evidence, problems);
  checkSeen(attempts, evidence, problems);
  await checkLedgers(attempts, evidence, problems);
  const answered = attempts.filter(({ answeredAt }) => answeredAt !== null);
  const abandoned = answered.filter((each) => each.abandoned === 1).length;
  const results = tally(attempts.map((each) => resultOf(each)));
  const waits = answered
    .filter(({ agentAt }) => agentAt !== null)
    .map(({ answeredAt, agentAt }) => (agentAt! - answeredAt!) / 1_000)
    .sort((a, b) => a - b);
  return {
    outcomes: Object.fromEntries(
      counts.map(({ state, reason, leads }) => [`${state} ${reason}`, leads]),
    ),
    attempts: attempts.length,
    results,
    answered: answered.length,
    abandoned,
    abandonedPercent: round((100 * abandoned) / Math.max(1, answered.length)),
    toAgentS: { p50: at(waits, 0.5), p95: at(waits, 0.95) },
    ...fromJournal(evidence.journal),
    problems,
  };
}

const round = (x: number): number => Math.round(x * 100) / 100;
const at = (sorted: readonly number[], share: number): number =>
  round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);

function tally(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function resultOf({ network, agentAt, abandoned }: AttemptRow): string {
  if (network !== 'answered') return network ?? 'open';
  return abandoned === 1 ? 'abandoned' : agentAt === null ? 'hung-up-early' : 'talked';
}

/** Every lead is in exactly one outcome. */
function checkLeads(
  counts: readonly { readonly state: string; readonly reason: string; readonly leads: number }[],
  { leads }: CampaignEvidence,
  problems: string[],
): void {
  const all = counts.reduce((sum, each) => sum + each.leads, 0);
  if (all !== leads) problems.push(`${all} leads of ${leads}`);
  for (const { state, reason, leads: some } of counts) {
    if (state !== 'done') problems.push(`${some} leads are ${state} (${reason})`);
  }
}

/** None inside its delay, each with its decision, all ended. */
function checkAttempts(
  attempts: readonly AttemptRow[],
  { delaysMs, forbidden }: CampaignEvidence,
  problems: string[],
): void {
  const before = new Map<number, AttemptRow>();
  const since = new Map(forbidden.map((each) => [each.number, each.since]));
  for (const attempt of attempts) {
    const { id, person, number, requestedAt, endedAt, decisions } = attempt;
    if (endedAt === null) problems.push(`attempt ${id} has not ended`);
    if (decisions !== 1) problems.push(`attempt ${id} has ${decisions} decisions`);
    const former = before.get(person);
    const gap = former && requestedAt - former.requestedAt;
    const delay = former && delaysMs[former.network as keyof typeof delaysMs];
    if (gap !== undefined && delay !== undefined && gap < delay) {
      problems.push(`attempt ${id} came ${gap} ms after one that was ${former?.network}`);
    }
    if (former && (former.endedAt ?? Number.POSITIVE_INFINITY) > requestedAt) {
      problems.push(`attempt ${id} was begun before the one before had ended`);
    }
    if (requestedAt > (since.get(number) ?? Number.POSITIVE_INFINITY)) {
      problems.push(`attempt ${id} to ${number}, which was forbidden`);
    }
    before.set(person, attempt);
  }
}

/** The people were called as often as the store says, and never when it was forbidden. */
function checkSeen(
  attempts: readonly AttemptRow[],
  { seen, forbidden }: CampaignEvidence,
  problems: string[],
): void {
  const invites = seen.filter(({ what }) => what === 'invite');
  const since = new Map(forbidden.map((each) => [String(each.number), each.since]));
  for (const { who, at: when } of invites) {
    if (when > (since.get(who) ?? Number.POSITIVE_INFINITY) + slackMs) {
      problems.push(`${who} was called when it was forbidden`);
    }
  }
  const called = tally(invites.map(({ who }) => who));
  const begun = tally(attempts.map(({ number }) => String(number)));
  for (const [number, times] of Object.entries(called)) {
    if (times > (begun[number] ?? 0)) {
      problems.push(
        `${number} was called ${times} times, and ${begun[number] ?? 0} are written down`,
      );
    }
  }
  // One that was written down and never left is a fault of ours, and must be told as such.
  const left = attempts.filter(({ network }) => network !== 'failed' && network !== 'withdrawn');
  if (invites.length < left.length) {
    problems.push(`${left.length} attempts have a result, and the people saw ${invites.length}`);
  }
}

/** Ledgers made of the log say what is counted by hand. */
async function checkLedgers(
  attempts: readonly AttemptRow[],
  { store, campaign, tenant }: CampaignEvidence,
  problems: string[],
): Promise<void> {
  const ledgers = new Ledgers();
  await readAttempts(store.database, 0, (each) => tellAll(ledgers, each));
  const now =
    Math.max(0, ...attempts.map(({ endedAt, requestedAt }) => endedAt ?? requestedAt)) + 1;
  const byNumber = tally(attempts.map(({ number }) => String(number)));
  for (const [number, count] of Object.entries(byNumber)) {
    const subject = { number: asE164(Number(number)) };
    const all = countAttempts(ledgers.attempts, subject, { by: 'all' }, { kind: 'ever' }, now);
    if (all !== count)
      problems.push(`the ledger has ${all} attempts to ${number}, there were ${count}`);
  }
  const of = { of: 'campaign', campaign: asCampaignId(String(campaign)) } as const;
  const window = { kind: 'whole' } as const;
  const counted = ledgers.abandonment.tally(of, { window, formula: 'plain' }, now);
  const answered = attempts.filter(({ answeredAt }) => answeredAt !== null).length;
  const abandoned = attempts.filter((each) => each.abandoned === 1).length;
  if (counted.answered !== answered || counted.abandoned !== abandoned) {
    problems.push(
      `the ledger has ${counted.abandoned} of ${counted.answered} abandoned, there were ${abandoned} of ${answered}`,
    );
  }
  const [first] = attempts;
  if (first === undefined) return;
  const facts = attemptFacts(
    ledgers.attempts,
    {
      number: asE164(first.number),
      person: asPersonId(String(first.person)),
      tenant: asTenantId(tenant),
    },
    now,
    now,
  );
  if (facts.number.client.length !== byNumber[String(first.number)]) {
    problems.push('the ledger does not know whose attempts they were');
  }
}

/** How busy the agents were, and how those fared who called in. */
function fromJournal(folder: string): Pick<CampaignFigures, 'occupancyPercent' | 'inbound'> {
  const { lines } = readJournal(folder);
  const states = new Map<string, { state: string; since: number }>();
  const spent: Record<string, number> = {};
  let last = 0;
  let [callers, inTime] = [0, 0];
  for (const line of lines as readonly JournalLine[]) {
    last = line.at;
    const [name, ...args] = line.n ?? [];
    if (name === 'agentChanged') {
      const [agent = '', state = ''] = args.map(String);
      const before = states.get(agent);
      if (before) spent[before.state] = (spent[before.state] ?? 0) + line.at - before.since;
      states.set(agent, { state, since: line.at });
    }
    if (name === 'callExited' && args[1] === 'inbound') {
      callers++;
      if (args[2] === 'answered' && Number(args[3]) <= 10_000) inTime++;
    }
  }
  for (const { state, since } of states.values()) spent[state] = (spent[state] ?? 0) + last - since;
  const talked = (spent.talking ?? 0) + (spent['wrap-up'] ?? 0);
  const atWork = talked + (spent.ready ?? 0) + (spent.offered ?? 0);
  return {
    occupancyPercent: round((100 * talked) / Math.max(1, atWork)),
    inbound: { callers, inTimePercent: callers === 0 ? null : round((100 * inTime) / callers) },
  };
}

interface JournalLine {
  readonly at: number;
  readonly n?: readonly unknown[];
}
