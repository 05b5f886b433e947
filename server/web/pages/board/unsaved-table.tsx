/** Conversations left unsaved: whose, with whom, since when; the customer one click away. */

import { useComputed } from '@preact/signals';
import type { UnsavedRow } from '../../../wire/board.ts';
import { rowButton } from '../../parts/rows.ts';
import { Since } from '../../parts/seconds.tsx';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { When } from '../../parts/when.tsx';
import { board } from '../../words/board.ts';
import type { Board } from './board-state.ts';

export function UnsavedTable({ board: state }: { readonly board: Board }) {
  const words = board.value;
  const rows = useComputed(() =>
    [...state.unsaved.value.values()].sort((a, b) => a.endedAt - b.endedAt || a.id - b.id),
  ).value;
  if (rows.length === 0) return <p>{words.noUnsaved}</p>;
  return (
    <table class="board-table">
      <thead>
        <tr>
          <th scope="col">{words.customer}</th>
          <th scope="col">{words.agent}</th>
          <th scope="col">{words.queue}</th>
          <th scope="col">{words.ended}</th>
          <th scope="col">{words.unsavedFor}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Sheet row={row} />
            </th>
            <td>
              <Foreign text={state.names.agent(row.agent)} />
            </td>
            <td>
              <Foreign text={state.names.queue(row.queue)} />
            </td>
            <td>
              <When at={row.endedAt} />
            </td>
            <td>
              <Since at={row.endedAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The way to the customer's sheet; of a number nobody has yet, to where one is made. */
function Sheet({ row: { tenant, person, name, number } }: { readonly row: UnsavedRow }) {
  const label = name || number || board.value.anonymous;
  if (person === null && number === '') return <Foreign text={label} />;
  const path =
    person === null
      ? ofTenant(`/people?who=${encodeURIComponent(number)}`, tenant)
      : `/people/${person}`;
  return (
    <a href={path} class={rowButton} title={board.value.openSheet(label)}>
      <Foreign text={label} />
    </a>
  );
}
