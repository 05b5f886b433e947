import { assert } from './assert.ts';
import {
  type AgentId,
  type ClassId,
  type Ms,
  NEVER,
  type QueueId,
  type SkillId,
  type TargetId,
} from './ids.ts';
import type { AgentPolicy, Policy, QueuePolicy, StepPolicy, TargetPolicy } from './policy.ts';

/**
 * A policy turned into masks and columns. Agents alike in skills, teams and queues share a
 * *profile*; who may serve what is worked out once a profile and never at a decision. A *line* is
 * one step of one queue; there is a list of waiting calls for each line and class. Profile 0
 * qualifies for nothing.
 */
export interface Compiled {
  readonly policy: Policy;
  /** Queues of earlier policies that waiting calls still follow; compiled behind those in force. */
  readonly retired: readonly QueuePolicy[];
  readonly agentIds: readonly AgentId[];
  readonly agentSlots: ReadonlyMap<AgentId, number>;
  readonly profileOf: Int32Array;
  readonly profiles: number;
  /** Sum of all levels, by profile. */
  readonly profileLevels: Float64Array;
  readonly classes: ReadonlyMap<ClassId, number>;
  readonly classCount: number;
  readonly queues: readonly CompiledQueue[];
  /** Queues in force only. */
  readonly queueSlots: ReadonlyMap<QueueId, number>;
  readonly targets: ReadonlyMap<TargetId, TargetPolicy>;
  readonly lines: number;
  readonly lineQueue: Int32Array;
  /**
   * Span of the line's step from its start and from joining; NEVER both for a last step without
   * `go`.
   */
  readonly lineForMs: Float64Array;
  readonly lineAfterMs: Float64Array;
  /** Words of a bit mask over lines. */
  readonly words: number;
  /** Lines each profile qualifies for, `words` a profile. */
  readonly profileLines: Uint32Array;
  /** Profiles that qualify for each line, best rank first, as spans of the `entry` columns. */
  readonly entryStart: Int32Array;
  readonly entryProfile: Int32Array;
  readonly entryRank: Float64Array;
  readonly entryDelay: Float64Array;
  /** Sum of the levels of the line's required skills. */
  readonly entrySkill: Float64Array;
  /**
   * Entries of equal rank of one line are a *group*; groups of a line, best rank first, as a span.
   */
  readonly groupStart: Int32Array;
  /** First entry of each group; one more at the end. */
  readonly groupEntry: Int32Array;
  /** Profiles of each group, a mask of `profileWords` words. */
  readonly groupProfiles: Uint32Array;
  readonly profileWords: number;
  /** 1: some profile of the line sees its calls only after a delay. */
  readonly lineDelayed: Uint8Array;
  /** By profile: delay by queue slot, undefined when the profile has none. */
  readonly profileDelays: readonly (Float64Array | undefined)[];
  /** By profile: queues with a `nobody` exit that it can serve at some step. */
  readonly profileStaffs: readonly Int32Array[];
}

/** A queue with everything its policy says turned into slots and lines. */
export interface CompiledQueue {
  readonly policy: QueuePolicy;
  readonly class: number;
  readonly firstLine: number;
  readonly lastStep: number;
  readonly tooLongMs: Ms;
  /** Counts waiting calls of one queue id together, pinned or not. */
  readonly tally: number;
  /** Distinct delays of agents that name the queue, rising, above 0. */
  readonly delays: readonly Ms[];
}

/** A profile that qualifies for a line. */
interface Entry {
  readonly profile: number;
  readonly rank: number;
  readonly delay: Ms;
  readonly skill: number;
}

interface Profile {
  readonly levels: ReadonlyMap<SkillId, number>;
  readonly policy: AgentPolicy;
}

/** Whether an agent qualifies for a step of a queue: serves it and has each skill at its level. */
export function qualifies(agent: AgentPolicy, queue: QueueId, step: StepPolicy): boolean {
  return serves(agent, queue, step) && missingSkill(agent, step) === undefined;
}

/**
 * Whether an agent serves a step: names the queue, is in one of the step's teams, or everybody
 * serves.
 */
export function serves(agent: AgentPolicy, queue: QueueId, step: StepPolicy): boolean {
  return (
    step.everybody ||
    agent.queues.some((own) => own.queue === queue) ||
    step.teams.some(({ team }) => agent.teams.includes(team))
  );
}

/** The first required skill the agent lacks or has too low. */
export function missingSkill(
  agent: AgentPolicy,
  step: StepPolicy,
): { skill: SkillId; level: number; levelMin: number } | undefined {
  for (const { skill, levelMin } of step.require) {
    const level = agent.skills.find((own) => own.skill === skill)?.level ?? 0;
    if (level < levelMin) return { skill, level, levelMin };
  }
  return undefined;
}

/** Rank of an agent at a step, lower first: its own for the queue, else its best team's, else 0. */
export function rankAt(agent: AgentPolicy, queue: QueueId, step: StepPolicy): number {
  const own = agent.queues.find((entry) => entry.queue === queue)?.rank;
  if (own !== undefined) return own;
  let best: number | undefined;
  for (const { team, rank } of step.teams) {
    if (agent.teams.includes(team) && (best === undefined || rank < best)) best = rank;
  }
  return best ?? 0;
}

/** How long a call must have waited in the queue before this agent sees it. */
export const delayFor = (agent: AgentPolicy, queue: QueueId): Ms =>
  agent.queues.find((entry) => entry.queue === queue)?.delayMs ?? 0;

/** Sum of the agent's levels in the skills the step requires. */
export function skillAt(agent: AgentPolicy, step: StepPolicy): number {
  let sum = 0;
  for (const { skill } of step.require) {
    sum += agent.skills.find((own) => own.skill === skill)?.level ?? 0;
  }
  return sum;
}

/**
 * Compiles a policy, with the queues still followed from earlier ones and the agents that must
 * outlive it. Throws InvariantError on a policy that refers to what it does not hold: configuration
 * is checked before. Cost: profiles × lines. Allocates: freely; never called at a decision.
 */
export function compilePolicy(
  policy: Policy,
  retired: readonly QueuePolicy[],
  leaving: readonly AgentId[],
): Compiled {
  const agentIds = [...policy.agents.map((agent) => agent.id), ...leaving].sort(byCodeUnit);
  const agentSlots = new Map(agentIds.map((id, slot) => [id, slot]));
  assert(agentSlots.size === agentIds.length, 'two agents of the policy have the same id');
  assert(policy.classes.length > 0, 'the policy has no class');
  const classes = new Map(policy.classes.map((id, index) => [id, index]));
  const profiles: Profile[] = [];
  const profileOf = findProfiles(policy.agents, agentSlots, profiles);
  const queues = layOutQueues([...policy.queues, ...retired], policy.agents, classes);
  const lines = queues.reduce((sum, queue) => sum + queue.policy.steps.length, 0);
  const lineQueue = new Int32Array(lines);
  const lineForMs = new Float64Array(lines).fill(NEVER);
  const lineAfterMs = new Float64Array(lines).fill(NEVER);
  queues.forEach((queue, slot) => {
    queue.policy.steps.forEach((step, index) => {
      const line = queue.firstLine + index;
      lineQueue[line] = slot;
      if (index === queue.lastStep && step.go === undefined) return;
      lineForMs[line] = span(step.forMs);
      lineAfterMs[line] = span(step.afterMs);
    });
  });
  return {
    policy,
    retired,
    agentIds,
    agentSlots,
    profileOf,
    profiles: profiles.length + 1,
    profileLevels: Float64Array.from([0, ...profiles.map(sumOfLevels)]),
    classes,
    classCount: policy.classes.length,
    queues,
    queueSlots: new Map(policy.queues.map((queue, slot) => [queue.id, slot])),
    targets: new Map(policy.targets.map((target) => [target.id, target])),
    lines,
    lineQueue,
    lineForMs,
    lineAfterMs,
    ...compileLines(profiles, queues, lines),
  };
}

/** NEVER is `null` in JSON. */
const span = (ms: Ms | null | undefined): Ms => ms ?? NEVER;

/** Order of ids everywhere: by code unit, the same on every machine. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const sumOfLevels = (profile: Profile): number =>
  profile.policy.skills.reduce((sum, { level }) => sum + level, 0);

/** Gives each agent its profile number (from 1) and lists the profiles. */
function findProfiles(
  agents: readonly AgentPolicy[],
  slots: ReadonlyMap<AgentId, number>,
  profiles: Profile[],
): Int32Array {
  const profileOf = new Int32Array(slots.size);
  const known = new Map<string, number>();
  for (const agent of agents) {
    const key = JSON.stringify([
      agent.skills.map(({ skill, level }) => [skill, level]).sort(),
      [...agent.teams].sort(byCodeUnit),
      agent.queues.map(({ queue, delayMs, rank }) => [queue, delayMs, rank ?? null]).sort(),
    ]);
    let profile = known.get(key);
    if (profile === undefined) {
      const levels = new Map(agent.skills.map(({ skill, level }) => [skill, level]));
      profile = profiles.push({ levels, policy: agent });
      known.set(key, profile);
    }
    profileOf[slots.get(agent.id) as number] = profile;
  }
  return profileOf;
}

function layOutQueues(
  policies: readonly QueuePolicy[],
  agents: readonly AgentPolicy[],
  classes: ReadonlyMap<ClassId, number>,
): CompiledQueue[] {
  const tallies = new Map<QueueId, number>();
  const delays = new Map<QueueId, Set<Ms>>();
  for (const agent of agents) {
    for (const { queue, delayMs } of agent.queues) {
      if (delayMs <= 0) continue;
      const known = delays.get(queue);
      if (known === undefined) delays.set(queue, new Set([delayMs]));
      else known.add(delayMs);
    }
  }
  let firstLine = 0;
  return policies.map((policy) => {
    assert(policy.steps.length > 0, `queue ${policy.id} has no step`);
    if (!tallies.has(policy.id)) tallies.set(policy.id, tallies.size);
    const queue: CompiledQueue = {
      policy,
      class: classes.get(policy.class) ?? classes.size - 1,
      firstLine,
      lastStep: policy.steps.length - 1,
      tooLongMs: span(policy.exits.tooLong?.waitedMs),
      tally: tallies.get(policy.id) as number,
      delays: [...(delays.get(policy.id) ?? [])].sort((a, b) => a - b),
    };
    firstLine += policy.steps.length;
    return queue;
  });
}

/** Works out who qualifies for which line. Entries of a line: by rank, then profile. */
function compileLines(
  profiles: readonly Profile[],
  queues: readonly CompiledQueue[],
  lines: number,
) {
  const words = Math.max(1, (lines + 31) >>> 5);
  const profileLines = new Uint32Array((profiles.length + 1) * words);
  const profileDelays: (Float64Array | undefined)[] = [undefined];
  const staffs: Set<number>[] = [new Set()];
  for (const { policy } of profiles) {
    const delays = queues.map((queue) => delayFor(policy, queue.policy.id));
    profileDelays.push(delays.some((ms) => ms > 0) ? Float64Array.from(delays) : undefined);
    staffs.push(new Set());
  }
  const entryStart = new Int32Array(lines + 1);
  const entries: Entry[] = [];
  queues.forEach((queue, slot) => {
    queue.policy.steps.forEach((step, index) => {
      const line = queue.firstLine + index;
      entryStart[line] = entries.length;
      const qualified = qualifiedProfiles(profiles, queue.policy.id, step);
      for (const entry of qualified) {
        profileLines[entry.profile * words + (line >>> 5)] |= 1 << (line & 31);
        if (queue.policy.exits.nobody !== undefined) staffs[entry.profile].add(slot);
        entries.push(entry);
      }
    });
  });
  entryStart[lines] = entries.length;
  return {
    words,
    profileLines,
    profileDelays,
    profileStaffs: staffs.map((set) => Int32Array.from(set)),
    entryStart,
    entryProfile: Int32Array.from(entries, (entry) => entry.profile),
    entryRank: Float64Array.from(entries, (entry) => entry.rank),
    entryDelay: Float64Array.from(entries, (entry) => entry.delay),
    entrySkill: Float64Array.from(entries, (entry) => entry.skill),
    ...groupEntries(entries, entryStart, lines, profiles.length + 1),
  };
}

/** Splits the entries of each line into groups of equal rank, with a mask of profiles each. */
function groupEntries(
  entries: readonly Entry[],
  entryStart: Int32Array,
  lines: number,
  profiles: number,
) {
  const profileWords = (profiles + 31) >>> 5;
  const groupStart = new Int32Array(lines + 1);
  const lineDelayed = new Uint8Array(lines);
  const firsts: number[] = [];
  for (let line = 0; line < lines; line++) {
    groupStart[line] = firsts.length;
    for (let i = entryStart[line]; i < entryStart[line + 1]; i++) {
      if (i === entryStart[line] || entries[i].rank !== entries[i - 1].rank) firsts.push(i);
      if (entries[i].delay > 0) lineDelayed[line] = 1;
    }
  }
  groupStart[lines] = firsts.length;
  const groupProfiles = new Uint32Array(firsts.length * profileWords);
  const groupEntry = Int32Array.from([...firsts, entries.length]);
  for (let group = 0; group < firsts.length; group++) {
    for (let i = groupEntry[group]; i < groupEntry[group + 1]; i++) {
      const { profile } = entries[i];
      groupProfiles[group * profileWords + (profile >>> 5)] |= 1 << (profile & 31);
    }
  }
  return { groupStart, groupEntry, groupProfiles, profileWords, lineDelayed };
}

function qualifiedProfiles(profiles: readonly Profile[], queue: QueueId, step: StepPolicy) {
  const found: Entry[] = [];
  for (let i = 0; i < profiles.length; i++) {
    const { policy, levels } = profiles[i];
    // Skills first: the cheapest test that turns most away.
    if (!step.require.every(({ skill, levelMin }) => (levels.get(skill) ?? 0) >= levelMin))
      continue;
    if (!qualifies(policy, queue, step)) continue;
    found.push({
      profile: i + 1,
      rank: rankAt(policy, queue, step),
      delay: delayFor(policy, queue),
      skill: skillAt(policy, step),
    });
  }
  return found.sort((a, b) => a.rank - b.rank || a.profile - b.profile);
}
