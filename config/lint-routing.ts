/**
 * Lints about who takes which call: queues and steps without agents, steps never reached, starving.
 */

import { type ClassId, type Ms, NEVER } from '../core/routing/ids.ts';
import type { AgentPolicy, Policy, QueuePolicy } from '../core/routing/policy.ts';
import { delayFor, qualifies } from '../core/routing/qualification.ts';
import { lintWaits } from './lint-waits.ts';
import type { Path, Report } from './report.ts';
import { durationText } from './scalars.ts';
import type { ConfigInput } from './schema.ts';
import type { CompiledConfig } from './site.ts';

/** Agents who qualify at some step, by queue. */
export type Served = ReadonlyMap<string, ReadonlySet<AgentPolicy>>;

/** Gives who serves what, for lints that need it: it is the costly part, agents × steps. */
export function lintRouting(config: CompiledConfig, input: ConfigInput, report: Report): Served {
  const { policy } = config;
  const served = new Map<string, ReadonlySet<AgentPolicy>>();
  for (const queue of policy.queues) {
    const able = queue.steps.map((step) =>
      policy.agents.filter((agent) => qualifies(agent, queue, step)),
    );
    served.set(queue.id, lintStaff(policy, queue, able, report));
    lintReach(queue, report);
    lintWaits(queue, input.queues[queue.id]!, able, report);
  }
  lintDelays(policy, input, report);
  lintStarving(config, input, served, report);
  lintCap(input, report);
  return served;
}

/** `able` are the agents who qualify at each step. */
function lintStaff(
  policy: Policy,
  queue: QueuePolicy,
  able: readonly (readonly AgentPolicy[])[],
  report: Report,
): ReadonlySet<AgentPolicy> {
  const all = new Set(able.flat());
  if (all.size === 0) {
    const served = queue.steps.some((step) => step.everybody || step.teams.length > 0);
    const named = policy.agents.some(({ queues }) => queues.some((own) => own.queue === queue.id));
    const hint =
      served || named
        ? 'give an agent the skills it requires, or require less'
        : 'name its `teams:`, or write `teams: everybody`, or name it in `queues:` of an agent';
    report.tell('queue-unserved', ['queues', queue.id], `no agent can ever serve \`${queue.id}\``, {
      at: 'key',
      hint,
    });
    return all;
  }
  for (const [index, agents] of able.entries()) {
    if (agents.length > 0) continue;
    const step = `step ${index + 1} of \`${queue.id}\``;
    const message = `no agent qualifies for ${step}: callers wait it out`;
    report.tell('step-unserved', ['queues', queue.id, 'steps', index], message);
  }
  return all;
}

/** Longest a call can be in each step's line, counted from joining. */
function stepEnds(queue: QueuePolicy): readonly { start: Ms; end: Ms }[] {
  const spans: { start: Ms; end: Ms }[] = [];
  let start = 0;
  for (const { forMs, afterMs } of queue.steps) {
    const end = Math.max(start, Math.min(start + forMs, afterMs));
    spans.push({ start, end });
    start = end;
  }
  return spans;
}

/** The longest wait a queue allows. */
function longestWait(queue: QueuePolicy): Ms {
  const last = stepEnds(queue).at(-1)!;
  const byStep = queue.steps.at(-1)!.go === undefined ? NEVER : last.end;
  return Math.min(byStep, queue.exits.tooLong?.waitedMs ?? NEVER);
}

function lintReach(queue: QueuePolicy, report: Report): void {
  const limit = queue.exits.tooLong?.waitedMs ?? NEVER;
  for (const [index, { start, end }] of stepEnds(queue).entries()) {
    const path: Path = ['queues', queue.id, 'steps', index];
    const name = `step ${index + 1} of \`${queue.id}\``;
    const isLast = index === queue.steps.length - 1;
    if (start === NEVER) {
      report.tell('step-unreached', path, `${name} is never reached: the step before never ends`, {
        hint: 'add `for: 30s` to the step before',
      });
      return;
    }
    if (start >= limit) {
      const times = `it starts at ${durationText(start)}, too-long is at ${durationText(limit)}`;
      report.tell('step-unreached', path, `${name} is never reached: ${times}`);
      return;
    }
    if (end === start && !(isLast && queue.steps[index]!.go === undefined)) {
      const times = `\`after\` counts from joining, and ${durationText(start)} have passed`;
      report.tell('step-unreached', path, `${name} lasts no time: ${times}`);
    }
  }
}

function lintDelays(policy: Policy, input: ConfigInput, report: Report): void {
  const queues = new Map(policy.queues.map((queue) => [queue.id, queue]));
  for (const agent of policy.agents) {
    for (const [index, { queue: id }] of agent.queues.entries()) {
      const queue = queues.get(id)!;
      const delayMs = delayFor(agent, id);
      const longest = longestWait(queue);
      if (delayMs === 0 || delayMs < longest) continue;
      const waits = `a call waits in \`${id}\` at most ${durationText(longest)}`;
      const delay = `a delay of ${durationText(delayMs)}`;
      const message = `${waits}: with ${delay} this agent never sees one`;
      const written = input.agents[agent.id]!.queues[index];
      const path: Path = ['agents', agent.id, 'queues', index];
      const place = typeof written === 'string' ? path : [...path, 'delay'];
      report.tell('delay-too-long', place, message);
    }
  }
}

/**
 * * Class is compared strictly: if every agent of a queue also serves calls of a higher class,
 * those calls can keep it waiting for as long as they come.
 */
function lintStarving(
  { policy, site }: CompiledConfig,
  input: ConfigInput,
  served: Served,
  report: Report,
): void {
  const rankOf = new Map(policy.classes.map((id, index) => [id as string, index]));
  const classesOf = new Map(policy.queues.map((queue) => [queue.id, new Set([queue.class])]));
  for (const entry of site.entries) {
    if (entry.class === undefined) continue;
    for (const queue of [entry.queue, ...(entry.also ?? [])]) {
      classesOf.get(queue)!.add(entry.class);
    }
  }
  const meant = new Set(
    input.classes.flatMap((each) =>
      typeof each !== 'string' && each['may-starve'] ? [each.id] : [],
    ),
  );
  for (const id of policy.classes) {
    if (meant.has(id)) continue;
    const higher = policy.queues.filter((queue) => classesOf.get(queue.id)!.has(id));
    const busy = new Set(higher.flatMap((queue) => [...served.get(queue.id)!]));
    for (const queue of policy.queues) {
      if (rankOf.get(queue.class)! <= rankOf.get(id)! || goesUp(policy, queue.class, id)) continue;
      const own = [...served.get(queue.id)!];
      if (own.length === 0 || own.some((agent) => !busy.has(agent))) continue;
      const sources = higher.map((each) => `\`${each.id}\``).join(', ');
      const calls = `calls of class \`${id}\` (in ${sources})`;
      const message = `${calls} can starve \`${queue.id}\`: every agent of it serves them first`;
      const place = classPlace(input, id);
      report.tell('class-starves', place, message, {
        hint: 'keep an agent for it, give its class a `cap`, or write `may-starve: true`',
      });
    }
  }
}

/** Tells a cap that promotes to nowhere. */
function lintCap({ classes }: ConfigInput, report: Report): void {
  const [first] = classes;
  if (first === undefined || typeof first === 'string' || first.cap === undefined) return;
  const message = 'the cap of the most urgent class does nothing: there is no class above it';
  report.tell('clock-ignored', ['classes', 0, 'cap'], message, {
    at: 'key',
    hint: 'give it to the classes below, whose calls are to go up',
  });
}

/** Whether calls of a class come to a more urgent one in time: every class on the way has a cap. */
function goesUp({ classes, classCaps = [] }: Policy, from: ClassId, to: ClassId): boolean {
  const way = classes.slice(classes.indexOf(to) + 1, classes.indexOf(from) + 1);
  return way.every((id) => classCaps.some((cap) => cap.class === id));
}

function classPlace(input: ConfigInput, id: string): Path {
  const index = input.classes.findIndex(
    (each) => (typeof each === 'string' ? each : each.id) === id,
  );
  return ['classes', index];
}
