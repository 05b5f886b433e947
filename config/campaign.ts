/**
 * Campaigns as people write them: whom they call, what for, by which queue and trunk, how often,
 * and what may come of it. One YAML file a campaign; the store keeps it as it was written.
 *
 *   campaign: spring-tea
 *   goal: order
 *   class: sale
 *   queue: outbound
 *   trunk: ntt
 *   caller-id: "+81312345678"
 *   lists: { spring: 70, dormant: 30 }
 *   outcomes: { order: { name: Order, isGoal: true }, no: { name: No, isRefusal: true } }
 */

import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type Retention, retentions } from '../adapters/store/retention.ts';
import { type CadenceRule, faultsOf } from '../core/outreach/cadence/rule.ts';
import type { DetectionRule } from '../core/outreach/machine-detection/detect.ts';
import { type LegalClass, legalClasses } from '../core/outreach/may-dial/facts.ts';
import type { DiallingMode } from '../core/outreach/pacing/scene.ts';
import { type Ms, NEVER } from '../core/routing/ids.ts';
import { afterDefaults } from './cadence-defaults.ts';
import { type OutcomeTree, outcomeFault, outcomeTree } from './outcomes.ts';
import { count, duration, formed, id, percentage, timeZone } from './scalars.ts';
import { faultOf, type Segment, segmentSchema } from './segment.ts';

/** How a campaign dials. Spans are milliseconds, shares 0 to 1, moments epoch ms. */
export interface Dialling {
  readonly mode: DiallingMode;
  /** Where people who have answered wait for an agent. */
  readonly queue: string;
  readonly trunk: string;
  /** Shown in turn, E.164 without the plus; one at least. */
  readonly callerIds: readonly number[];
  /** Whose permission a refusal of a product speaks of; null: nothing in particular. */
  readonly product: string | null;
  readonly sector: string | null;
  readonly licences: readonly string[];
  readonly from: Ms | null;
  readonly until: Ms | null;
  readonly ringMs: Ms;
  readonly abandonedMax: number;
  readonly idleMax: number;
  readonly linesPerAgent: number;
  /** Of people whose own zone is not known. */
  readonly zone: string;
  readonly cadence: CadenceRule;
  readonly retention: Retention;
  /** The key that ends such calls; null: that of the server. */
  readonly optOutKey: string | null;
  /** Null: whoever answers is taken for a person. */
  readonly machineDetection: MachineDetection | null;
}

/** How machines are told from people, and how often that is wrong. */
export interface MachineDetection {
  readonly rule: DetectionRule;
  /** Share, 0 to 1, of those taken for machines who are people; null: nobody has measured it. */
  readonly mistaken: number | null;
}

/** A campaign as it was written, lists by their codes. */
export interface CampaignText {
  readonly code: string;
  readonly name: string;
  readonly goal: string;
  readonly legalClass: LegalClass;
  readonly lists: Readonly<Record<string, number>>;
  readonly segment: Segment;
  readonly outcomes: OutcomeTree;
  /** Code of its talk script; null: none. */
  readonly script: string | null;
  readonly dialling: Dialling;
}

/** A campaign, or what is wrong with its text, a sentence each. */
export type CampaignRead =
  | { readonly campaign: CampaignText; readonly written: unknown }
  | { readonly faults: readonly string[] };

const hourMs = 3_600_000;

const part = formed(
  /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
  'a part of the day such as "09:00-12:00"',
).transform((text) => {
  const [from = '', until = ''] = text.split('-');
  return { fromMs: clockMs(from), untilMs: clockMs(until) };
});

const clockMs = (text: string): Ms => {
  const [hours, minutes] = text.split(':').map(Number);
  return hours! * hourMs + minutes! * 60_000;
};

const wait = z.union([z.literal('never').transform(() => NEVER), duration()]);
const after = z.union([
  wait.transform((waitMs) => ({ waitMs, samePart: false })),
  z
    .strictObject({ wait, 'same-part': z.boolean().prefault(false) })
    .transform((each) => ({ waitMs: each.wait, samePart: each['same-part'] })),
]);

const cadence = z
  .strictObject({
    attempts: count(1, 100).prefault(6),
    days: count(1, 366).prefault(14),
    'per-day': count(1, 20).prefault(2),
    faults: count(1, 100).prefault(5),
    parts: z.array(part).min(1).prefault(['09:00-12:00', '12:00-17:00', '17:00-20:00']),
    after: z
      .partialRecord(z.enum(Object.keys(afterDefaults) as [keyof typeof afterDefaults]), after)
      .prefault({}),
  })
  .prefault({})
  .transform(
    (each): CadenceRule => ({
      attemptsMax: each.attempts,
      daysMax: each.days,
      dayMax: each['per-day'],
      faultsMax: each.faults,
      parts: each.parts,
      after: { ...afterDefaults, ...each.after },
    }),
  );

/** Names and defaults of Asterisk's `app_amd`. */
const machineDetection = z
  .strictObject({
    'initial-silence': duration(500).prefault('2500ms'),
    greeting: duration(500).prefault('1500ms'),
    'after-greeting-silence': duration(500).prefault('800ms'),
    total: duration(1_000).prefault('5s'),
    'false-machines': percentage.optional(),
  })
  .transform(
    (each): MachineDetection => ({
      rule: {
        initialSilenceMs: each['initial-silence'],
        greetingMs: each.greeting,
        afterGreetingSilenceMs: each['after-greeting-silence'],
        totalMs: each.total,
      },
      mistaken: each['false-machines'] ?? null,
    }),
  );

const number = formed(/^\+[1-9]\d{6,14}$/, 'a number such as "+81312345678", in quotes').transform(
  (text) => Number(text.slice(1)),
);
const moment = formed(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)$/,
  'a moment such as "2026-12-01T09:00+09:00"',
).transform((text) => Date.parse(text));
const word = z.string().min(1).max(100);

/** The modes, and what a campaign may say. */
export const campaignSchema = z.strictObject({
  campaign: id,
  name: z.string().max(200).optional(),
  goal: word.describe('The outcome that is counted as success.'),
  class: z.enum(legalClasses),
  product: id.optional(),
  sector: word.optional(),
  licences: z.array(word).prefault([]),
  from: moment.optional(),
  until: moment.optional(),
  mode: z.enum(['manual', 'preview', 'progressive', 'power', 'predictive']).prefault('progressive'),
  queue: id,
  trunk: id,
  'caller-id': z.union([number.transform((one) => [one]), z.array(number).min(1).max(100)]),
  ring: duration(10_000).prefault('25s'),
  abandoned: percentage.prefault('2.5%'),
  idle: percentage.prefault('5%'),
  'lines-per-agent': z.number().min(1).max(10).prefault(1.5),
  zone: timeZone.prefault('Asia/Tokyo'),
  'opt-out-key': formed(/^[0-9*#]$/, 'a key: 0 to 9, * or #, in quotes').optional(),
  'machine-detection': machineDetection.optional(),
  retention: z.enum(retentions as [Retention, ...Retention[]]).prefault('house-1y'),
  lists: z.record(id, count(1, 1_000_000)).refine((each) => Object.keys(each).length > 0, {
    error: 'name one list at least, with its share: lists: { spring: 100 }',
  }),
  segment: segmentSchema.prefault({}),
  outcomes: outcomeTree,
  script: id.optional().describe('Talk script of its conversations; kept in the store.'),
  cadence,
});

/** Reads a YAML file. Faults begin with line and column. */
export function readCampaign(text: string): CampaignRead {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, lineCounter });
  const placeOf = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${line}:${col}`;
  };
  if (document.errors.length > 0) {
    return { faults: document.errors.map(({ pos, message }) => `${placeOf(pos[0])} ${message}`) };
  }
  const written: unknown = document.toJS();
  const read = parse(written);
  if ('campaign' in read) return { campaign: read.campaign, written };
  return {
    faults: read.map(({ path, text: told }) => `${placeOf(offsetOf(document, path))} ${told}`),
  };
}

/** The same of what the store kept. */
export function campaignOf(written: unknown): CampaignRead {
  const read = parse(written);
  if ('campaign' in read) return { campaign: read.campaign, written };
  return { faults: read.map(({ text }) => text) };
}

/** What is wrong, and with which part of it. */
interface PlacedFault {
  readonly path: readonly PropertyKey[];
  readonly text: string;
}

function parse(written: unknown): { readonly campaign: CampaignText } | readonly PlacedFault[] {
  const read = campaignSchema.safeParse(written);
  if (!read.success) {
    return read.error.issues.flatMap((issue) =>
      faultOf(issue, []).map((text) => ({ path: pathOf(issue), text: text.replace(/^: /, '') })),
    );
  }
  const input = read.data;
  const faults: PlacedFault[] = faultsOf(input.cadence).map((text) => ({
    path: ['cadence'],
    text,
  }));
  const fault = outcomeFault(input.outcomes);
  if (fault !== undefined) faults.push({ path: ['outcomes'], text: `outcomes: ${fault}` });
  if (!Object.hasOwn(input.outcomes, input.goal)) {
    const known = Object.keys(input.outcomes).join(', ');
    const text = `goal: "${input.goal}" is no outcome; there are ${known}`;
    faults.push({ path: ['goal'], text });
  }
  return faults.length > 0 ? faults : { campaign: compiled(input) };
}

/** A key that is not known is where the fault is, not the map it stands in. */
const pathOf = (issue: z.core.$ZodIssue): readonly PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;

/** Where that part begins, or whatever it is missing in. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function compiled(read: z.output<typeof campaignSchema>): CampaignText {
  return {
    code: read.campaign,
    name: read.name ?? read.campaign,
    goal: read.goal,
    legalClass: read.class,
    lists: read.lists,
    segment: read.segment,
    outcomes: read.outcomes,
    script: read.script ?? null,
    dialling: {
      mode: read.mode,
      queue: read.queue,
      trunk: read.trunk,
      callerIds: read['caller-id'],
      product: read.product ?? null,
      sector: read.sector ?? null,
      licences: read.licences,
      from: read.from ?? null,
      until: read.until ?? null,
      ringMs: read.ring,
      abandonedMax: read.abandoned,
      idleMax: read.idle,
      linesPerAgent: read['lines-per-agent'],
      zone: read.zone,
      cadence: read.cadence,
      retention: read.retention,
      optOutKey: read['opt-out-key'] ?? null,
      machineDetection: read['machine-detection'] ?? null,
    },
  };
}
