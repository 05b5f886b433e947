/** What agents have before them, compiled: codes of wrap-up, fields of the sheet. */

import type { Compiling } from './compiling.ts';
import { nameOf } from './names.ts';
import type { ReasonInput, WrapUpInput } from './schema-desk.ts';
import type { DeskSite, WrapUpReason, WrapUpSite } from './site.ts';

/** The time alone: nothing is asked of the agent. */
export const wrapUpMs = (input: WrapUpInput): number =>
  typeof input === 'number' ? input : input.for;

/** Undefined: nothing is asked of the agent. */
export function compileWrapUp(
  { report }: Compiling,
  queue: string,
  input: WrapUpInput,
): WrapUpSite | undefined {
  if (typeof input === 'number') return undefined;
  const codes = Object.entries(input.codes).map(([id, code]) => ({
    id,
    name: nameOf(code.name, id),
    isGoal: code['is-goal'],
    isRefusal: code['is-refusal'],
    reasons: reasonsOf(code.reasons ?? {}),
  }));
  if (input.required && codes.length === 0) {
    const path = ['queues', queue, 'wrap-up', 'required'];
    report.tell('missing-key', path, 'a code is required, and there is none', {
      hint: 'add `codes:` beside it',
    });
  }
  return { required: input.required, codes };
}

function reasonsOf(reasons: Readonly<Record<string, ReasonInput>>): readonly WrapUpReason[] {
  return Object.entries(reasons).map(([id, written]) => {
    const { name = undefined, reasons: below = {} } =
      typeof written === 'string' ? { name: written } : written;
    return { id, name: nameOf(name, id), reasons: reasonsOf(below) };
  });
}

/** Undefined where nothing is written: what is the same everywhere stands in. */
export function compileDesk({ input, report }: Compiling): { readonly desk?: DeskSite } {
  const { desk } = input;
  if (desk === undefined) return {};
  const fields = Object.entries(desk.sheet.fields).map(([id, field]) => {
    const { kind, choices } = field;
    if ((kind === 'choice') !== choices.length > 0) {
      const path = ['desk', 'sheet', 'fields', id];
      report.tell('missing-key', path, '`kind: choice` and `choices:` go together', { at: 'key' });
    }
    const { attribute = id, editable } = field;
    return { id, name: nameOf(field.name, id), attribute, kind, choices, editable };
  });
  return { desk: { country: desk.country, fields } };
}
