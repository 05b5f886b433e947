import { assert } from './assert.ts';
import { compileLines } from './compile-lines.ts';
import {
  type AgentId,
  type ClassId,
  type LinkId,
  type Ms,
  NEVER,
  type QueueId,
  type SkillId,
  type TargetId,
} from './ids.ts';
import {
  type AgentPolicy,
  type CallbackPolicy,
  defaultCallback,
  type LinkPolicy,
  type Policy,
  type QueuePolicy,
  type TargetPolicy,
} from './policy.ts';
import { byCodeUnit, takes } from './qualification.ts';
import { indexOf, slotAt } from './rows.ts';

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
  /** By index. */
  readonly profileOf: Int32Array;
  readonly profiles: number;
  /** Agents of each profile, as spans of `alike`. */
  readonly alikeStart: Int32Array;
  readonly alike: Int32Array;
  /** Level by skill of each profile; none for profile 0. */
  readonly profileSkills: readonly ReadonlyMap<SkillId, number>[];
  /** Sum of all levels, by profile. */
  readonly profileLevels: Float64Array;
  readonly classes: ReadonlyMap<ClassId, number>;
  readonly classCount: number;
  /** Time after which a call of the class is promoted; NEVER: it is not. */
  readonly classCapMs: Float64Array;
  readonly queues: readonly CompiledQueue[];
  /** Number of each queue id, those of earlier policies included. */
  readonly tallies: ReadonlyMap<QueueId, number>;
  /** Queues, by tally, that each profile serves at step 0, in policy order; spans of `serves`. */
  readonly servesStart: Int32Array;
  readonly serves: Int32Array;
  /** Queues in force only. */
  readonly queueSlots: ReadonlyMap<QueueId, number>;
  readonly targets: ReadonlyMap<TargetId, TargetPolicy>;
  readonly links: readonly LinkPolicy[];
  readonly linkSlots: ReadonlyMap<LinkId, number>;
  /** Links, by index, of each target that has some, in the order in which they are asked. */
  readonly targetLinks: ReadonlyMap<TargetId, readonly number[]>;
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
  /** Sum of the levels of the line's required skills. */
  readonly entrySkill: Float64Array;
  /**
   * Entries of equal rank and preference of one line are a *group*; groups of a line, best first,
   * as a span.
   */
  readonly groupStart: Int32Array;
  readonly groupRank: Float64Array;
  /** First entry of each group; one more at the end. */
  readonly groupEntry: Int32Array;
  /** Profiles of each group, a mask of `profileWords` words. */
  readonly groupProfiles: Uint32Array;
  /** Which words of that mask are not zero. */
  readonly groupWords: Uint32Array;
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
  /** Phones that ring at once for one call; 1 but for `ring-all`. */
  readonly parallel: number;
  readonly callback: CallbackPolicy;
  /** Counts waiting calls of one queue id together, pinned or not. */
  readonly tally: number;
  /** Distinct delays of agents that name the queue, rising, above 0. */
  readonly delays: readonly Ms[];
}

/** What agents alike in everything that routing asks have in common. */
export interface Profile {
  readonly levels: ReadonlyMap<SkillId, number>;
  readonly policy: AgentPolicy;
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
  const agentSlots = new Map(agentIds.map((id, index) => [id, slotAt(index)]));
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
    ...agentsByProfile(profileOf, profiles.length + 1),
    profileSkills: [new Map(), ...profiles.map((profile) => profile.levels)],
    profileLevels: Float64Array.from([0, ...profiles.map(sumOfLevels)]),
    classes,
    classCount: policy.classes.length,
    classCapMs: capsOf(policy),
    queues,
    tallies: new Map(queues.map((queue) => [queue.policy.id, queue.tally])),
    queueSlots: new Map(policy.queues.map((queue, slot) => [queue.id, slot])),
    targets: new Map(policy.targets.map((target) => [target.id, target])),
    ...linksOf(policy),
    lines,
    lineQueue,
    lineForMs,
    lineAfterMs,
    ...compileLines(profiles, queues, policy.queues.length, lines),
  };
}

function linksOf({ targets, links = [] }: Policy) {
  const linkSlots = new Map(links.map(({ id }, at) => [id, at]));
  const targetLinks = new Map<TargetId, readonly number[]>();
  for (const target of targets) {
    if (target.links === undefined || target.queue !== undefined) continue;
    const known = target.links.map((id) => linkSlots.get(id)).filter((at) => at !== undefined);
    // Sorting keeps the order of equal costs.
    targetLinks.set(
      target.id,
      known.sort((a, b) => links[a].cost - links[b].cost),
    );
  }
  return { links, linkSlots, targetLinks };
}

function agentsByProfile(profileOf: Int32Array, profiles: number) {
  const alikeStart = new Int32Array(profiles + 1);
  for (const profile of profileOf) alikeStart[profile + 1]++;
  for (let profile = 0; profile < profiles; profile++) {
    alikeStart[profile + 1] += alikeStart[profile];
  }
  const alike = new Int32Array(profileOf.length);
  const next = alikeStart.slice();
  for (let agent = 0; agent < profileOf.length; agent++) {
    alike[next[profileOf[agent]]++] = slotAt(agent);
  }
  return { alikeStart, alike };
}

/** Time in each class until promotion. The cap of the first class does nothing: none is above. */
export function capsOf(policy: Policy): Float64Array {
  const caps = new Float64Array(policy.classes.length).fill(NEVER);
  for (const { class: id, afterMs } of policy.classCaps ?? []) {
    const at = policy.classes.indexOf(id);
    if (at > 0) caps[at] = span(afterMs);
  }
  return caps;
}

/** NEVER is `null` in JSON. */
const span = (ms: Ms | null | undefined): Ms => ms ?? NEVER;

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
      takes(agent, 'voice'),
    ]);
    let profile = known.get(key);
    if (profile === undefined) {
      const levels = new Map(agent.skills.map(({ skill, level }) => [skill, level]));
      profile = profiles.push({ levels, policy: agent });
      known.set(key, profile);
    }
    profileOf[indexOf(slots.get(agent.id) as number)] = profile;
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
      parallel: policy.order === 'ring-all' ? Math.max(1, policy.parallel ?? 1) : 1,
      callback: policy.callback ?? defaultCallback,
      tally: tallies.get(policy.id) as number,
      delays: [...(delays.get(policy.id) ?? [])].sort((a, b) => a - b),
    };
    firstLine += policy.steps.length;
    return queue;
  });
}
