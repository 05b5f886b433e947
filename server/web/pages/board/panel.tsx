/** What is chosen on the board: why it is as it is, and what can be done about it. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { AgentWhy, CallWhy, QueueWhy } from '../../../wire/explain.ts';
import { get } from '../../api.ts';
import { type Key, useKeys } from '../../keys.ts';
import { language, nameOf } from '../../language.ts';
import { messageOf } from '../../parts/doing.tsx';
import { Foreign } from '../../parts/text.tsx';
import { board } from '../../words/board.ts';
import { stateWord } from '../../words/states.ts';
import { AgentActions } from './agent-actions.tsx';
import type { Board, Chosen } from './board-state.ts';
import { CallActions } from './call-actions.tsx';
import { CampaignActions } from './campaign-actions.tsx';
import { callerText } from './tables.tsx';
import { agentWhyLines, callWhyLines, type Paragraph, queueWhyLines } from './why-lines.ts';

export function Panel({ board: state }: { readonly board: Board }) {
  const words = board.value;
  const chosen = state.chosen.value;
  const keys = useMemo<readonly Key[]>(
    () => (chosen ? [{ key: 'Escape', does: words.closePanel, act: () => closePanel(state) }] : []),
    [words, chosen],
  );
  useKeys(keys);
  return (
    <aside id="panel" class="panel" aria-label={words.actions}>
      {chosen === null ? (
        <p class="quiet">{words.panelHint}</p>
      ) : (
        <>
          <button
            type="button"
            class="plain close"
            onClick={() => closePanel(state)}
            aria-keyshortcuts="Escape"
          >
            ✕ {words.closePanel}
          </button>
          <Chosen_ key={`${chosen.kind} ${chosen.id}`} state={state} chosen={chosen} />
        </>
      )}
    </aside>
  );
}

/** Back to the row it was opened from. */
function closePanel(state: Board): void {
  const row = document.querySelector<HTMLElement>('[aria-expanded="true"][aria-controls="panel"]');
  state.choose(null);
  row?.focus();
}

interface PartProps {
  readonly state: Board;
  readonly id: string;
}

function Chosen_({ state, chosen }: { readonly state: Board; readonly chosen: Chosen }) {
  switch (chosen.kind) {
    case 'call':
      return <CallPart state={state} id={chosen.id} />;
    case 'agent':
      return <AgentPart state={state} id={chosen.id} />;
    case 'queue':
      return <QueuePart state={state} id={chosen.id} />;
    case 'campaign':
      return <CampaignPart state={state} id={chosen.id} />;
  }
}

function CallPart({ state, id }: PartProps) {
  const row = state.calls.value.get(id);
  if (row === undefined) return <p>{board.value.gone}</p>;
  return (
    <>
      <h2>
        <Foreign text={callerText(row)} /> <small>{stateWord(row.state)}</small>
      </h2>
      <Why
        title={board.value.whyCall}
        path={`/calls/${id}/explain`}
        asOf={row.state}
        lines={(told: CallWhy) => callWhyLines(told, state.names)}
      />
      <CallActions state={state} row={row} />
    </>
  );
}

function AgentPart({ state, id }: PartProps) {
  const row = state.agents.value.get(id);
  if (row === undefined) return <p>{board.value.gone}</p>;
  return (
    <>
      <h2>
        <Foreign text={nameOf(row.name, id)} /> <small>{stateWord(row.state)}</small>
      </h2>
      <Why
        title={board.value.whyAgent}
        path={`/agents/${encodeURIComponent(id)}/explain`}
        asOf={`${row.state} ${row.since}`}
        lines={(told: AgentWhy) => agentWhyLines(told, state.names)}
      />
      <AgentActions state={state} row={row} />
    </>
  );
}

function QueuePart({ state, id }: PartProps) {
  const row = state.queues.value.get(id);
  if (row === undefined) return <p>{board.value.gone}</p>;
  return (
    <>
      <h2>
        <Foreign text={nameOf(row.name, id)} />
      </h2>
      <Why
        title={board.value.whyQueue}
        path={`/queues/${encodeURIComponent(id)}/explain`}
        lines={(told: QueueWhy) => queueWhyLines(told, state.names)}
      />
      <p>
        <a href={`/reports?of=queue&queue=${encodeURIComponent(id)}`}>{board.value.report}</a>
      </p>
    </>
  );
}

function CampaignPart({ state, id }: PartProps) {
  const row = state.campaigns.value.get(id);
  if (row === undefined) return <p>{board.value.gone}</p>;
  return (
    <>
      <h2>
        <Foreign text={row.name} /> <small>{stateWord(row.state)}</small>
      </h2>
      <h3>{board.value.whyCampaign}</h3>
      <p>
        <Foreign text={row.why[language.value]} />
      </p>
      <CampaignActions row={row} />
    </>
  );
}

/** Asked of the router when it is opened, when what it speaks of has changed, and by key. */
function Why<Told>(props: {
  readonly title: string;
  readonly path: string;
  /** Of what it is asked: another is asked about anew. */
  readonly asOf?: string;
  readonly lines: (told: Told) => readonly Paragraph[];
}) {
  const { title, path, asOf, lines } = props;
  const words = board.value;
  const told = useSignal<Told | undefined>(undefined);
  const failure = useSignal('');
  const ask = useMemo(
    () => async () => {
      try {
        told.value = await get<Told>(path);
        failure.value = '';
      } catch (error) {
        failure.value = messageOf(error);
      }
    },
    [path],
  );
  useEffect(() => void ask(), [ask, asOf]);
  const keys = useMemo(
    () => [{ key: 'w', does: words.askWhy, act: () => void ask() }],
    [words, ask],
  );
  useKeys(keys);
  return (
    <section class="why" aria-live="polite">
      <h3>
        {title}{' '}
        <button type="button" class="plain" onClick={() => void ask()} aria-keyshortcuts="w">
          ↻ {words.again}
        </button>
      </h3>
      {failure.value !== '' && <p class="bad">✕ {failure.value}</p>}
      {told.value === undefined
        ? failure.value === '' && <p aria-busy="true" />
        : lines(told.value).map((each, index) => <Lines key={index} {...each} />)}
    </section>
  );
}

function Lines({ heading, lines }: Paragraph): ComponentChildren {
  return (
    <>
      {heading !== '' && <p class="why-head">{heading}</p>}
      <ul>
        {lines.map((line, index) => (
          <li key={index}>
            <Foreign text={line} />
          </li>
        ))}
      </ul>
    </>
  );
}
