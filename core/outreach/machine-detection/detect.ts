/**
 * Whether a person or a machine has answered, by what is heard first: a person says a word and
 * waits, a machine talks on, or is silent. As Asterisk's `app_amd` judges, whose parameters these
 * are. It is wrong now and then whatever is set; nothing here can know when.
 */

import { type Ms, NEVER } from '../../routing/ids.ts';

/** What a campaign takes for a machine. */
export interface DetectionRule {
  /** Silent for so long after the answer: a machine. */
  readonly initialSilenceMs: Ms;
  /** Has spoken for so long altogether: a machine. */
  readonly greetingMs: Ms;
  /** Silent for so long after having spoken: a person. */
  readonly afterGreetingSilenceMs: Ms;
  /** Undecided after so long: taken for a person. */
  readonly totalMs: Ms;
}

/** What has been heard since the answer. Moments are epoch ms. */
export interface Heard {
  readonly answeredAt: Ms;
  /** The first speech; null: none yet. */
  readonly voiceAt: Ms | null;
  /** How long it spoke, in all that has ended. */
  readonly spokenMs: Ms;
  /** Speaks since; null: it is silent. */
  readonly speakingSince: Ms | null;
  /** End of the latest speech; null: none has ended. */
  readonly silentSince: Ms | null;
  /** End of the first one, with which the greeting is over for the law. */
  readonly greetingEndedAt: Ms | null;
}

/** Why it was taken for what it is taken for. */
export type Sign = 'initial-silence' | 'long-greeting' | 'short-greeting' | 'undecided';

/** What it is, or the moment at which it will be told if nothing is heard meanwhile. */
export type Verdict =
  | { readonly is: 'person' | 'machine'; readonly sign: Sign }
  | { readonly is: 'open'; readonly until: Ms };

/** Somebody has answered. */
export const answered = (at: Ms): Heard => ({
  answeredAt: at,
  ...{ voiceAt: null, spokenMs: 0, speakingSince: null, silentSince: null, greetingEndedAt: null },
});

/**
 * Speech begins or ends at a moment. An end is told late, after a silence of `toldAfterMs`: then
 * `at` is when it was told.
 */
export function hear(heard: Heard, speaking: boolean, at: Ms, toldAfterMs: Ms): Heard {
  const { speakingSince, voiceAt, spokenMs } = heard;
  if (speaking) {
    return speakingSince === null ? { ...heard, voiceAt: voiceAt ?? at, speakingSince: at } : heard;
  }
  if (speakingSince === null) return heard;
  const end = Math.max(speakingSince, at - toldAfterMs);
  return {
    ...heard,
    spokenMs: spokenMs + end - speakingSince,
    speakingSince: null,
    silentSince: end,
    greetingEndedAt: heard.greetingEndedAt ?? end,
  };
}

/** What answered, as far as it can be known at a moment. Cost: some ns. Allocates: the answer. */
export function verdictOf(rule: DetectionRule, heard: Heard, now: Ms, toldAfterMs: Ms): Verdict {
  const { answeredAt, voiceAt, spokenMs, speakingSince, silentSince } = heard;
  const silentAt = voiceAt === null ? answeredAt + rule.initialSilenceMs : NEVER;
  // Who seems to speak may have fallen silent, and it has not been told yet.
  const longAt =
    speakingSince === null
      ? spokenMs >= rule.greetingMs
        ? now
        : NEVER
      : speakingSince + Math.max(0, rule.greetingMs - spokenMs) + toldAfterMs;
  const shortAt =
    speakingSince === null && silentSince !== null
      ? silentSince + rule.afterGreetingSilenceMs
      : NEVER;
  const totalAt = answeredAt + rule.totalMs;
  const first = Math.min(silentAt, longAt, shortAt, totalAt);
  if (first > now) return { is: 'open', until: first };
  if (longAt === first) return { is: 'machine', sign: 'long-greeting' };
  if (silentAt === first) return { is: 'machine', sign: 'initial-silence' };
  return { is: 'person', sign: shortAt === first ? 'short-greeting' : 'undecided' };
}

/** From when on the law counts the time until somebody must have an agent. */
export type LawClock = 'answer' | 'greeting-begins' | 'greeting-ends';

/**
 * When the law's time begins to run; null: not yet, while nobody has spoken or the first words have
 * not ended.
 */
export function clockBegins(clock: LawClock, heard: Heard): Ms | null {
  if (clock === 'answer') return heard.answeredAt;
  if (clock === 'greeting-begins') return heard.voiceAt;
  return heard.greetingEndedAt;
}

/** How long who has answered may be kept from the agents to be listened to. */
export interface Leeway {
  readonly clock: LawClock;
  /** From the beginning of the law's time on. */
  readonly ms: Ms;
}

/**
 * From when on who answered must wait for an agent, told apart or not; NEVER: the law's time does
 * not run yet. The end of a greeting is told late: leeway of less than that is counted from the
 * answer.
 */
export function waitsFrom({ clock, ms }: Leeway, heard: Heard, toldAfterMs: Ms): Ms {
  const counted = clock === 'greeting-ends' && ms < toldAfterMs ? 'answer' : clock;
  const begins = clockBegins(counted, heard);
  return begins === null ? NEVER : begins + ms;
}
