/** Names: files in kebab-case, one word per thing, no word the field uses in contradictory ways. */

import { basename } from 'node:path';
import { type Finding, found, isCode, type Source } from './source.ts';

export function checkFileNames(sources: readonly Source[]): Finding[] {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
  return sources
    .filter((s) => isCode(s.path) && !s.path.split('/').every((part) => kebab.test(part)))
    .map((s) => `${s.path}:1  file and folder names are kebab-case`);
}

const BANNED = new Set(
  (
    'member members session sessions item items manager managers handler handlers helper helpers ' +
    'util utils data info infos tier tiers penalty penalties reservation reservations'
  ).split(' '),
);
/** Other systems' words: ordinary elsewhere (a thread is a worker), misleading in the domain. */
const BANNED_IN_DOMAIN = new Set('worker workers task tasks contact contacts'.split(' '));
const DOMAIN = /^(core|config)\//;
/** Names that the language, Asterisk, JSON Schema, OpenAPI or a logger chose. */
const FOREIGN = new Set(
  (
    'DataView FormData MessageEvent appData managerConf workerData items minItems maxItems info preHandler ' +
    'processTerm sessionStorage MediaDeviceInfo'
  ).split(' '),
);
/** Where one file speaks to a package, or to Asterisk, in its words. */
const FOREIGN_IN: Readonly<Record<string, readonly string[]>> = {
  'adapters/asterisk-ari/connection.ts': ['data'],
  'server/web/phone/line.ts': ['session_timers'],
  'test/web/signed-in.ts': ['data'],
  'test/web/board-scene.ts': ['data'],
  'config/import/option-table.ts': ['negative_penalty_invalid'],
  'config/import/queue-options.ts': ['negative_penalty_invalid'],
};

const words = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[ _$]+/)
    .map((word) => word.toLowerCase());

/** The word of a name that is not ours to use; undefined when all are fine. */
export function bannedWord(name: string, path: string): string | undefined {
  const parts = words(name);
  if (/^process[A-Z]/.test(name)) return 'process (as a verb)';
  return parts.find(
    (word) => BANNED.has(word) || (DOMAIN.test(path) && BANNED_IN_DOMAIN.has(word)),
  );
}

/** Names taken over from packages, by `import { … }`: their authors chose them. */
function foreignNames(source: Source): Set<string> {
  const names = new Set([...FOREIGN, ...(FOREIGN_IN[source.path] ?? [])]);
  const imports = /import\s+(?:type\s+)?([^;'"]*?)\s+from\s+['"](?!\.)/g;
  for (const match of source.text.matchAll(imports)) {
    for (const name of (match[1] ?? '').matchAll(/[\w$]+/g)) names.add(name[0]);
  }
  return names;
}

/** Identifiers we chose; a property behind a dot may be somebody else's word and is left alone. */
export function checkWords(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => isCode(s.path))
    .flatMap((source) => {
      if (basename(source.path) === 'translate.ts') return [];
      const inPath = bannedWord(basename(source.path).replace(/[.-]/g, '_'), source.path);
      const findings = inPath ? [`${source.path}:1  banned word in a file name: ${inPath}`] : [];
      const foreign = foreignNames(source);
      for (const match of source.code.matchAll(/(?<![.\w$]|\?\.)(?!data-)[A-Za-z_$][\w$]*/g)) {
        const word = foreign.has(match[0]) ? undefined : bannedWord(match[0], source.path);
        if (word) findings.push(found(source, match.index, `banned word in ${match[0]}: ${word}`));
      }
      return findings;
    });
}

/** `waitMsMax`, not `maxWaitMs`; `AgentSite`, not `IAgentSite`. */
export function checkShapeOfNames(sources: readonly Source[]): Finding[] {
  return sources
    .filter((s) => isCode(s.path))
    .flatMap((source) =>
      [...source.code.matchAll(/\b(const|let|function|interface|type|class)\s+([\w$]+)/g)].flatMap(
        (match) => {
          const [, kind = '', name = ''] = match;
          if (/^(max|min)[A-Z]/.test(name))
            return [found(source, match.index, `units and qualifiers come last: ${name}`)];
          if (/^(interface|type|class)$/.test(kind) && /^I[A-Z][a-z]|Impl$/.test(name))
            return [found(source, match.index, `no I prefix, no Impl: ${name}`)];
          return [];
        },
      ),
    );
}
