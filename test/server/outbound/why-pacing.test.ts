/** What pacing says, and in which order things are said: from reports as the dialer writes them. */

import { describe, expect, test } from 'vitest';
import type { LeadCount } from '../../../adapters/store/leads.ts';
import { campaignOf } from '../../../config/campaign.ts';
import { PartRates } from '../../../core/outreach/cadence/part-rates.ts';
import { tryResults } from '../../../core/outreach/cadence/results.ts';
import { reasons } from '../../../core/outreach/may-dial/reasons.ts';
import { Learned } from '../../../core/outreach/pacing/learned.ts';
import { guards, supplies } from '../../../server/outbound/obstacles.ts';
import type { PaceReport } from '../../../server/outbound/pace-report.ts';
import { hasWords, reasonWords } from '../../../server/outbound/reason-words.ts';
import { reportAgeMax, type WhySight, why } from '../../../server/outbound/why.ts';
import { whyText } from '../../../server/outbound/why-text.ts';
import { campaignText } from './why-scene.ts';

const now = 1_795_482_000_000;

const report = (changes: Partial<PaceReport> = {}): PaceReport => ({
  ...{ at: now, switchUp: true, faults: [], flying: 0, waiting: 0, reason: 'mode' },
  agents: { idle: 0, busy: 4, away: 0, reserve: 0 },
  ...{ riskMax: 0, risk: 0, dialledAt: null, stops: [] },
  window: { answered: 200, abandoned: 7, most: 0.03, rule: 'jp.abandonment' },
  callerIds: [],
  learned: new Learned().store(),
  rates: new PartRates(1).snapshot(),
  ...changes,
});

const ready: LeadCount = { state: 'ready', reason: 'fresh', leads: 10 };
const sight = (pace: PaceReport | undefined, changes: Partial<WhySight> = {}): WhySight => ({
  row: { id: 1, code: 'spring', name: 'Spring', state: 'running' },
  read: campaignOf(campaignText('spring', 'all')),
  ...{ pace, counts: [ready], nextDue: undefined, now },
  ...changes,
});
const codeOf = (pace: PaceReport | undefined, changes: Partial<WhySight> = {}) =>
  why(sight(pace, changes)).obstacle?.code;
const idle = { idle: 3, busy: 1, away: 0, reserve: 0 };

describe('what pacing says', () => {
  test.each([...guards, ...supplies])('%s is named while nobody is idle', (reason) => {
    const answer = why(sight(report({ reason })));
    expect(answer.obstacle?.code).toBe(reason);
    for (const language of ['en', 'ja'] as const) {
      const text = whyText(answer, { language, zone: null, queue: 'tea' });
      expect(text).not.toMatch(/[{}]|undefined|null|–/);
    }
  });

  test.each(guards)('%s does not matter while somebody is idle', (reason) => {
    expect(codeOf(report({ reason, agents: idle }))).toBe('agents-shared');
  });

  test('a spent budget is told with its figures', () => {
    const answer = why(sight(report({ reason: 'window-spent' })));
    expect(whyText(answer, { language: 'en', zone: null, queue: 'tea' })).toBe(
      'spring is not dialling: all agents are busy (4), and the abandonment budget is spent ' +
        '(7 of 200, 3 % allowed); 10 ready.',
    );
  });
});

describe('what is said first', () => {
  test('busy agents before leads passed over a while ago, and those before all else', () => {
    const stops = [{ reason: 'outside-hours', leads: 2, until: now + 1 }] as const;
    expect(codeOf(report({ stops }))).toBe('agents-busy');
    expect(codeOf(report({ stops, agents: idle }))).toBe('outside-hours');
  });

  test('a report counts for fifteen seconds', () => {
    expect(codeOf(report({ at: now - reportAgeMax }))).toBe('agents-busy');
    expect(codeOf(report({ at: now - reportAgeMax - 1 }))).toBe('no-dialer');
    expect(codeOf(undefined, { startedAt: now })).toBe('starting');
  });

  test('while it dials nothing is in the way; an old number under way does not hide a pause', () => {
    expect(why(sight(report({ flying: 1 })))).toMatchObject({ isDialling: true, obstacle: null });
    const row = { id: 1, code: 'spring', name: '', state: 'paused' } as const;
    expect(codeOf(report({ flying: 1 }), { row })).toBe('paused');
  });
});

test('every reason a lead or an attempt may have is told in words of both languages', () => {
  const own = ['fresh', 'lease-ended', 'not-in-segment', 'no-number', 'person-gone', 'erased'];
  const ends = ['callback', 'talked', 'attempts', 'days', 'faults', 'answered'];
  for (const reason of [...reasons, ...tryResults, ...own, ...ends]) {
    expect(hasWords(reason), reason).toBe(true);
    expect(reasonWords(reason, 'ja')).not.toBe(reasonWords(reason, 'en'));
  }
  expect(reasonWords('sold', 'en')).toBe('sold');
});
