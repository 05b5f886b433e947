/**
 * Reads the dialplan as far as it concerns queues: contexts, extensions, their lines in order,
 * hints. Nothing is executed.
 */

import { type ConfSection, splitArguments } from './conf-file.ts';
import type { Place, SourceError } from './source.ts';

/** A line of an extension: an application with its arguments. */
export interface DialplanLine {
  readonly at: Place;
  readonly label: string | undefined;
  /** As written: `Queue`. */
  readonly application: string;
  /** What stands between the brackets. */
  readonly text: string;
}

/** An extension: a number, a name, or a pattern that begins with `_`. */
export interface Extension {
  readonly name: string;
  readonly context: string;
  readonly at: Place;
  readonly lines: readonly DialplanLine[];
  /** `PJSIP/1001&Custom:DND1001`. */
  readonly hint?: string;
}

/** All contexts; those of one name are one. */
export interface Dialplan {
  /** Extensions by context, in order. */
  readonly contexts: ReadonlyMap<string, readonly Extension[]>;
  /** Contexts included, by context. */
  readonly includes: ReadonlyMap<string, readonly string[]>;
}

interface OpenExtension extends Extension {
  readonly lines: DialplanLine[];
  hint?: string;
}

/** Contexts of a dialplan file; its `[general]` and `[globals]` say nothing of queues. */
export function dialplanOf(sections: readonly ConfSection[], errors: SourceError[]): Dialplan {
  const contexts = new Map<string, Map<string, OpenExtension>>();
  const includes = new Map<string, string[]>();
  for (const { name, lines } of sections) {
    if (name === 'general' || name === 'globals') continue;
    const extensions = contexts.get(name) ?? new Map<string, OpenExtension>();
    const included = includes.get(name) ?? [];
    contexts.set(name, extensions);
    includes.set(name, included);
    let last: OpenExtension | undefined;
    for (const { key, value, at } of lines) {
      const word = key.toLowerCase();
      if (word === 'include') included.push(value.split(',')[0]!.trim());
      if (word === 'same' && last === undefined) {
        errors.push({ at, message: '`same` continues an extension, and none comes before it' });
      } else if (word === 'same') addLine(last!, value, at);
      else if (word === 'exten') last = addExtension(extensions, name, value, at, errors) ?? last;
    }
  }
  const lists = [...contexts].map(([name, own]) => [name, [...own.values()]] as const);
  return { contexts: new Map(lists), includes };
}

function addExtension(
  extensions: Map<string, OpenExtension>,
  context: string,
  value: string,
  at: Place,
  errors: SourceError[],
): OpenExtension | undefined {
  const parts = /^([^,]+),\s*(.+)$/s.exec(value);
  if (parts === null) {
    const hint = 'write exten => 100,1,Queue(support)';
    errors.push({ at, message: 'an extension needs a priority and an application', hint });
    return undefined;
  }
  // `100/0312345678` is for one caller only; for us it is an extension like any other.
  const name = parts[1]!.split('/')[0]!.trim();
  const extension = extensions.get(name) ?? { name, context, at, lines: [] };
  extensions.set(name, extension);
  addLine(extension, parts[2]!, at);
  return extension;
}

/** `n(label),Queue(support,t)` or `hint,PJSIP/1001`. */
function addLine(extension: OpenExtension, text: string, at: Place): void {
  const parts = /^\s*(\w+)\s*(?:\+\d+)?\s*(?:\(([^)]*)\))?\s*,\s*(.*)$/s.exec(text);
  if (parts === null) return;
  const [, priority, label, rest = ''] = parts;
  if (priority?.toLowerCase() === 'hint') {
    extension.hint = rest.trim();
    return;
  }
  const call = /^(\w+)\s*(?:\((.*)\)\s*)?$/s.exec(rest.trim());
  if (call === null) return;
  extension.lines.push({ at, label, application: call[1]!, text: call[2] ?? '' });
}

/** All extensions of a dialplan. */
export const extensionsOf = ({ contexts }: Dialplan): readonly Extension[] =>
  [...contexts.values()].flat();

/** The extension of that name, in the context or what it includes. */
export function findExtension(
  dialplan: Dialplan,
  context: string,
  name: string,
): Extension | undefined {
  for (const each of reachable(dialplan, context)) {
    const found = dialplan.contexts.get(each)?.find((extension) => extension.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A context and all it includes, itself first. */
export function reachable(dialplan: Dialplan, context: string): readonly string[] {
  const found = [context];
  for (let i = 0; i < found.length; i++) {
    for (const each of dialplan.includes.get(found[i]!) ?? []) {
      if (!found.includes(each)) found.push(each);
    }
  }
  return found;
}

/** Where an unconditional `Goto` leads: context and extension. */
export function gotoOf(
  line: DialplanLine,
  from: Extension,
): { readonly context: string; readonly name: string } | undefined {
  if (line.application.toLowerCase() !== 'goto' || line.text.includes('$')) return undefined;
  const parts = splitArguments(line.text);
  if (parts.length === 3) return { context: parts[0]!, name: parts[1]! };
  return parts.length === 2 ? { context: from.context, name: parts[0]! } : undefined;
}
