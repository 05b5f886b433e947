/**
 * Talk scripts as people write them: steps with what is said and asked, where each answer leads,
 * cards against objections, and what must have been said before an outcome may be saved. One YAML
 * file a script; the store keeps each version as it was written.
 *
 *   script: spring-tea
 *   outcomes: { sale: { is-goal: true, needs: [terms] }, no: {} }
 *   steps:
 *     hello:
 *       say: { ja: "{person.name|お客様}でいらっしゃいますか。", en: "Is that {person.name}?" }
 *       ask: yes-no
 *       yes: offer
 *       no: goodbye
 */

import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { checkScript, type ScriptFault } from '../core/script/check.ts';
import type { Question, Script, ScriptText, Step } from '../core/script/script.ts';
import { count, formed, id } from './scalars.ts';
import { scriptFaultText } from './script-faults.ts';
import { faultOf } from './segment.ts';

/** A script as it was written, its version not yet known. */
export interface ScriptWritten {
  readonly code: string;
  readonly name: string;
  readonly script: Omit<Script, 'id' | 'version'>;
}

/** What is wrong, and where: lines and columns from 1. */
export interface PlacedFault {
  readonly line: number;
  readonly column: number;
  readonly text: { readonly en: string; readonly ja: string };
}

/** A script, or everything that is wrong with its text. */
export type ScriptRead = ScriptWritten | { readonly faults: readonly PlacedFault[] };

/** Longest text of a file, in characters. */
export const scriptTextMax = 200_000;
const stepsMax = 500;
/** As many as there are keys for. */
const cardsMax = 9;
const longestDefault = 1_000;

const words = z.string().min(1).max(4_000);
const saying = z
  .union([words, z.strictObject({ en: words.optional(), ja: words.optional() })])
  .transform((written): ScriptText => {
    if (typeof written === 'string') return isJapanese(written) ? { ja: written } : { en: written };
    const { en, ja } = written;
    return { ...(en === undefined ? {} : { en }), ...(ja === undefined ? {} : { ja }) };
  })
  .describe('One text, or one per language: { en: …, ja: … }; {person.name|you} is a field.');

const isJapanese = (text: string): boolean =>
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);

const choice = z.union([
  z.strictObject({ label: saying, to: id.optional() }),
  saying.transform((label) => ({ label, to: undefined })),
]);

/** Of a number. */
interface Bounds {
  readonly kind: 'number';
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly whole?: boolean | undefined;
}

const limit = z.number();
const ask = z.union([
  z.enum(['nothing', 'yes-no', 'date', 'text']).transform((kind) => ({ kind })),
  z.literal('number').transform((kind): Bounds => ({ kind })),
  z
    .strictObject({ choice: z.record(id, choice) })
    .transform(({ choice: choices }) => ({ kind: 'choice' as const, choices })),
  z
    .strictObject({
      number: z.strictObject({
        min: limit.optional(),
        max: limit.optional(),
        whole: z.boolean().optional(),
      }),
    })
    .transform(({ number }): Bounds => ({ kind: 'number', ...number })),
  z
    .strictObject({ text: z.strictObject({ longest: count(1, 10_000) }) })
    .transform(({ text }) => ({ kind: 'text' as const, ...text })),
]);

const step = z.strictObject({
  say: saying,
  ask: ask
    .prefault('nothing')
    .describe('nothing, yes-no, date, number or text; { choice: … } for one of several.'),
  yes: id.optional().describe('The step after a yes.'),
  no: id.optional().describe('The step after a no.'),
  next: id.optional().describe('The step after any other answer; without it the script ends.'),
  outcome: id.optional().describe('What has come of the call at this step.'),
  keep: formed(/^[^\p{Cc}]{1,100}$/u, 'the name of an attribute')
    .optional()
    .describe('Attribute of the person the answer is kept under.'),
});

const few = <Value extends z.ZodType>(value: Value, most: number) =>
  z.record(id, value).refine((map) => Object.keys(map).length <= most, {
    error: `has at most ${most} entries`,
  });

/** What a file of a script may say. */
export const scriptSchema = z.strictObject({
  script: id,
  name: z.string().max(200).optional(),
  start: id.optional().describe('Its first step. Default: the first one written.'),
  outcomes: few(
    z.strictObject({
      'is-goal': z.boolean().prefault(false),
      needs: z.array(id).prefault([]).describe('Steps without which it cannot be saved.'),
    }),
    100,
  ).prefault({}),
  cards: few(z.strictObject({ title: saying, say: saying }), cardsMax).prefault({}),
  steps: few(step, stepsMax).refine((map) => Object.keys(map).length > 0, {
    error: 'write one step at least',
  }),
});

type Input = z.output<typeof scriptSchema>;
type Path = readonly PropertyKey[];

/**
 * Reads a YAML file and looks for everything that is wrong with it. `fields`: the fields its texts
 * may name.
 */
export function readScript(text: string, fields: ReadonlySet<string>): ScriptRead {
  if (text.length > scriptTextMax) {
    const said = both(`longer than ${scriptTextMax} characters`);
    return { faults: [{ line: 1, column: 1, text: said }] };
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, lineCounter });
  const placed = (offset: number, said: PlacedFault['text']): PlacedFault => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col, text: said };
  };
  if (document.errors.length > 0) {
    return { faults: document.errors.map(({ pos, message }) => placed(pos[0], both(message))) };
  }
  const at = (path: Path, said: PlacedFault['text']) => placed(offsetOf(document, path), said);
  const read = scriptSchema.safeParse(plainOf(document));
  if (!read.success) {
    const faults = read.error.issues.flatMap((issue) =>
      faultOf(issue, []).map((each) => at(pathOf(issue), both(each.replace(/^: /, '')))),
    );
    return { faults };
  }
  const found = compiled(read.data);
  const script = { id: found.code, version: 0, ...found.script };
  const faults = checkScript(script, fields).map((fault) =>
    at(pathOfFault(read.data, fault), scriptFaultText(fault)),
  );
  return faults.length > 0 ? { faults } : found;
}

/** Of a file that repeats itself without end by aliases: nothing. */
function plainOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return null;
  }
}

/** Of a text that is no script at all: what exactly is told by the reader of YAML, in English. */
const both = (said: string) => ({ en: said, ja: `書き方に誤りがあります(${said})` });

/** A key that is not known is where the fault is, not the map it stands in. */
const pathOf = (issue: z.core.$ZodIssue): Path =>
  issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;

/** Where that part begins, or whatever it is missing in. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function compiled(input: Input): ScriptWritten {
  const steps = Object.entries(input.steps).map(([id, each]) => stepOf(id, each));
  return {
    code: input.script,
    name: input.name ?? input.script,
    script: {
      start: input.start ?? steps[0]!.id,
      steps,
      cards: Object.entries(input.cards).map(([id, card]) => ({ id, ...card })),
      outcomes: Object.entries(input.outcomes).map(([id, { 'is-goal': goal, needs }]) => ({
        ...{ id, goal, needs },
      })),
    },
  };
}

function stepOf(id: string, input: Input['steps'][string]): Step {
  const { say, ask: asked, yes, no, next, outcome, keep } = input;
  const edges = {
    ...(yes === undefined ? {} : { yes }),
    ...(no === undefined ? {} : { no }),
    ...(asked.kind === 'choice' ? choiceEdges(asked.choices) : {}),
  };
  return {
    ...{ id, say, question: questionOf(asked), edges },
    ...(next === undefined ? {} : { next }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(keep === undefined ? {} : { keeps: keep }),
  };
}

type Choices = Readonly<Record<string, z.output<typeof choice>>>;

const choiceEdges = (choices: Choices): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(choices).flatMap(([id, { to }]) => (to === undefined ? [] : [[id, to]])),
  );

function questionOf(asked: z.output<typeof ask>): Question {
  switch (asked.kind) {
    case 'nothing':
      return { kind: 'none' };
    case 'text':
      return { kind: 'text', longest: 'longest' in asked ? asked.longest : longestDefault };
    case 'choice':
      return {
        kind: 'choice',
        choices: Object.entries(asked.choices).map(([id, { label }]) => ({ id, label })),
      };
    case 'number':
      return numberQuestion(asked);
    case 'yes-no':
    case 'date':
      return { kind: asked.kind };
  }
}

const numberQuestion = ({ min, max, whole }: Bounds): Question => ({
  kind: 'number',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  ...(whole ? { whole } : {}),
});

/** Which part of the file a fault of the script is about. */
function pathOfFault({ steps }: Input, fault: ScriptFault): Path {
  const { at } = fault;
  const isStep = Object.hasOwn(steps, at);
  const own = [isStep ? 'steps' : 'cards', at];
  switch (fault.code) {
    case 'no-start':
      return ['start'];
    case 'unknown-outcome':
      return [...own, 'outcome'];
    case 'unknown-step': {
      if (!isStep) return ['outcomes', at, 'needs'];
      const way = Object.entries(steps[at]!).find(([, value]) => value === fault.to);
      return way ? [...own, way[0]] : [...own, 'ask'];
    }
    case 'edge-too-many':
      return [...own, fault.edge];
    default:
      return own;
  }
}
