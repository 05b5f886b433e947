import type { CompiledQueue, Profile } from './compiled.ts';
import type { Ms } from './ids.ts';
import type { QueuePolicy, StepPolicy } from './policy.ts';
import { delayFor, preferenceAt, qualifies, rankAt, skillAt } from './qualification.ts';

/** A profile that qualifies for a line. */
interface Entry {
  readonly profile: number;
  readonly rank: number;
  readonly prefer: number;
  readonly delay: Ms;
  readonly skill: number;
}

/** Works out who qualifies for which line. Entries of a line: by rank, preference, then profile. */
export function compileLines(
  profiles: readonly Profile[],
  queues: readonly CompiledQueue[],
  inForce: number,
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
  const serves: number[][] = Array.from({ length: profiles.length + 1 }, () => []);
  const entryStart = new Int32Array(lines + 1);
  const entries: Entry[] = [];
  queues.forEach((queue, slot) => {
    queue.policy.steps.forEach((step, index) => {
      const line = queue.firstLine + index;
      entryStart[line] = entries.length;
      const qualified = qualifiedProfiles(profiles, queue.policy, step);
      for (const entry of qualified) {
        profileLines[entry.profile * words + (line >>> 5)] |= 1 << (line & 31);
        if (queue.policy.exits.nobody !== undefined) staffs[entry.profile].add(slot);
        if (index === 0 && slot < inForce) serves[entry.profile].push(queue.tally);
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
    entrySkill: Float64Array.from(entries, (entry) => entry.skill),
    ...spansOf(serves),
    ...groupEntries(entries, entryStart, lines, profiles.length + 1),
  };
}

/** Lists one behind the other, and where each begins. */
function spansOf(lists: readonly (readonly number[])[]) {
  const servesStart = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => {
    servesStart[i + 1] = servesStart[i] + list.length;
  });
  return { servesStart, serves: Int32Array.from(lists.flat()) };
}

/** Splits the entries of each line into groups of equal rank and preference, each with a mask. */
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
      if (i === entryStart[line] || !goesAlike(entries[i], entries[i - 1])) firsts.push(i);
      if (entries[i].delay > 0) lineDelayed[line] = 1;
    }
  }
  groupStart[lines] = firsts.length;
  const groupProfiles = new Uint32Array(firsts.length * profileWords);
  const parts = (profileWords + 31) >>> 5;
  const groupWords = new Uint32Array(firsts.length * parts);
  const groupEntry = Int32Array.from([...firsts, entries.length]);
  for (let group = 0; group < firsts.length; group++) {
    for (let i = groupEntry[group]; i < groupEntry[group + 1]; i++) {
      const { profile } = entries[i];
      const word = profile >>> 5;
      groupProfiles[group * profileWords + word] |= 1 << (profile & 31);
      groupWords[group * parts + (word >>> 5)] |= 1 << (word & 31);
    }
  }
  const groupRank = Float64Array.from(firsts, (first) => entries[first].rank);
  return {
    groupRank,
    groupStart,
    groupEntry,
    groupProfiles,
    groupWords,
    profileWords,
    lineDelayed,
  };
}

const goesAlike = (a: Entry, b: Entry): boolean => a.rank === b.rank && a.prefer === b.prefer;

function qualifiedProfiles(profiles: readonly Profile[], queue: QueuePolicy, step: StepPolicy) {
  const found: Entry[] = [];
  for (let i = 0; i < profiles.length; i++) {
    const { policy, levels } = profiles[i];
    // Skills first: the cheapest test that turns most away.
    if (!step.require.every(({ skill, levelMin }) => (levels.get(skill) ?? 0) >= levelMin))
      continue;
    if (!qualifies(policy, queue, step)) continue;
    found.push({
      profile: i + 1,
      prefer: preferenceAt(policy, step),
      rank: rankAt(policy, queue.id, step),
      delay: delayFor(policy, queue.id),
      skill: skillAt(policy, step),
    });
  }
  return found.sort((a, b) => a.rank - b.rank || b.prefer - a.prefer || a.profile - b.profile);
}
