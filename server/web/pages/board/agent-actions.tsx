/** Pause, sign out, listen to an agent. */

import { useSignal } from '@preact/signals';
import type { BoardAgentRow } from '../../../wire/board.ts';
import { may, post } from '../../api.ts';
import { nameOf } from '../../language.ts';
import { type Action, ActionButton, useActions } from '../../parts/action.tsx';
import { doing } from '../../parts/doing.tsx';
import { board } from '../../words/board.ts';
import type { Board } from './board-state.ts';
import { SuperviseActions } from './supervise-actions.tsx';

export function AgentActions({
  state,
  row,
}: {
  readonly state: Board;
  readonly row: BoardAgentRow;
}) {
  const words = board.value;
  const reasons = (state.site.value?.pauseReasons ?? []).filter(({ isOwn }) => isOwn);
  const chosen = useSignal('');
  const reason = chosen.value || (reasons[0]?.id ?? '');
  const path = `/agents/${encodeURIComponent(row.id)}`;
  const not = may('steer') ? undefined : words.notAllowed;
  const notIn = not ?? (row.state === 'signed-out' ? words.notSignedIn : undefined);
  const isPaused = row.state === 'paused' || row.next === 'paused';
  const pause: Action = {
    key: 'p',
    label: words.pause,
    not: notIn ?? (reasons.length === 0 ? words.noReasons : undefined),
    act: () => void doing(words.pause, post(`${path}/pause`, { reason })),
  };
  const others: readonly Action[] = [
    {
      key: 'u',
      label: words.unpause,
      not: notIn ?? (isPaused ? undefined : words.notPaused),
      act: () => void doing(words.unpause, post(`${path}/unpause`)),
    },
    {
      key: 'e',
      label: words.endWrapUp,
      not: notIn ?? (row.state === 'wrap-up' ? undefined : words.notWrapUp),
      act: () => void doing(words.endWrapUp, post(`${path}/end-wrap-up`)),
    },
    {
      key: 'o',
      label: words.signOut,
      not: notIn,
      act: () => void doing(words.signOut, post(`${path}/sign-out`)),
    },
  ];
  useActions([pause, ...others]);
  return (
    <section aria-label={words.actions} class="actions">
      <h3>{words.actions}</h3>
      <div class="action-form">
        <label>
          {words.reason}
          <select
            value={reason}
            onChange={(event) => {
              chosen.value = event.currentTarget.value;
            }}
          >
            {reasons.map(({ id, name }) => (
              <option key={id} value={id}>
                {nameOf(name, id)}
              </option>
            ))}
          </select>
        </label>
        <ActionButton action={pause} />
      </div>
      {others.map((action) => (
        <ActionButton key={action.key} action={action} />
      ))}
      <SuperviseActions state={state} call={row.state === 'talking' ? row.call : null} />
      <p>
        <a href={`/reports?of=agent&agent=${encodeURIComponent(row.id)}`}>{words.report}</a>
      </p>
    </section>
  );
}
