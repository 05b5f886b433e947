/** Reports of queues, agents, campaigns and days: as a page, as CSV, and printed. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { lazy, useLocation } from 'preact-iso';
import type { ReportAnswer, ReportCell, ReportColumn } from '../../../wire/reports.ts';
import { get, may } from '../../api.ts';
import { useKeys } from '../../keys.ts';
import { nameOf } from '../../language.ts';
import { messageOf } from '../../parts/doing.tsx';
import { Foreign } from '../../parts/text.tsx';
import { common } from '../../words/common.ts';
import { reportWords } from '../../words/reports.ts';
import '../../styles/board.css';
import '../../styles/reports.css';
import { cellText, columnWord } from './report-cells.ts';
import { askedIn, daysOn, type ReportAsked, reportLink, reportPath } from './report-question.ts';

const ReportPlot = lazy(() => import('./report-plot.tsx').then((part) => part.ReportPlot));

export function ReportsPage() {
  const words = reportWords.value;
  const { query, route } = useLocation();
  const asked = askedIn(query);
  const path = reportPath(asked);
  const told = useSignal<ReportAnswer | undefined>(undefined);
  const failure = useSignal('');
  useEffect(() => {
    let isOld = false;
    get<ReportAnswer>(path).then(
      (answer) => {
        if (isOld) return;
        told.value = answer;
        failure.value = '';
      },
      (error: unknown) => {
        if (!isOld) failure.value = messageOf(error);
      },
    );
    return () => {
      isOld = true;
    };
  }, [path]);
  const keys = useMemo(() => [{ key: 'p', does: words.print, act: () => print() }], [words]);
  useKeys(keys);
  const answer = told.value;
  return (
    <div class="report">
      <h1>{words.title}</h1>
      <ReportForm asked={asked} answer={answer} change={(next) => route(reportLink(next))} />
      {failure.value !== '' && <p class="bad">✕ {failure.value}</p>}
      {answer === undefined ? (
        failure.value === '' && <p aria-busy="true">{common.value.loading}</p>
      ) : (
        <ReportShown answer={answer} />
      )}
    </div>
  );
}

interface FormProps {
  readonly asked: ReportAsked;
  readonly answer: ReportAnswer | undefined;
  readonly change: (next: ReportAsked) => void;
}

function ReportForm({ asked, answer, change }: FormProps) {
  const words = reportWords.value;
  const from = asked.from || (answer?.from ?? '');
  const until = asked.until || (answer?.until ?? '');
  const set = (part: Partial<ReportAsked>) => change({ ...asked, from, until, ...part });
  return (
    <form class="report-form" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={words.of}
        value={asked.of}
        options={[
          ['queue', words.byQueue],
          ['agent', words.byAgent],
          ['campaign', words.byCampaign],
          ['day', words.byDay],
        ]}
        choose={(of) => set({ of: of as ReportAsked['of'], subject: '' })}
      />
      {asked.of !== 'day' && (
        <Choice
          label={words.cut}
          value={asked.by}
          options={(['total', 'interval', 'hour', 'day'] as const).map((cut) => [cut, words[cut]])}
          choose={(by) => set({ by: by as ReportAsked['by'] })}
        />
      )}
      <Choice
        label={words.only}
        value={asked.subject}
        options={[
          ['', words.all],
          ...(answer?.subjects ?? []).map(({ id, name }) => [id, nameOf(name, id)] as const),
        ]}
        choose={(subject) => set({ subject })}
      />
      <label>
        {words.from}
        <input
          type="date"
          value={from}
          onChange={({ currentTarget: { value } }) =>
            value && set({ from: value, until: [until, value].sort()[1]! })
          }
        />
      </label>
      <label>
        {words.until}
        <input
          type="date"
          value={until}
          onChange={({ currentTarget: { value } }) =>
            value && set({ until: value, from: [from, value].sort()[0]! })
          }
        />
      </label>
      <Presets asked={asked} change={change} />
    </form>
  );
}

function Presets({ asked, change }: Omit<FormProps, 'answer'>) {
  const words = reportWords.value;
  // The day of this browser: what the site calls today is asked for by an empty date.
  const today = new Intl.DateTimeFormat('sv-SE').format(new Date());
  return (
    <div class="report-acts">
      <button
        type="button"
        class="secondary"
        onClick={() => change({ ...asked, from: '', until: '' })}
      >
        {words.today}
      </button>
      <button
        type="button"
        class="secondary"
        onClick={() => change({ ...asked, from: daysOn(today, -1), until: daysOn(today, -1) })}
      >
        {words.yesterday}
      </button>
      <button
        type="button"
        class="secondary"
        onClick={() => change({ ...asked, from: daysOn(today, -6), until: today })}
      >
        {words.week}
      </button>
      {may('export') ? (
        <a class="as-button" href={`/api/v1${reportPath(asked, true)}`} download>
          {words.csv}
        </a>
      ) : (
        <span class="quiet">
          {words.csv}: {words.csvNot}
        </span>
      )}
      <button type="button" class="outline" onClick={() => print()} aria-keyshortcuts="p">
        {words.print} <kbd>p</kbd>
      </button>
    </div>
  );
}

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly choose: (value: string) => void;
}) {
  return (
    <label>
      {props.label}
      <select value={props.value} onChange={(event) => props.choose(event.currentTarget.value)}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function ReportShown({ answer }: { readonly answer: ReportAnswer }) {
  const words = reportWords.value;
  const { columns, rows, total, from, until, zone } = answer;
  const names = useMemo(() => new Map(answer.subjects.map(({ id, name }) => [id, name])), [answer]);
  const text = (cell: ReportCell, column: ReportColumn) =>
    column.kind === 'name' ? nameOf(names.get(String(cell)), String(cell)) : cellText(cell, column);
  return (
    <>
      <p class="report-span">
        {from === until ? from : `${from} – ${until}`} · {words.zone(zone)}
      </p>
      {rows.length === 0 ? (
        <p>{words.nothing}</p>
      ) : (
        <>
          {answer.by !== 'total' && rows.length > 1 && <ReportPlot answer={answer} />}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by key */}
          <div class="report-table" tabIndex={0}>
            <table class="board-table">
              <thead>
                <tr>
                  {columns.map(({ id }) => (
                    <th key={id} scope="col">
                      {columnWord(id)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, index) => (
                  <tr key={index}>
                    {row.map((cell, at) => {
                      const column = columns[at]!;
                      return column.kind === 'name' ? (
                        <th key={column.id} scope="row">
                          <Foreign text={text(cell, column)} />
                        </th>
                      ) : (
                        <td key={column.id}>{text(cell, column)}</td>
                      );
                    })}
                  </tr>
                ))}
              </tbody>
              {total && (
                <tfoot>
                  <tr>
                    {total.map((cell, at) => (
                      <td key={columns[at]!.id}>
                        {at === 0 ? words.sum : cellText(cell, columns[at]!)}
                      </td>
                    ))}
                  </tr>
                </tfoot>
              )}
            </table>
          </div>
        </>
      )}
      <Formulas of={answer.of} />
    </>
  );
}

const formulasOf = {
  queue: [
    ...(['f.interval', 'f.service_level', 'f.abandon_rate', 'f.abandoned_short'] as const),
    ...(['f.flowed_out', 'f.average_answer_ms', 'f.average_handle_ms'] as const),
  ],
  agent: ['f.interval', 'f.agent_handle', 'f.occupancy', 'f.answer_rate'],
  campaign: ['f.conversion'],
} as const;

function Formulas({ of }: { readonly of: ReportAnswer['of'] }) {
  const words = reportWords.value;
  return (
    <section class="formulas">
      <h2>{words.formulas}</h2>
      <ul>
        {formulasOf[of === 'day' ? 'queue' : of].map((id) => (
          <li key={id}>{words[id]}</li>
        ))}
      </ul>
    </section>
  );
}
