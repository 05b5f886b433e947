/** What became of calls by the way they took, and which of two versions does better. */

import type { PathReport, Rate } from '../../../../core/script/report.ts';
import type { ScriptReportShown, ScriptVersionShown } from '../../../wire/knowledge.ts';
import { may } from '../../api.ts';
import { percent, whole } from '../../parts/figures.ts';
import { useLoaded, Waiting } from '../../parts/loaded.tsx';
import { scriptsWords } from '../../words/scripts.ts';
import { versionText } from './scripts-page.tsx';

interface ReportProps {
  readonly code: string;
  readonly versions: readonly ScriptVersionShown[];
}

export function PathReportTables({ code, versions }: ReportProps) {
  const words = scriptsWords.value;
  return (
    <section aria-label={words.report}>
      <h2>{words.report}</h2>
      {may('report') ? <Report {...{ code, versions }} /> : <p class="quiet">{words.notForYou}</p>}
    </section>
  );
}

function Report({ code, versions }: ReportProps) {
  const words = scriptsWords.value;
  const report = useLoaded<ScriptReportShown>(`/scripts/${encodeURIComponent(code)}/report`);
  const told = report.value.value;
  if (told === undefined) return <Waiting of={report} />;
  const heard = told.reports.filter(({ all }) => all.calls > 0);
  const states = new Map(versions.map((each) => [each.version, versionText(each)]));
  if (heard.length === 0) return <p class="quiet">{words.noReport}</p>;
  return (
    <>
      {told.comparisons.map(({ a, b, difference, better }) => {
        const { share, low, high } = difference;
        const sign = share > 0 ? '+' : '';
        const points = `${sign}${percent(share, 1)} (${percent(low, 1)} – ${percent(high, 1)})`;
        return (
          <p key={`${a} ${b}`}>
            {words.compared(b, a, points)}{' '}
            <strong>
              {better === 'not-known' ? words.notKnown : words.better(better === 'a' ? a : b)}
            </strong>
          </p>
        );
      })}
      <div class="two-columns">
        {heard.map((each) => (
          <OneReport key={each.version} report={each} title={states.get(each.version) ?? ''} />
        ))}
      </div>
    </>
  );
}

function OneReport({ report, title }: { readonly report: PathReport; readonly title: string }) {
  const words = scriptsWords.value;
  const { all, edges, cards, left } = report;
  return (
    <div class="scrolls">
      <table class="path-report">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.step}</th>
            <th scope="col">{words.answer}</th>
            <th scope="col">{words.calls}</th>
            <th scope="col">{words.goals}</th>
            <th scope="col">{words.rate}</th>
          </tr>
        </thead>
        <tbody>
          <RateRow head={words.all} answer="" rate={all} />
          {edges.map(({ step, edge, ...rate }) => (
            <RateRow key={`${step} ${edge}`} head={step} answer={edge || words.any} rate={rate} />
          ))}
          {cards.map(({ card, ...rate }) => (
            <RateRow key={card} head={words.cards} answer={card} rate={rate} />
          ))}
          {left.map(({ step, calls }) => (
            <tr key={step}>
              <th scope="row">{words.left}</th>
              <td>{step}</td>
              <td>{whole(calls)}</td>
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RateRowProps {
  readonly head: string;
  readonly answer: string;
  readonly rate: Rate;
}

const RateRow = ({ head, answer, rate: { calls, goals, share, low, high } }: RateRowProps) => (
  <tr>
    <th scope="row">{head}</th>
    <td>{answer}</td>
    <td>{whole(calls)}</td>
    <td>{whole(goals)}</td>
    <td>
      {percent(share, 1)}{' '}
      <small class="quiet">
        {percent(low, 0)} – {percent(high, 0)}
      </small>
    </td>
  </tr>
);
