/**
 * * What a configuration directory compiles to: the routing policy for the core, and the site for
 * everything around it (names, phones, entries, destinations, switches, listeners). Plain data, ids
 * resolved.
 */

import type { Destination } from '../adapters/port.ts';
import type {
  AgentId,
  AnnouncementId,
  ClassId,
  HoursId,
  LinkId,
  Ms,
  PauseReason,
  QueueId,
  SkillId,
  TargetId,
  TeamId,
} from '../core/routing/ids.ts';
import type { Policy, SkillLevel } from '../core/routing/policy.ts';

export interface CompiledConfig {
  readonly policy: Policy;
  readonly site: Site;
}

/**
 * A name people read, in the languages the site has; `en` or the id stands in where one is missing.
 */
export interface DisplayName {
  readonly en: string;
  readonly ja: string;
}

/** Everything around the router. */
export interface Site {
  /** Same as `policy.version`. */
  readonly version: string;
  readonly name: DisplayName;
  /** IANA zone for reports and logs. */
  readonly timeZone: string;
  readonly tenants: readonly { readonly id: string; readonly name: DisplayName }[];
  readonly skills: readonly { readonly id: SkillId; readonly name: DisplayName }[];
  readonly classes: readonly { readonly id: ClassId; readonly name: DisplayName }[];
  readonly teams: readonly {
    readonly id: TeamId;
    readonly tenant: string;
    readonly name: DisplayName;
  }[];
  readonly agents: readonly AgentSite[];
  readonly queues: readonly QueueSite[];
  /** Dialled numbers and dialplan points. */
  readonly entries: readonly EntrySite[];
  readonly hours: readonly HoursSite[];
  readonly targets: readonly {
    readonly id: TargetId;
    readonly destination: Destination | undefined;
    /**
     * Offers to call back before anything else; `destination` is that of `otherwise`, where callers
     * go who decline, or cannot be called back.
     */
    readonly callback?: { readonly otherwise: TargetId };
    /** What is dialled at the far end of its links. */
    readonly dial?: string;
  }[];
  /** Ways to other sites and PBXs; absent: none. */
  readonly links?: readonly LinkSite[];
  readonly announcements: readonly {
    readonly id: AnnouncementId;
    readonly media: readonly string[];
  }[];
  /** What agents may do with a call by the desk; absent: no extension can be dialled. */
  readonly transfers?: {
    /** Context of the dialplan in which agents transfer and consult. */
    readonly context?: string;
    /** How long a call given to an agent waits for that one alone. */
    readonly agentWaitMs: Ms;
  };
  /** Absent: visible. */
  readonly supervision?: {
    /** Agents see who listens. */
    readonly visible: boolean;
  };
  readonly pauseReasons: readonly { readonly id: PauseReason; readonly name: DisplayName }[];
  /** Absent: numbers are of Japan, and the sheet has no fields of its own. */
  readonly desk?: DeskSite;
  readonly switches: readonly SwitchSite[];
  readonly server: ServerSite;
  /**
   * Former ids and what they are called now, so that history and waiting calls survive a new id.
   */
  readonly renamed?: readonly {
    readonly kind: 'tenant' | 'skill' | 'class' | 'team' | 'agent' | 'queue';
    readonly from: string;
    readonly to: string;
  }[];
}

/** What is known of an agent beside what routing needs. */
export interface AgentSite {
  readonly id: AgentId;
  readonly tenant: string;
  readonly name: DisplayName;
  /** Reading of the Japanese name. */
  readonly furigana?: string;
  /** `PJSIP/1001`; an agent may choose another at sign-in. */
  readonly phone: string;
  readonly teams: readonly TeamId[];
  /** Absent: the agent cannot talk in the browser. */
  readonly softphone?: SoftphoneSite;
}

/** A phone that is a page: an endpoint of PJSIP reached by WebSocket. */
export interface SoftphoneSite {
  readonly user: string;
  /** Absent: made anew each time, over ARI. */
  readonly password?: string;
}

/** The same of a queue. */
export interface QueueSite {
  readonly id: QueueId;
  readonly tenant: string;
  readonly name: DisplayName;
  readonly music: string;
  /** Service level target; `ratio` 0–1. */
  readonly target: { readonly withinMs: Ms; readonly ratio: number; readonly shortAbandonMs: Ms };
  readonly record: boolean;
  readonly recordFormat: string;
  /** What becomes of the caller when the agent hangs up first. */
  readonly afterCall: 'hang-up' | 'dialplan';
  /** Position announcements while waiting, with the wait to expect if so; absent: none. */
  readonly positions?: {
    readonly firstMs: Ms;
    readonly everyMs: Ms;
    readonly tellWait: boolean;
  };
  /** A caller who calls again within this time goes on with the age earned; absent: never. */
  readonly resumeAgeMs?: Ms;
  /** How callbacks are asked for and carried out; absent: nothing in the queue offers them. */
  readonly callback?: CallbackSite;
  /** What an agent is to say of a call; absent: nothing. */
  readonly wrapUp?: WrapUpSite;
  /** Code of the talk script in the store; absent: none. */
  readonly script?: string;
}

/** What may come of a call of a queue, in the order in which it is shown. */
export interface WrapUpSite {
  readonly required: boolean;
  readonly codes: readonly WrapUpCode[];
}

/** Why; where it has reasons below it, one of these must be named. */
export interface WrapUpReason {
  readonly id: string;
  readonly name: DisplayName;
  readonly reasons: readonly WrapUpReason[];
}

/** What came of a call. */
export interface WrapUpCode extends WrapUpReason {
  readonly isGoal: boolean;
  /** They are not to be called again. */
  readonly isRefusal: boolean;
}

/** What desks of agents show. */
export interface DeskSite {
  /** Callers' numbers without a country are of this one. */
  readonly country: string;
  readonly fields: readonly SheetField[];
}

/** A field of the customer sheet: an attribute of the person. */
export interface SheetField {
  readonly id: string;
  readonly name: DisplayName;
  readonly attribute: string;
  readonly kind: 'text' | 'number' | 'yes-no' | 'date' | 'choice';
  readonly choices: readonly string[];
  readonly editable: boolean;
}

/**
 * The part of callbacks that is not the router's. Keys of the dialogue: 1 yes, 2 another number, #
 * ends a number, * goes back.
 */
export interface CallbackSite {
  /** Whose phone rings first. */
  readonly first: 'agent' | 'customer';
  /** Given up after this time. */
  readonly expiresMs: Ms;
  /** The number the network told is read back and confirmed; a keyed one always is. */
  readonly confirm: boolean;
  /** Callers may key in another number. */
  readonly otherNumber: boolean;
  /** Context of the dialplan in which the customer's number is dialled. */
  readonly context: string;
  /** Number shown to the customer; absent: what the trunk shows. */
  readonly show?: string;
  /** Where the caller goes when the callback is noted: an announcement, then the end. */
  readonly goodbye: TargetId;
  /** What is said, each a list of media; an empty one is silence. */
  readonly media: {
    /** You can be called back without losing your place: 1. To callers an exit sent here. */
    readonly offer: readonly string[];
    /** Before the digits. */
    readonly number: readonly string[];
    /** After them: 1 if it is right (2 for another number). */
    readonly confirm: readonly string[];
    readonly enter: readonly string[];
    readonly failed: readonly string[];
    /** To a customer who is called first. */
    readonly greet: readonly string[];
  };
}

/** A way in. */
export interface EntrySite {
  /** The number as dialled, or the name given in `Stasis(tsunagi,entry,<id>)`. */
  readonly id: string;
  readonly queue: QueueId;
  readonly class?: ClassId;
  readonly headStartMs?: Ms;
  /** Further queues the call waits in at the same time. */
  readonly also?: readonly QueueId[];
  /** Asked of the agent beside what the steps ask. */
  readonly skills?: readonly SkillLevel[];
  /** The firm the caller means to have called, and what the agent says first. */
  readonly company?: DisplayName;
  readonly greeting?: DisplayName;
}

/** A link, as the switch knows it. */
export interface LinkSite {
  readonly id: LinkId;
  /** Technology and peer, `PJSIP/osaka`. */
  readonly trunk: string;
}

/** Opening hours, as `isOpen` reads them. */
export interface HoursSite {
  readonly id: HoursId;
  readonly timeZone: string;
  /** Minutes of the week, Monday 00:00 = 0, local time; sorted, disjoint. */
  readonly week: readonly { readonly from: number; readonly to: number }[];
  /**
   * Days with their own hours (minutes of the day; none: closed); local dates `2026-01-01`, or
   * `*-01-01` every year.
   */
  readonly days: readonly {
    readonly date: string;
    readonly name: string;
    readonly open: readonly { readonly from: number; readonly to: number }[];
  }[];
}

/** A telephony switch and how to reach it. */
export type SwitchSite =
  | {
      readonly id: string;
      readonly kind: 'asterisk-ari';
      /** `http://127.0.0.1:8088` */
      readonly url: string;
      readonly user: string;
      readonly password: string;
      /** Stasis application. */
      readonly app: string;
      /** Originates a second at most. */
      readonly originatesPerSecond: number;
      /** REST over WebSocket: `auto` where the server has it. */
      readonly restOverWebSocket: 'auto' | 'never';
      /** The manager interface: emergency exit, answering by key; absent: there is none. */
      readonly ami?: AmiSite;
    }
  | {
      readonly id: string;
      readonly kind: 'asterisk-ami';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly password: string;
      /** TLS, with the certificate checked. */
      readonly tls: boolean;
      /** Of extensions-ami.conf. */
      readonly context: string;
      /** Originates a second at most. */
      readonly originatesPerSecond: number;
    }
  | {
      readonly id: string;
      readonly kind: 'simulated';
      /** Callers a minute the simulated world brings, and their seed; 0: none. */
      readonly callsPerMinute: number;
      readonly seed: number;
    };

/** The older interface of an Asterisk: what is left when ARI is away. */
export interface AmiSite {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** ARI away for so long: callers who wait are sent on. Absent: only by `tsunagi rescue`. */
  readonly rescueAfterMs?: Ms;
  /** Where they are sent; absent: the line after their `Stasis()`. */
  readonly rescueTo?: { readonly extension: string; readonly context: string };
}

/** The process itself. */
export interface ServerSite {
  /** Loopback until configured otherwise. */
  readonly api: { readonly host: string; readonly port: number };
  readonly metrics: { readonly host: string; readonly port: number };
  /** `key` is the secret itself (from the environment); `roles` decide what it may do. */
  readonly keys: readonly {
    readonly id: string;
    readonly key: string;
    readonly role: 'read' | 'operate' | 'admin';
    /** Only this tenant's queues, agents and calls; undefined: all. */
    readonly tenant?: string;
  }[];
  readonly web: WebSite;
  /** Folder of journal and snapshots. */
  readonly journal: string;
  /** People and campaigns: a file, or the address of a PostgreSQL. */
  readonly store: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Callers remembered for "last agent", and how long. */
  readonly lastAgent: { readonly callers: number; readonly keepMs: Ms };
  /** Absent: none is written. */
  readonly queueLog?: QueueLogSite;
  /** Absent: no campaign dials. */
  readonly outbound?: OutboundSite;
  /** Where browsers reach SIP, `wss://pbx.example.com/ws`; absent: nobody talks in the browser. */
  readonly softphone?: { readonly url: string };
}

/** Sign-in by browser. */
export interface WebSite {
  /** Cookies go by TLS only. */
  readonly secure: boolean;
  /** Addresses and networks whose word is taken for whom they speak. */
  readonly proxies: readonly string[];
  /** Signed out when unused for so long. */
  readonly idleMs: Ms;
  /** Signed out so long after signing in, in any case. */
  readonly longestMs: Ms;
}

/** What campaigns dial with. */
export interface OutboundSite {
  /** Folder of the lists of those who must not be called. */
  readonly suppression: string;
  /** Folders of rule packs beside those that come with the program. */
  readonly packs: readonly string[];
  /** Pressed while the message is heard that says who calls: they are not called again. */
  readonly optOutKey: string;
  readonly trunks: readonly TrunkSite[];
  readonly callerIds: readonly CallerIdSite[];
}

/** A way out. */
export interface TrunkSite {
  readonly id: string;
  /** Technology and peer around `{e164}`, `{digits}` or `{national}`. */
  readonly dial: string;
  readonly channels: number;
  readonly callsPerSecond: number;
}

/** A number that may be shown, E.164 without the plus. */
export interface CallerIdSite {
  readonly number: number;
  readonly tenant: string;
  readonly verified: boolean;
  readonly answered: boolean;
}

/** Lines in the format of Asterisk's queue_log, and where they go: to one place at least. */
export interface QueueLogSite {
  readonly file?: string;
  /** Asterisk writes them itself. */
  readonly toSwitch: boolean;
  /** They are told as user events of the manager interface, too. */
  readonly userEvents: boolean;
  /** What stands for an agent in its lines: the phone, the English name, or the id. */
  readonly agents: 'phone' | 'name' | 'id';
  /** Callers' names beside their numbers. */
  readonly callerNames: boolean;
}
