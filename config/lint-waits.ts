/** Lints about how a queue rings, prefers and overflows: what is written and does nothing. */

import type { AgentPolicy, Conditions, QueuePolicy } from '../core/routing/policy.ts';
import { missingSkill } from '../core/routing/qualification.ts';
import { skillLevels } from './names.ts';
import type { Path, Report } from './report.ts';
import type { QueueInput } from './schema.ts';

/** `able` are the agents who qualify at each step. */
export function lintWaits(
  queue: QueuePolicy,
  written: QueueInput,
  able: readonly (readonly AgentPolicy[])[],
  report: Report,
): void {
  lintRinging(queue, written, able, report);
  lintPreferences(queue, written, new Set(able.flat()), report);
  lintOverflow(queue, written, report);
}

function lintRinging(
  { id, order }: QueuePolicy,
  written: QueueInput,
  able: readonly (readonly AgentPolicy[])[],
  report: Report,
): void {
  const path: Path = ['queues', id];
  if (order !== 'ring-all') {
    if (written.parallel === undefined) return;
    const message = `\`parallel\` says nothing with \`order: ${order}\`: one phone rings at a time`;
    report.tell('key-ignored', [...path, 'parallel'], message, {
      at: 'key',
      hint: 'write `order: ring-all`, or take it out',
    });
    return;
  }
  const most = Math.max(...able.map(({ length }) => length));
  const why =
    written.parallel === 1
      ? '`parallel: 1` rings one phone at a time'
      : most === 1
        ? `only one agent qualifies at any step of \`${id}\``
        : undefined;
  if (why === undefined) return;
  report.tell('ring-all-alone', [...path, 'order'], `ring-all is longest-idle here: ${why}`, {
    hint: 'write `order: longest-idle`',
  });
}

/** A preference tells agents apart only if some have it and others may not. */
function lintPreferences(
  { id, steps }: QueuePolicy,
  written: QueueInput,
  served: ReadonlySet<AgentPolicy>,
  report: Report,
): void {
  if (served.size === 0) return;
  for (const [index, { require }] of steps.entries()) {
    for (const preferred of skillLevels(written.steps[index]!.prefer ?? {})) {
      const { skill, levelMin } = preferred;
      const required = require.some((each) => each.skill === skill && each.levelMin >= levelMin);
      const has = (agent: AgentPolicy) => missingSkill(agent, [preferred]) === undefined;
      const why = required
        ? `everybody has it: step ${index + 1} requires it`
        : [...served].some(has)
          ? undefined
          : `no agent of \`${id}\` has it`;
      if (why === undefined) continue;
      const message = `preferring ${skill} >=${levelMin} changes nothing: ${why}`;
      report.tell('prefer-idle', ['queues', id, 'steps', index, 'prefer', skill], message);
    }
  }
}

/** The first rule that holds counts: what holds only when an earlier one does is never taken. */
function lintOverflow({ id, exits }: QueuePolicy, written: QueueInput, report: Report): void {
  const rules = exits.overflow ?? [];
  const path: Path = ['queues', id, 'exits'];
  for (const [index, { when }] of rules.entries()) {
    const isWritten = index < written.exits.overflow.length;
    const place = isWritten
      ? [...path, 'overflow', index, 'when']
      : [...path, 'too-long', 'expected-wait'];
    const earlier = rules.slice(0, index).findIndex((rule) => covers(rule.when, when));
    const full = exits.full?.at ?? Number.POSITIVE_INFINITY;
    const why =
      earlier >= 0
        ? `overflow rule ${earlier + 1} holds whenever this does`
        : (when.waitingMin ?? 0) >= full
          ? `with ${full} waiting the queue is full, so no more than ${full - 1} others wait`
          : undefined;
    if (why === undefined) continue;
    const what = isWritten ? `overflow rule ${index + 1}` : 'too-long by expected wait';
    report.tell('overflow-unreached', place, `${what} of \`${id}\` is never taken: ${why}`, {
      at: isWritten ? 'value' : 'key',
      hint: isWritten && earlier >= 0 ? 'put the stricter rule first' : 'take it out',
    });
  }
}

/** Whether `wide` holds whenever `narrow` does. */
function covers(wide: Conditions, narrow: Conditions): boolean {
  const none = Number.POSITIVE_INFINITY;
  // Who is ready is signed in: a limit on the staff limits both.
  const readyMax = Math.min(narrow.readyMax ?? none, narrow.signedInMax ?? none);
  return (
    (narrow.signedInMax ?? none) <= (wide.signedInMax ?? none) &&
    readyMax <= (wide.readyMax ?? none) &&
    (narrow.waitingMin ?? 0) >= (wide.waitingMin ?? 0) &&
    (narrow.expectedWaitMin ?? 0) >= (wide.expectedWaitMin ?? 0) &&
    (narrow.serviceLevelBelow ?? none) <= (wide.serviceLevelBelow ?? none)
  );
}
