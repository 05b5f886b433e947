/**
 * Reads tables of cases: Markdown that compliance people can read and add to. A section names its
 * time zone in brackets, and all times of its rows are of that zone; the words of a row are
 * explained in cases/README.md.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { momentsOf } from '../../../config/time-zone.ts';
import { asE164, asProductId, asTenantId } from '../../../core/outreach/ids.ts';
import {
  type ConsentUse,
  type DialFacts,
  dialPaths,
  legalClasses,
  lines,
  type RelationshipKind,
} from '../../../core/outreach/may-dial/facts.ts';
import type { Ms } from '../../../core/routing/ids.ts';
import { cleanFacts, client, product, type Writable } from './clean-facts.ts';

export interface DialCase {
  /** File and line, and what is to be decided: the name of the test. */
  readonly title: string;
  readonly now: Ms;
  readonly facts: DialFacts;
  readonly expected: Expected;
  readonly source: string;
}

export interface Expected {
  readonly verdict: string;
  readonly reason: string | undefined;
  readonly until: Ms | undefined;
  /** Of a stop the rule; of a permission `rule kind` of each ground. */
  readonly by: readonly string[];
}

type Facts = Writable<DialFacts>;
/** Reads one time of the row's zone. */
type Clock = (text: string) => Ms;

/** All cases of a folder, in order. */
export function readCases(folder: string): readonly DialCase[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .flatMap((name) => readTable(name, readFileSync(join(folder, name), 'utf8')));
}

function readTable(file: string, text: string): DialCase[] {
  let zone = 'UTC';
  return text.split('\n').flatMap((line, i) => {
    const place = `${file}:${i + 1}`;
    zone = /^##.*\(([A-Za-z]+\/[\w/]+)\)$/.exec(line)?.[1] ?? zone;
    if (!line.startsWith('| 20')) return [];
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells.length !== 6) throw new Error(`${place}: ${cells.length} cells; 6 are wanted`);
    try {
      return [readRow(place, zone, cells)];
    } catch (error) {
      throw new Error(`${place}: ${(error as Error).message}`);
    }
  });
}

function readRow(place: string, zone: string, cells: readonly string[]): DialCase {
  const [at = '', number = '', given = '', expected = '', by = '', source = ''] = cells;
  const clock: Clock = (text) => readTime(zone, text);
  const now = clock(at);
  const facts = cleanFacts(Number(number.replace(/[^\d]/g, '')), now);
  for (const phrase of given.split(',').map((each) => each.trim())) {
    if (phrase !== '' && !applyPhrase(facts, phrase, clock))
      throw new Error(`what is "${phrase}"?`);
  }
  if (source === '') throw new Error('no source');
  const [, verdict = '', reason, until] =
    /^(allow|deny|defer)(?: ([a-z-]+))?(?: until (.+))?$/.exec(expected) ?? [];
  return {
    title: `${place} ${[at, number, given].filter(Boolean).join(', ')}: ${expected}`,
    now,
    facts,
    source,
    expected: {
      verdict,
      reason,
      until: until === undefined ? undefined : clock(until),
      by: by === '' ? [] : by.split('; '),
    },
  };
}

/**
 * `2026-06-10 12:00`, `2026-06-10 12:00:30`, `2026-06-10`; of an hour that comes twice the first.
 */
function readTime(zone: string, text: string): Ms {
  const local = Date.parse(`${text.includes(' ') ? text.replace(' ', 'T') : `${text}T00:00`}Z`);
  const moment = Number.isNaN(local) ? undefined : momentsOf(zone, local)[0];
  if (moment === undefined) throw new Error(`there is no time ${text} in ${zone}`);
  return moment;
}

/** One phrase of the column `given`; false when nobody knows it. */
function applyPhrase(facts: Facts, phrase: string, clock: Clock): boolean {
  const [word = '', ...rest] = phrase.split(' ');
  const text = rest.join(' ');
  if (applyWord(facts, phrase)) return true;
  const apply = phrases[word];
  apply?.(facts, text, clock);
  return apply !== undefined;
}

/** Phrases of one word or two, without an argument. */
function applyWord(facts: Facts, phrase: string): boolean {
  const is = <T extends string>(list: readonly T[]): T | undefined =>
    list.find((each) => each === phrase);
  const path = is(dialPaths);
  const legalClass = is(legalClasses);
  const line = is(lines);
  if (path !== undefined) {
    facts.path = path;
    facts.agentReserved = path !== 'predictive' && path !== 'power';
  } else if (legalClass !== undefined) facts.campaign.class = legalClass;
  else if (line !== undefined) facts.line = line;
  else if (phrase === 'prerecorded') facts.voice = 'prerecorded';
  else if (phrase === 'no agent') facts.agentReserved = false;
  else if (phrase === 'no licence') facts.campaign.licences = [];
  else if (phrase === 'withheld') facts.callerId.number = null;
  else if (phrase === 'not verified') facts.callerId.verified = false;
  else if (phrase === 'not answered') facts.callerId.answered = false;
  else if (phrase === 'tenant suspended') facts.tenant.live = false;
  else return false;
  return true;
}

/** What follows the first word: dates, and marks before them. */
const dateIn = (text: string, mark: string, clock: Clock): Ms | null => {
  const found = new RegExp(`\\b${mark} (\\d{4}-\\d\\d-\\d\\d(?: \\d\\d:\\d\\d(?::\\d\\d)?)?)`).exec(
    text,
  );
  return found ? clock(found[1]!) : null;
};

const relate =
  (kind: RelationshipKind) =>
  (facts: Facts, text: string, clock: Clock): void => {
    facts.relationships.push({ kind, at: clock(text), proof: `${kind}-1` });
  };

const phrases: Readonly<Record<string, (facts: Facts, text: string, clock: Clock) => void>> = {
  rings(facts, text) {
    facts.ringMs = Number.parseInt(text, 10) * 1_000;
  },
  lives(facts, text) {
    const [place = '', zone = null] = text.split(' ');
    const region = place.includes('-') ? place : null;
    facts.person.address = { country: place.split('-')[0]!, region, zone };
  },
  business(facts, text, clock) {
    facts.person.business = { proof: 'business-1', until: dateIn(text, 'until', clock) };
  },
  sector(facts, text) {
    facts.campaign.sector = text;
  },
  listed(facts, text, clock) {
    const answer = facts.registries.find(({ registry }) => registry === text.split(' ')[0])!;
    answer.listed = true;
    answer.drawnAt = dateIn(text, 'drawn', clock) ?? answer.drawnAt;
  },
  registry(facts, text, clock) {
    const [name = ''] = text.split(' ');
    const drawnAt = dateIn(text, 'drawn', clock);
    if (drawnAt === null) facts.registries = facts.registries.filter((r) => r.registry !== name);
    else facts.registries.find(({ registry }) => registry === name)!.drawnAt = drawnAt;
  },
  bought: relate('purchase'),
  inquired: relate('inquiry'),
  contract: relate('contract'),
  consent(facts, text, clock) {
    facts.consents.push({
      proof: `consent-${facts.consents.length + 1}`,
      tenant: text.includes('other client') ? asTenantId('somebody') : client,
      product: text.includes('other product') ? asProductId('coffee') : null,
      number: text.includes('other number') ? asE164(81312349999) : null,
      uses: text.split(' ')[0]!.split('+') as ConsentUse[],
      written: text.includes('written'),
      grantedAt: dateIn(text, 'of', clock)!,
      until: dateIn(text, 'until', clock),
      withdrawnAt: dateIn(text, 'withdrawn', clock),
    });
  },
  refused(facts, text, clock) {
    const scope = text.split(' ')[0] as 'wide' | 'client' | 'product';
    const isOther = text.includes('other client');
    facts.refusals.push({
      scope,
      tenant: scope === 'wide' ? null : isOther ? asTenantId('somebody') : client,
      product:
        scope !== 'product' ? null : text.includes('coffee') ? asProductId('coffee') : product,
      service: text.includes('all calls'),
      since: dateIn(text, 'on', clock)!,
      until: dateIn(text, 'until', clock),
      proof: 'refusal-1',
    });
  },
  called(facts, text, clock) {
    const moments = text
      .replace(/^(person|number)( by others)? /, '')
      .split(' & ')
      .map(clock);
    const newest = moments.sort((a, b) => b - a);
    const to = text.startsWith('number') ? facts.attempts.number : facts.attempts.person;
    to.all = newest;
    to.client = text.includes('by others') ? [] : newest;
  },
  said(facts, text, clock) {
    facts.attempts.refusedAt = dateIn(text, 'no', clock);
  },
  abandoned(facts, text, clock) {
    facts.attempts.abandonedAt = clock(text);
  },
  machine(facts, text, clock) {
    facts.attempts.machineAt = clock(text);
  },
  shows(facts, text) {
    if (text === 'somebody else') facts.callerId.tenant = asTenantId('somebody');
    else facts.callerId.number = asE164(Number(text.replace(/\D/g, '')));
  },
  reassigned(facts, text, clock) {
    facts.reassigned = {
      answer: text.split(' ')[0] as 'yes' | 'no' | 'unknown',
      askedAt: dateIn(text, 'asked', clock)!,
      since: dateIn(text, 'since', clock)!,
    };
  },
  pacing(facts, text, clock) {
    facts.pacing = { heldUntil: dateIn(text, 'until', clock) };
  },
  campaign(facts, text, clock) {
    if (text === 'paused' || text === 'ended') facts.campaign.state = text;
    facts.campaign.from = dateIn(text, 'from', clock);
    facts.campaign.until = dateIn(text, 'until', clock);
  },
};
