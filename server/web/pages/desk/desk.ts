/** The desk as the server holds it, and asking for what is to be done at it. */

import { type ReadonlySignal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type {
  CannotPart,
  DeskCallPart,
  DeskQueueRow,
  MePart,
  PreviewPart,
  PromiseRow,
  ServerPart,
  TodayPart,
} from '../../../wire/desk.ts';
import type { DeskContact } from '../../../wire/knowledge.ts';
import { Refusal } from '../../api.ts';
import { type TopicState, watch } from '../../live.ts';

type Part<Value> = ReadonlySignal<Value | null | undefined>;

/** What topic `desk` has told; undefined: nothing yet. */
export interface Desk {
  readonly me: Part<MePart>;
  readonly call: Part<DeskCallPart>;
  readonly contact: Part<DeskContact>;
  readonly today: Part<TodayPart>;
  readonly preview: Part<PreviewPart>;
  readonly cannot: Part<CannotPart>;
  readonly server: Part<ServerPart>;
  readonly trouble: Part<string>;
  readonly queues: ReadonlySignal<ReadonlyMap<string, DeskQueueRow>>;
  readonly promises: ReadonlySignal<ReadonlyMap<string, PromiseRow>>;
}

export function openDesk(): { readonly desk: Desk; stop(): void } {
  const { topics, stop } = watch(['desk']);
  return { desk: deskOf(topics.desk!), stop };
}

const deskOf = (topic: TopicState): Desk => ({
  me: topic.part('me'),
  call: topic.part('call'),
  contact: topic.part('contact'),
  today: topic.part('today'),
  preview: topic.part('preview'),
  cannot: topic.part('cannot'),
  server: topic.part('server'),
  trouble: topic.part('trouble'),
  queues: topic.rows('queues'),
  promises: topic.rows('promises'),
});

export const DeskContext = createContext<Desk>(undefined as unknown as Desk);
export const useDesk = (): Desk => useContext(DeskContext);

/** Why the last thing asked for was not done; null: it was. */
export const refusal = signal<Refusal | null>(null);

/** Has something done; its effect comes back by the push. Gives whether it was. */
export async function ask(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    refusal.value = null;
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refusal.value = error;
    return false;
  }
}
