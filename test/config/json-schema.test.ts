/**
 * The JSON Schema for editors: sound by itself, true to the examples, as strict as the loader on
 * shape.
 */

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema, type JsonSchema, keysAt } from '../../config/json-schema.ts';
import { asterisk, centre, textsOf } from './corpus.ts';

type Node = JsonSchema & {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: boolean | Node;
  readonly propertyNames?: Node;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** The words of JSON Schema our schema uses; another one would be looked at by nobody here. */
const understood = new Set(
  `$schema $id title description default type enum const pattern minimum maximum
   properties additionalProperties propertyNames required minProperties
   items minItems maxItems anyOf oneOf`.split(/\s+/),
);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

const isType = (wanted: string, value: unknown): boolean =>
  wanted === typeOf(value) || (wanted === 'number' && typeOf(value) === 'integer');

/**
 * What is wrong with a value, as far as the words above go; enough to hold the schema to its
 * examples.
 */
function problems(schema: Node, value: unknown, path = '$'): readonly string[] {
  const found: string[] = [];
  const bad = (what: string) => found.push(`${path}: ${what}`);
  if (schema.type !== undefined && !isType(schema.type, value))
    return [`${path}: no ${schema.type}`];
  if (schema.enum && !schema.enum.includes(value)) bad('none of the choices');
  if ('const' in schema && schema.const !== value) bad('not the constant');
  if (typeof value === 'string' && schema.pattern && !new RegExp(schema.pattern, 'u').test(value)) {
    bad(`not of the form ${schema.pattern}`);
  }
  if (typeof value === 'number') {
    if (value < (schema.minimum ?? value) || value > (schema.maximum ?? value)) bad('out of range');
  }
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) {
    const fitting = branches.filter((branch) => problems(branch, value).length === 0).length;
    if (fitting === 0 || (schema.oneOf && fitting > 1)) bad(`fits ${fitting} alternatives`);
  }
  if (Array.isArray(value)) {
    if (value.length < Number(schema.minItems ?? 0)) bad('too short');
    if (value.length > Number(schema.maxItems ?? value.length)) bad('too long');
    const inner = schema.items as Node | undefined;
    for (const [index, each] of value.entries()) {
      if (inner) found.push(...problems(inner, each, `${path}[${index}]`));
    }
  } else if (typeof value === 'object' && value !== null) {
    if (Object.keys(value).length < Number(schema.minProperties ?? 0)) bad('too few keys');
    for (const key of schema.required ?? []) if (!Object.hasOwn(value, key)) bad(`needs ${key}`);
    for (const [key, each] of Object.entries(value)) {
      found.push(...problemsOfKey(schema, key, each, `${path}.${key}`));
    }
  }
  return found;
}

function problemsOfKey(schema: Node, key: string, value: unknown, path: string): readonly string[] {
  const found = schema.propertyNames ? problems(schema.propertyNames, key, `${path} (key)`) : [];
  const own = schema.properties?.[key] ?? schema.additionalProperties;
  if (own === false) return [...found, `${path}: not allowed`];
  return typeof own === 'object' ? [...found, ...problems(own, value, path)] : found;
}

function walk(schema: Node, visit: (node: Node, path: string) => void, path = '$'): void {
  visit(schema, path);
  for (const [key, each] of Object.entries(schema.properties ?? {})) {
    walk(each, visit, `${path}.${key}`);
  }
  for (const each of [schema.additionalProperties, schema.propertyNames, schema.items]) {
    if (typeof each === 'object') walk(each as Node, visit, `${path}.*`);
  }
  for (const each of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    walk(each, visit, `${path}|`);
  }
}

const schema = configSchema() as Node;
const valuesOf = (text: string): unknown => parse(text, { logLevel: 'silent' });

describe('the schema', () => {
  test('is draft 2020-12, plain data, and of words that are understood', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    walk(schema, (node, path) => {
      for (const word of Object.keys(node)) expect(understood, `${path}.${word}`).toContain(word);
      if (node.pattern !== undefined) expect(() => new RegExp(node.pattern!, 'u')).not.toThrow();
      for (const key of node.required ?? []) {
        if (node.properties) expect(Object.keys(node.properties)).toContain(key);
      }
    });
  });

  test('every default is a value the schema itself allows', () => {
    let defaults = 0;
    walk(schema, (node, path) => {
      if (!('default' in node)) return;
      defaults += 1;
      expect(problems(node, node.default), path).toEqual([]);
    });
    expect(defaults).toBeGreaterThan(30);
  });

  test('knows the keys at a place, through alternatives', () => {
    expect(keysAt(['queues', 'x', 'steps', 0])).toEqual(
      expect.arrayContaining(['for', 'require', 'add-teams', 'skip-when', 'say', 'then']),
    );
    expect(keysAt(['switches', 'x'])).toEqual(expect.arrayContaining(['url', 'seed']));
    expect(keysAt(['agents', 'x', 'queues', 3])).toEqual(['queue', 'delay', 'rank']);
    expect(keysAt(['skills'])).toEqual([]);
    expect(keysAt(['queues', 'x', 'exits', 'overflow', 1, 'when'])).toEqual(
      keysAt(['queues', 'x', 'steps', 0, 'skip-when']),
    );
    expect(keysAt(['queues', 'x', 'exits', 'too-long'])).toEqual(['waited', 'expected-wait', 'go']);
  });
});

test.each([centre, asterisk])('every file of %s is valid', (folder) => {
  for (const [file, text] of textsOf(folder)) {
    expect(problems(schema, valuesOf(text)), file).toEqual([]);
  }
});

test.each([
  ...['unknown-keys', 'notations', 'missing', 'reserved', 'targets', 'server'],
  ...['conditions', 'misplaced', 'callbacks'],
])('mistakes of shape are seen by an editor, too: %s', (name) => {
  const text = textsOf('test/config/errors').get(`${name}.yaml`)!;
  expect(problems(schema, valuesOf(text)).length).toBeGreaterThan(1);
});
