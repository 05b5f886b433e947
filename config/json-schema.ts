/**
 * The configuration as JSON Schema, for editors: with a first line
 * `# yaml-language-server: $schema=tsunagi.schema.json` they complete keys and mark mistakes.
 */

import { z } from 'zod';
import { configSchemaOf } from './schema.ts';

/** A JSON Schema, draft 2020-12, as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

const SCHEMA_ID = 'urn:tsunagi:configuration:1';
let made: JsonSchema | undefined;

/** The schema of one configuration file (any kinds may be absent). Made once. */
export function configSchema(): JsonSchema {
  if (made === undefined) {
    const schema = z.toJSONSchema(configSchemaOf, { io: 'input', target: 'draft-2020-12' });
    made = {
      $id: SCHEMA_ID,
      title: 'Tsunagi configuration',
      description: 'One file of a configuration directory; all files are merged by kind.',
      ...(JSON.parse(JSON.stringify(schema)) as JsonSchema),
    };
  }
  return made;
}

/**
 * * The keys that may stand at a path, from the schema: for "did you mean". Through alternatives
 * all of them; empty where any key may stand.
 */
export function keysAt(path: readonly (string | number)[]): readonly string[] {
  let nodes: readonly JsonSchema[] = [configSchema()];
  for (const part of path) {
    nodes = nodes.flatMap(alternatives).flatMap((node) => childOf(node, part));
  }
  const keys = nodes.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
  return [...new Set(keys)];
}

function alternatives(node: JsonSchema): readonly JsonSchema[] {
  const branches = (node.anyOf ?? node.oneOf) as readonly JsonSchema[] | undefined;
  return node.type === undefined && branches ? branches.flatMap(alternatives) : [node];
}

function childOf(node: JsonSchema, part: string | number): readonly JsonSchema[] {
  if (typeof part === 'number') return node.items ? [node.items as JsonSchema] : [];
  const properties = node.properties as Record<string, JsonSchema> | undefined;
  if (properties && Object.hasOwn(properties, part)) return [properties[part]!];
  const rest = node.additionalProperties;
  return typeof rest === 'object' && rest !== null ? [rest as JsonSchema] : [];
}
