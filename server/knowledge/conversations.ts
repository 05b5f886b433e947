/** Conversations as the lines of the journal tell them: when each begins, and when it is over. */

import type { CommandRecord } from '../../core/routing/commands.ts';
import type { AgentId, CallId, Ms, OfferId, QueueId } from '../../core/routing/ids.ts';
import type { Line } from '../journal-lines.ts';
import type { View } from '../view.ts';
import type { AttemptView } from '../view-types.ts';

/** Whose journal line it was, and which conversation. */
export interface ConversationAt {
  readonly seq: number;
  readonly tenant: string;
  readonly call: CallId;
  readonly offer: OfferId;
  readonly at: Ms;
}

export interface ConversationBegun extends ConversationAt {
  readonly agent: AgentId;
  readonly queue: QueueId;
  /** As the network told it; of who was called: the number that was. */
  readonly number: string;
  readonly dialled: string;
  readonly direction: 'in' | 'out';
  readonly attempt?: AttemptView;
}

export interface ConversationListener {
  /** Told again for those that go on when a process begins. */
  begun(conversation: ConversationBegun): void;
  ended(conversation: ConversationAt): void;
}

export class Conversations {
  readonly #view: View;
  readonly #listener: ConversationListener;
  /** Of each agent at most one. */
  readonly #open = new Map<AgentId, ConversationBegun>();
  #begun = false;

  constructor(view: View, listener: ConversationListener) {
    this.#view = view;
    this.#listener = listener;
  }

  /** Takes a line before the view does. Cost: a look at a map. */
  apply(line: Line): void {
    if ('note' in line && line.note.type === 'started') {
      // Ids may change with it: what goes on is taken from the view when it has.
      this.#begun = false;
      return;
    }
    if (!this.#begun) this.#begin(line.seq);
    if (!('n' in line)) return;
    if (line.n[0] === 'callConnected') this.#connected(line.n, line);
    else if (line.n[0] === 'agentChanged') this.#agentChanged(line.n, line);
  }

  #begin(seq: number): void {
    this.#begun = true;
    this.#open.clear();
    for (const { id, call, agent, queue, connectedAt } of this.#view.offers.values()) {
      if (connectedAt !== undefined) this.#tell({ seq, at: connectedAt }, call, id, agent, queue);
    }
  }

  #connected(record: CommandRecord & readonly ['callConnected', ...unknown[]], line: Line): void {
    const [, call, offer, agent, queue] = record;
    this.#tell(line, call, offer, agent, queue);
  }

  #tell(
    { seq, at }: { readonly seq: number; readonly at: Ms },
    call: CallId,
    offer: OfferId,
    agent: AgentId,
    queue: QueueId,
  ): void {
    const seen = this.#view.calls.get(call);
    if (seen === undefined || seen.tenant === '') return;
    const { tenant, caller, dialled, attempt, callback } = seen;
    const direction = attempt !== undefined || callback !== undefined ? 'out' : 'in';
    const begun: ConversationBegun = {
      ...{ seq, tenant, call, offer, at, agent, queue, number: caller.number, dialled, direction },
      ...(attempt && { attempt }),
    };
    this.#open.set(agent, begun);
    this.#listener.begun(begun);
  }

  #agentChanged(
    [, agent, state]: CommandRecord & readonly ['agentChanged', ...unknown[]],
    { seq, at }: Line,
  ): void {
    const open = this.#open.get(agent);
    if (open === undefined || state === 'talking') return;
    this.#open.delete(agent);
    const { tenant, call, offer } = open;
    this.#listener.ended({ seq, tenant, call, offer, at });
  }
}
