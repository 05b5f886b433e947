/** What the board was told, and what is chosen on it: the one thing kept in the address. */

import { computed, signal } from '@preact/signals';
import type {
  BoardAgentRow,
  BoardCallRow,
  BoardParts,
  BoardQueueRow,
  CampaignRow,
  UnsavedRow,
} from '../../../wire/board.ts';
import { nameOf } from '../../language.ts';
import { type TopicState, watch } from '../../live.ts';
import type { Names } from './why-lines.ts';

/** A row that is looked at. */
export interface Chosen {
  readonly kind: 'queue' | 'agent' | 'call' | 'campaign';
  readonly id: string;
}

/** Begins to watch; everything of the board hangs on this. */
export function openBoard() {
  const live = watch(['board', 'campaigns']);
  const board = live.topics.board as TopicState;
  const queues = board.rows<BoardQueueRow>('queues');
  const agents = board.rows<BoardAgentRow>('agents');
  const site = board.part<BoardParts['site']>('site');
  const chosen = signal<Chosen | null>(chosenIn(location.hash));
  const classes = computed(() => new Map(site.value?.classes.map((each) => [each.id, each.name])));
  const names: Names = {
    agent: (id) => nameOf(agents.value.get(id)?.name, id),
    queue: (id) => nameOf(queues.value.get(id)?.name, id),
    class: (id) => nameOf(classes.value.get(id), id),
  };
  return {
    ...{ queues, agents, site, chosen, names },
    server: board.part<BoardParts['server']>('server'),
    calls: board.rows<BoardCallRow>('calls'),
    unsaved: board.rows<UnsavedRow>('unsaved'),
    campaigns: (live.topics.campaigns as TopicState).rows<CampaignRow>('campaigns'),
    choose(next: Chosen | null) {
      chosen.value = next;
      // A link to what is looked at, without a step back for each look.
      const hash = next ? `#${next.kind}=${encodeURIComponent(next.id)}` : ' ';
      history.replaceState(null, '', hash === ' ' ? location.pathname : hash);
    },
    stop: () => live.stop(),
  };
}

export type Board = ReturnType<typeof openBoard>;

/** `#agent=tanaka` */
export function chosenIn(hash: string): Chosen | null {
  const [, kind, id] = /^#(queue|agent|call|campaign)=(.+)$/.exec(hash) ?? [];
  if (kind === undefined || id === undefined) return null;
  try {
    return { kind: kind as Chosen['kind'], id: decodeURIComponent(id) };
  } catch {
    return null;
  }
}
