/** Topics `board` and `wall`: everything in the holder's scope, for supervisors and for walls. */

import { type Ms, NO_ANSWER } from '../../core/routing/ids.ts';
import {
  type Holder,
  maySee,
  maySeeAgent,
  maySeeCall,
  maySeeQueue,
  needRight,
  scopeOf,
} from '../access/holder.ts';
import { listenerKey, seesSupervision } from '../access/supervision-sight.ts';
import { RequestError } from '../errors.ts';
import { type QueueShown, showAgent, showCall } from '../presenters.ts';
import { showActs } from '../presenters-talks.ts';
import type { ReloadStatus, ServerStatus } from '../status.ts';
import { isCallback } from '../view-places.ts';
import type { CallView } from '../view-types.ts';
import type {
  BoardAgentRow,
  BoardCallRow,
  BoardParts,
  BoardQueueRow,
  Choice,
  HealthPart,
  SitePart,
  SupervisionShown,
  WallParts,
} from '../wire/board.ts';
import { type AgentDays, localDay } from './agent-days.ts';
import { cannotInWords } from './desk-cannot.ts';
import type { Topic } from './live.ts';
import type { Moment } from './moment.ts';
import type { Shown } from './shown.ts';
import { seesPeople, type UnsavedWatch } from './unsaved.ts';

/** What is told of the process. */
export interface BoardHealth {
  status(): ServerStatus;
  reloadStatus(): ReloadStatus;
}

/** Where a board comes from, beside the view. */
export interface BoardSources {
  readonly moment: Moment;
  readonly health: BoardHealth;
  readonly days: Pick<AgentDays, 'of'>;
  readonly unsaved: Pick<UnsavedWatch, 'of'>;
  now(): Ms;
}

export const boardTopic = (sources: BoardSources): Topic => ({
  audience(holder) {
    // Who may not see customers, or who listens, is shown less.
    if (holder.kind !== 'wall') {
      return [watcherKey(holder), listenerKey(holder), seesPeople(holder)].join(' ');
    }
    throw new RequestError('role-too-low', 'A wall is shown queues, not people: topic "wall".');
  },
  show: (holder) => showBoard(holder, sources),
});

/** A wall hangs where anybody sees it: no callers, no names of agents. */
export const wallTopic = (moment: Moment, health: BoardHealth): Topic => ({
  audience: watcherKey,
  show: (holder) => showWall(holder, moment, health),
});

/** Whoever may watch and sees the same. */
export function watcherKey(holder: Holder): string {
  needRight(holder, 'watch');
  return JSON.stringify(scopeOf(holder));
}

function showBoard(holder: Holder, sources: BoardSources): Shown {
  const { moment, health, unsaved } = sources;
  const parts: BoardParts = {
    server: showHealth(moment, health),
    site: showSite(holder, moment),
  };
  const rows = {
    queues: queueRows(holder, moment),
    agents: agentRows(holder, sources),
    calls: callRows(holder, moment),
    unsaved: new Map(unsaved.of(holder).map((row) => [String(row.id), row])),
  };
  return { parts: { ...parts }, rows };
}

function showWall(holder: Holder, moment: Moment, health: BoardHealth): Shown {
  const { view, directory } = moment.parts;
  const states: Record<string, number> = {};
  for (const agent of directory().agents) {
    if (!maySeeAgent(holder, agent)) continue;
    const state = view.agents.get(agent.id)?.state ?? 'signed-out';
    states[state] = (states[state] ?? 0) + 1;
  }
  const parts: WallParts = {
    server: showHealth(moment, health),
    site: { name: directory().site.name },
    states,
  };
  return { parts: { ...parts }, rows: { queues: queueRows(holder, moment) } };
}

function showHealth(
  { parts: { view, directory } }: Moment,
  { status, reloadStatus }: BoardHealth,
): HealthPart {
  const { switchTrouble, journalTrouble, capabilities } = status();
  const acts = showActs(directory().site, capabilities);
  const listens = acts.find(({ act }) => act === 'listen');
  return {
    switchUp: view.switchUp,
    switchTrouble: view.switchUp ? null : (switchTrouble ?? null),
    journalTrouble: journalTrouble ?? null,
    version: view.policy.version,
    reloadFailed: !reloadStatus().successful,
    superviseNot: listens ? cannotInWords(listens) : null,
  };
}

function showSite(holder: Holder, { parts }: Moment): SitePart {
  const { site } = parts.directory();
  const own = site.queues.filter((queue) => maySeeQueue(holder, queue)).map(({ id }) => id);
  const mayTeam = ({ id, tenant }: (typeof site.teams)[number]) =>
    maySee(holder, tenant) && (holder.teams?.includes(id) ?? true);
  const choice = ({ id, name }: Choice): Choice => ({ id, name });
  return {
    name: site.name,
    pauseReasons: site.pauseReasons.map((each) => ({
      ...choice(each),
      isOwn: each.id !== NO_ANSWER,
    })),
    classes: site.classes.map(choice),
    teams: site.teams.filter(mayTeam).map(choice),
    targets: parts.view.policy.targets
      .filter(({ queue }) => queue === undefined || own.includes(queue))
      .map(({ id, queue }) => ({ id, queue: queue ?? null })),
  };
}

function queueRows(holder: Holder, moment: Moment): ReadonlyMap<string, BoardQueueRow> {
  const { view, directory } = moment.parts;
  const { site } = directory();
  const rows = new Map<string, BoardQueueRow>();
  for (const queue of site.queues) {
    const shown = maySeeQueue(holder, queue) ? moment.queue(queue.id) : undefined;
    if (!shown) continue;
    const since = shown.countsSince;
    const isWholeDay = since === localDay(site.timeZone, since).from;
    rows.set(shown.id, {
      ...queueRow(shown),
      ...{ isOpen: view.isOpen(queue.id), since, isWholeDay },
    });
  }
  return rows;
}

function queueRow(shown: QueueShown): Omit<BoardQueueRow, 'isOpen' | 'since' | 'isWholeDay'> {
  const { id, name, waiting, callbacks, oldestJoinedAt, expectedWait, agents, target } = shown;
  const { offered, answered, answeredInTarget, abandoned, abandonedShort } = shown.counts;
  return {
    ...{ id, name, waiting, callbacks, oldestJoinedAt, agents },
    expectedWaitMs: expectedWait ? asSpoken(expectedWait.ms) : null,
    target: { withinMs: target.withinMs, ratio: target.ratio },
    counts: { offered, answered, answeredInTarget, abandoned, abandonedShort },
  };
}

/** Expected waits change every second; told to 10 s, and over five minutes to the minute. */
export function asSpoken(ms: number): number {
  const grain = ms < 300_000 ? 10_000 : 60_000;
  return Math.round(ms / grain) * grain;
}

function agentRows(
  holder: Holder,
  { moment: { parts }, days, now }: BoardSources,
): ReadonlyMap<string, BoardAgentRow> {
  const rows = new Map<string, BoardAgentRow>();
  for (const agent of parts.directory().agents) {
    if (!maySeeAgent(holder, agent)) continue;
    const { id, name, state, since, reason, next, call } = showAgent(agent, parts);
    rows.set(id, {
      ...{ id, name, state, since, reason, next, call },
      teams: agent.teams,
      handled: days.of(agent.id, now()).handled,
    });
  }
  return rows;
}

function callRows(holder: Holder, { parts }: Moment): ReadonlyMap<string, BoardCallRow> {
  const rows = new Map<string, BoardCallRow>();
  for (const call of parts.view.calls.values()) {
    if (!maySeeCall(holder, call) || !call.places.some(({ step }) => step !== undefined)) {
      continue;
    }
    const { id, state, caller, queue, step, joinedAt, connectedAt, agent, ...shown } = showCall(
      call,
      parts,
    );
    rows.set(String(id), {
      ...{ id, state, caller, queue, step, joinedAt, connectedAt, agent },
      class: shown.class,
      supervisions: supervisionsOf(call, holder, parts),
      isCallback: isCallback(call),
    });
  }
  return rows;
}

const nobody: readonly SupervisionShown[] = [];

function supervisionsOf(
  call: CallView,
  holder: Holder,
  { view, directory }: Moment['parts'],
): readonly SupervisionShown[] {
  if (call.state !== 'talking') return nobody;
  return call.offers.flatMap((id) => {
    const { agent, supervisions = [] } = view.offers.get(id) ?? {};
    if (agent === undefined || !seesSupervision(holder, directory().site, agent)) return [];
    return supervisions.map(({ by, mode, state }) => ({ by, mode, state }));
  });
}
