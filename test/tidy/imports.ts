/** Who imports whom: directions, cycles, and the packages that live behind one file. */

import { posix } from 'node:path';
import { type Finding, found, isCode, type Source } from './source.ts';

export interface Import {
  /** As written. */
  readonly target: string;
  /** The file of ours it means; undefined for packages and `node:` modules. */
  readonly file: string | undefined;
  /** Gone once compiled: it fixes no order in which files are loaded. */
  readonly typeOnly: boolean;
  readonly offset: number;
}

const IMPORTS = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*(['"])([^'"\n]+)\1/g;

export function importsOf(source: Source): Import[] {
  return [...source.text.matchAll(IMPORTS)]
    .filter((match) => source.code.slice(match.index, match.index + 4).trim() !== '')
    .map((match) => {
      const target = match[2] ?? '';
      const ours = target.startsWith('.');
      const file = ours ? posix.join(posix.dirname(source.path), target) : undefined;
      const head = source.code.slice(source.code.lastIndexOf('import', match.index), match.index);
      return { target, file, typeOnly: /^import type\b/.test(head), offset: match.index };
    });
}

/** What each top folder may import; `bench` and `test` may import anything. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  config: ['core', 'config', 'adapters'],
  adapters: ['core', 'config', 'adapters'],
  server: ['core', 'config', 'adapters', 'server'],
};
const top = (path: string): string => path.split('/')[0] ?? '';

/** What pages may load: they run in a browser, and whatever they import is sent there. */
const pagesMay = /^(server\/(web|wire)|core\/script)\//;
const isPage = (path: string): boolean => path.startsWith('server/web/');

export function checkDirections(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => isCode(s.path))
    .flatMap((source) =>
      importsOf(source).flatMap((each) => {
        const may = MAY[top(source.path)];
        if (!may) return [];
        if (isPage(source.path) && each.file !== undefined && !pagesMay.test(each.file)) {
          return [found(source, each.offset, `pages must not import ${each.file}`)];
        }
        if (each.file !== undefined) {
          if (may.includes(top(each.file))) return [];
          return [found(source, each.offset, `${top(source.path)}/ must not import ${each.file}`)];
        }
        if (top(source.path) !== 'core') return [];
        return [found(source, each.offset, `core/ imports nothing outside itself: ${each.target}`)];
      }),
    );
}

/** Each cycle of what is loaded at run time, as the path of files that closes it. */
export function checkCycles(sources: readonly Source[]): Finding[] {
  const graph = new Map(
    sources
      .filter((s) => isCode(s.path))
      .map((s) => [
        s.path,
        importsOf(s).flatMap((each) => (each.typeOnly ? [] : (each.file ?? []))),
      ]),
  );
  const done = new Set<string>();
  const cycles: Finding[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(path);
    if (seenAt >= 0) cycles.push(`cycle: ${[...trail.slice(seenAt), path].join(' → ')}`);
    if (seenAt >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return cycles;
}

/** Packages with defects we fence in: the product imports each from one file at most. */
const FENCED = ['ari-client', 'asterisk-manager'];

export function checkFences(sources: readonly Source[]): Finding[] {
  const product = sources.filter((s) => isCode(s.path) && MAY[top(s.path)]);
  return FENCED.flatMap((name) => {
    const importers = product.filter((s) =>
      importsOf(s).some((each) => each.target === name || each.target.startsWith(`${name}/`)),
    );
    if (importers.length <= 1) return [];
    return [`${name} is imported by ${importers.map((s) => s.path).join(' and ')}: one at most`];
  });
}
