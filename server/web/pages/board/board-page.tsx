/** Queues, agents, waiting calls and campaigns as they are now, and what supervisors do. */

import { useEffect, useMemo } from 'preact/hooks';
import { unsavedMax } from '../../../wire/board.ts';
import { useKeys } from '../../keys.ts';
import { SaidLine } from '../../parts/doing.tsx';
import { firstRow, stepRow } from '../../parts/rows.ts';
import { board } from '../../words/board.ts';
import { common } from '../../words/common.ts';
import '../../styles/board.css';
import { AgentTable } from './agent-table.tsx';
import { AlarmStrip } from './alarm-strip.tsx';
import { openBoard } from './board-state.ts';
import { Panel } from './panel.tsx';
import { CallTable, CampaignTable, QueueTable } from './tables.tsx';
import { UnsavedTable } from './unsaved-table.tsx';

/** More than were looked for may be there. */
const unsavedText = (count: number): string =>
  count < unsavedMax ? String(count) : `≥ ${unsavedMax}`;

export function BoardPage() {
  const words = board.value;
  const state = useMemo(openBoard, []);
  useEffect(() => state.stop, [state]);
  const sections = [
    ['queues', words.queues, QueueTable],
    ['calls', words.waitingCalls, CallTable],
    ['agents', words.agents, AgentTable],
    ['unsaved', words.unsaved(unsavedText(state.unsaved.value.size)), UnsavedTable],
    ['campaigns', words.campaigns, CampaignTable],
  ] as const;
  const keys = useMemo(
    () => [
      ...sections.map(([id, name], index) => ({
        key: String(index + 1),
        does: words.section(name),
        act: () => firstRow(id),
      })),
      { key: 'j', does: words.rowDown, act: () => stepRow(1) },
      { key: 'k', does: words.rowUp, act: () => stepRow(-1) },
    ],
    [words, state.unsaved.value.size],
  );
  useKeys(keys);
  if (!state.server.value) return <p aria-busy="true">{common.value.loading}</p>;
  return (
    <div class="board">
      <h1 class="unseen">{common.value.board}</h1>
      <AlarmStrip board={state} />
      <SaidLine />
      <div class="board-columns">
        <div class="board-tables">
          {sections.map(([id, name, Table]) => (
            <section key={id} id={id} tabIndex={-1} aria-labelledby={`${id}-title`}>
              <h2 id={`${id}-title`}>{name}</h2>
              <Table board={state} />
            </section>
          ))}
        </div>
        <Panel board={state} />
      </div>
    </div>
  );
}
