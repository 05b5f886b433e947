/**
 * Snapshots of earlier versions as this one writes them, so that a site is updated with its callers
 * waiting. Version 1: a call had one queue, one offer, and could not be called back. Lines need no
 * upgrade: facts and notices have only been added to.
 */

import type { AgentId, CallId, ClassId, Ms, OfferId, QueueId } from '../core/routing/ids.ts';
import type {
  AgentSnapshot,
  CallSnapshot,
  PlaceSnapshot,
  RouterSnapshot,
} from '../core/routing/snapshot.ts';
import { type JournalSnapshot, reviveLimits } from './journal-lines.ts';
import type { CallView, OfferView, PlaceView, ViewSnapshot } from './view-types.ts';

type AgentV1 = Omit<AgentSnapshot, 'occupiedMs' | 'availableMs' | 'stateSince'>;
type CallV1 = Omit<CallSnapshot, 'places' | 'skills' | 'offers' | 'callback'> &
  Omit<PlaceSnapshot, 'classAt' | 'expected' | 'ahead'> & { readonly offer: OfferId | null };
type RouterV1 = Omit<
  RouterSnapshot,
  'version' | 'agents' | 'calls' | 'switchLostAt' | 'forecast' | 'effective'
> & {
  readonly version: 1;
  readonly agents: readonly AgentV1[];
  readonly calls: readonly CallV1[];
};

interface CallViewV1
  extends Pick<
    CallView,
    | 'id'
    | 'state'
    | 'tenant'
    | 'channel'
    | 'caller'
    | 'dialled'
    | 'enteredAt'
    | 'ownClass'
    | 'preferred'
    | 'connectedAt'
    | 'target'
  > {
  readonly queue?: QueueId;
  readonly step?: number;
  readonly class?: ClassId;
  readonly joinedAt?: Ms;
  readonly agedFrom?: Ms;
  readonly arrival?: number;
  readonly offer?: OfferId;
  readonly agent?: AgentId;
}
type ViewV1 = Omit<ViewSnapshot, 'calls' | 'earnedAges'> & {
  readonly calls: readonly CallViewV1[];
};

/** What version 1 of the journal wrote. */
export type JournalSnapshotV1 = Omit<JournalSnapshot, 'snapshot' | 'router' | 'view' | 'limits'> & {
  readonly snapshot: 1;
  readonly limits: Partial<JournalSnapshot['limits']>;
  readonly router: RouterV1;
  readonly view: ViewV1;
};

/** A snapshot of any version as this one has it; undefined: of none that is known. */
export function upgradeSnapshot(
  read: JournalSnapshot | JournalSnapshotV1,
): JournalSnapshot | undefined {
  if (read.snapshot === 2) return { ...read, limits: reviveLimits(read.limits) };
  if (read.snapshot !== 1) return undefined;
  return {
    ...read,
    snapshot: 2,
    limits: reviveLimits(read.limits),
    router: upgradeRouter(read.router),
    view: upgradeView(read.view),
  };
}

/** Nobody counts as occupied, and queues know nothing of their waits, until they learn it anew. */
function upgradeRouter(from: RouterV1): RouterSnapshot {
  return {
    ...from,
    version: 2,
    switchLostAt: from.switchUp ? null : from.now,
    agents: from.agents.map((agent) => ({
      ...agent,
      occupiedMs: 0,
      availableMs: 0,
      stateSince: from.now,
    })),
    calls: from.calls.map(upgradeCall),
    forecast: [],
    effective: null,
  };
}

function upgradeCall(call: CallV1): CallSnapshot {
  const { queue, pinned, step, stepAt, joinedAt, agedFrom, arrival, offer, ...rest } = call;
  const { class: ofClass, ...more } = rest;
  const place: PlaceSnapshot = {
    ...{ queue, pinned, class: ofClass, classAt: joinedAt, step, stepAt, joinedAt, agedFrom },
    ...{ arrival, expected: [], ahead: 0 },
  };
  const offers = offer === null ? [] : [offer];
  return { ...more, places: [place], skills: [], offers, callback: null };
}

const upgradeView = (from: ViewV1): ViewSnapshot => ({
  ...from,
  calls: from.calls.map((call) => upgradeCallView(call, from.offers)),
  earnedAges: [],
});

function upgradeCallView(call: CallViewV1, open: readonly OfferView[]): CallView {
  const { queue, step, class: ofClass, joinedAt, agedFrom, arrival, offer, agent, ...rest } = call;
  const offers = openOffer(call.id, offer, open);
  if (queue === undefined || joinedAt === undefined) {
    return { ...rest, headStartMs: 0, places: [], offers };
  }
  const place: PlaceView = {
    queue,
    ...(step === undefined ? {} : { step }),
    ...(ofClass === undefined ? {} : { class: ofClass }),
    classAt: joinedAt,
    joinedAt,
    agedFrom: agedFrom ?? joinedAt,
    arrival: arrival ?? 0,
  };
  // What the call had been given, and what it had earned in another queue, were not told apart.
  const headStartMs = Math.max(0, joinedAt - place.agedFrom);
  return { ...rest, arrivedIn: queue, headStartMs, places: [place], offers };
}

/** The offer of a call that has one which has not ended. */
const openOffer = (
  call: CallId,
  offer: OfferId | undefined,
  open: readonly OfferView[],
): OfferId[] => (open.some((each) => each.id === offer && each.call === call) ? [offer!] : []);
