/**
 * Names of things, branded so that one kind is never passed for another. They cost nothing at run
 * time.
 */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/**
 * Milliseconds. A point in time is milliseconds since the epoch on a clock that never goes back.
 */
export type Ms = number;

/** A deadline that never comes. */
export const NEVER: Ms = Number.POSITIVE_INFINITY;

/**
 * One caller's stay, minted by whoever feeds the router: a positive safe integer, never used again.
 */
export type CallId = Branded<number, 'CallId'>;
/**
 * One reservation of one call and one agent, minted by the router: a positive safe integer, rising.
 */
export type OfferId = Branded<number, 'OfferId'>;

/** Ids of the configuration: stable, chosen by people. */
export type AgentId = Branded<string, 'AgentId'>;
export type QueueId = Branded<string, 'QueueId'>;
export type TeamId = Branded<string, 'TeamId'>;
export type SkillId = Branded<string, 'SkillId'>;
export type ClassId = Branded<string, 'ClassId'>;
export type HoursId = Branded<string, 'HoursId'>;
/** A place a call can leave a queue for; a target of kind `queue` stays inside the router. */
export type TargetId = Branded<string, 'TargetId'>;
/** A way to another site or PBX. */
export type LinkId = Branded<string, 'LinkId'>;
/** What sites call each other: on the path of a call that has come by a link. */
export type SiteName = Branded<string, 'SiteName'>;
export type AnnouncementId = Branded<string, 'AnnouncementId'>;
export type PauseReason = Branded<string, 'PauseReason'>;

/** Brands a value that came from outside. The caller vouches for it; nothing is checked. */
export const asCallId = (n: number): CallId => n as CallId;
export const asOfferId = (n: number): OfferId => n as OfferId;
export const asAgentId = (s: string): AgentId => s as AgentId;
export const asQueueId = (s: string): QueueId => s as QueueId;
export const asTeamId = (s: string): TeamId => s as TeamId;
export const asSkillId = (s: string): SkillId => s as SkillId;
export const asClassId = (s: string): ClassId => s as ClassId;
export const asHoursId = (s: string): HoursId => s as HoursId;
export const asTargetId = (s: string): TargetId => s as TargetId;
export const asLinkId = (s: string): LinkId => s as LinkId;
export const asSiteName = (s: string): SiteName => s as SiteName;
export const asAnnouncementId = (s: string): AnnouncementId => s as AnnouncementId;
export const asPauseReason = (s: string): PauseReason => s as PauseReason;

/** The reason the router itself pauses with after too many missed offers. */
export const NO_ANSWER = 'no-answer' as PauseReason;
