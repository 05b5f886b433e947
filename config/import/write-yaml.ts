/**
 * The configuration of an import as YAML a person goes on writing: what is short on one line, and
 * over each queue and agent the line of the source it is from.
 */

import { Document, isCollection, isMap, isScalar, type Node, type Pair, visit } from 'yaml';
import type { YamlMap } from './drafts.ts';
import type { Imported } from './import.ts';
import { commonFolder, type Place, placeText, shortPlace } from './source.ts';

/** Longest collection that stands on one line, in characters. */
const INLINE_MAX = 72;

/** Keys of a queue in the order of docs/configuration.md. */
const queueKeys = [
  'name',
  'class',
  'target',
  'teams',
  'ring',
  'wrap-up',
  'order',
  'parallel',
  'misses',
  'exclude',
  'music',
  'positions',
  'record',
  'record-format',
  'after-call',
  'steps',
  'exits',
  'escapes',
];
const exitKeys = ['full', 'nobody', 'overflow', 'too-long'];

const filesByKind = {
  'centre.yaml': ['name', 'classes', 'switches', 'entries', 'targets', 'announcements'],
  'queues.yaml': ['queues'],
  'agents.yaml': ['teams', 'agents'],
} as const;

/** Files by name, ready to be written into one folder. */
export function filesOf(imported: Imported): ReadonlyMap<string, string> {
  const places = shortPlaces(imported);
  const files = new Map<string, string>();
  for (const [file, kinds] of Object.entries(filesByKind)) {
    const part = Object.fromEntries(
      kinds.flatMap((kind) =>
        imported.config[kind] === undefined ? [] : [[kind, imported.config[kind]]],
      ),
    ) as YamlMap;
    if (Object.keys(part).length > 0) files.set(file, yamlText(part, places));
  }
  return files;
}

/** All of it as one file. */
export const wholeText = (imported: Imported): string =>
  yamlText(imported.config, shortPlaces(imported));

function shortPlaces({ places, report }: Imported): ReadonlyMap<string, Place> {
  const folder = commonFolder(report.files);
  return new Map([...places].map(([key, at]) => [key, shortPlace(folder, at)]));
}

function yamlText(config: YamlMap, places: ReadonlyMap<string, Place>): string {
  const queues = config.queues as Record<string, YamlMap> | undefined;
  const ordered = queues === undefined ? config : { ...config, queues: orderedQueues(queues) };
  const document = new Document(ordered);
  visit(document, {
    Collection: (_, node, path) => {
      const depth = path.filter((each) => isCollection(each)).length;
      // Sections and what they name stay blocks, and so do steps and exits: those are edited.
      if (depth < 2 || INLINE_MAX < JSON.stringify(node.toJSON()).length) return;
      if (!holdsBlocks(path)) node.flow = true;
    },
    Pair: (_, pair, path) => {
      const of = sectionOf(path);
      const place = of === undefined ? undefined : places.get(`${of} ${keyOf(pair)}`);
      if (place === undefined) return;
      (pair.key as Node).commentBefore = ` ${placeText(place)}`;
      const isFirst = (path.at(-1) as { items: unknown[] }).items[0] === pair;
      if (of === 'queues' && !isFirst) (pair.key as Node).spaceBefore = true;
    },
  });
  const text = document.toString({ lineWidth: 110, nullStr: '' });
  // A name that looks like a list must not be touched: then all stays as the package writes it.
  if (/\[ | \]/.test(JSON.stringify(config))) return text;
  return text.replace(/(?<=[:,{[-] ?)\[ (.*?) \](?=[ ,\]}]|$)/gm, '[$1]');
}

function orderedQueues(queues: Readonly<Record<string, YamlMap>>): YamlMap {
  const inOrder = (map: YamlMap, keys: readonly string[]): YamlMap =>
    Object.fromEntries(keys.flatMap((key) => (map[key] === undefined ? [] : [[key, map[key]]])));
  return Object.fromEntries(
    Object.entries(queues).map(([id, queue]) => {
      const exits = inOrder(queue.exits as YamlMap, exitKeys);
      return [id, inOrder({ ...queue, exits }, queueKeys)];
    }),
  );
}

type VisitPath = Parameters<Extract<Parameters<typeof visit>[1], (...args: never) => unknown>>[2];

const keyOf = (pair: Pair<unknown, unknown>): string =>
  isScalar(pair.key) ? String(pair.key.value) : '';

/** The section a pair of the second level stands in: path is document, map, pair, map. */
function sectionOf(path: VisitPath): string | undefined {
  const section = path[2] as Pair<unknown, unknown> | undefined;
  return path.length === 4 && section !== undefined && isMap(path[3]) ? keyOf(section) : undefined;
}

/** `steps` and `exits` of a queue. */
function holdsBlocks(path: VisitPath): boolean {
  const pair = path.at(-1) as Pair<unknown, unknown>;
  return isScalar(pair.key) && ['steps', 'exits'].includes(keyOf(pair));
}
