/** Conversations as the API and the push show them. Types only: pages import this. */

/** What an agent can do with a call by the desk; `listen`, `whisper`, `barge`: a supervisor. */
export const deskActs = [
  'hold',
  'mute',
  'keys',
  'transfer',
  'dial',
  'consult',
  'conference',
  'complete',
  'record',
  'answer',
  'decline',
  'listen',
  'whisper',
  'barge',
] as const;
/** One of these. */
export type DeskAct = (typeof deskActs)[number];

/** What can be done here; `why` it cannot, in English. */
export interface ActShown {
  readonly act: DeskAct;
  readonly possible: boolean;
  readonly why: string | null;
}

/** Times are milliseconds since the epoch. */
export interface TalkShown {
  readonly offer: number;
  readonly call: number;
  readonly agent: string;
  readonly queue: string;
  readonly connectedAt: number;
  /** The caller is on hold, by the phone or the desk; null: is not. */
  readonly heldSince: number | null;
  /** Holds that have ended. */
  readonly heldMs: number;
  readonly muted: boolean;
  /** `started`, `paused`, `resumed`, `stopped`, `failed`; null: it is not recorded. */
  readonly recording: string | null;
  readonly consult: {
    /** `extension:800`, `agent:sato`. */
    readonly with: string;
    readonly state: 'calling' | 'ringing' | 'talking' | 'held' | 'conference';
    readonly since: number;
  } | null;
  /** Who listens; null: the policy hides it from whoever asks. */
  readonly supervisions: readonly SupervisionShown[] | null;
}

export interface SupervisionShown {
  readonly id: number;
  readonly by: string;
  readonly phone: string;
  readonly mode: 'listen' | 'whisper' | 'barge';
  readonly state: 'calling' | 'ringing' | 'listening';
  readonly since: number;
}
