/** Calls over time as lines; the table beside it says the same to those who read. */

import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ReportAnswer } from '../../../wire/reports.ts';
import { theme } from '../../theme.ts';
import { reportWords } from '../../words/reports.ts';
import { plotOf } from './plot-series.ts';
import { columnWord } from './report-cells.ts';

/** Lines differ by dashes, too. */
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
const colours = {
  light: ['#0b5cad', '#1b7f4b', '#b3261e', '#6f42c1'],
  dark: ['#7ab7ff', '#57c98a', '#ff8a80', '#c4a7ff'],
} as const;

export function ReportPlot({ answer }: { readonly answer: ReportAnswer }) {
  const words = reportWords.value;
  const place = useRef<HTMLDivElement>(null);
  const shade = theme.value;
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const { times, lines } = plotOf(answer);
    const ink = getComputedStyle(box).color;
    const axis = { stroke: ink, grid: { stroke: `${ink.replace(')', ' / 0.15)')}` } };
    const plot = new uPlot(
      {
        width: box.clientWidth,
        height: 220,
        axes: [axis, axis],
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), answer.zone),
        series: [
          {},
          ...lines.map(({ id }, at) => ({
            label: columnWord(id),
            stroke: colours[shade][at % 4]!,
            width: 2,
            dash: [...dashes[at % 4]!],
            points: { show: times.length < 60 },
          })),
        ],
      },
      [[...times], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData,
      box,
    );
    return () => plot.destroy();
  }, [answer, shade, words]);
  return (
    <figure class="plot">
      <figcaption>
        {words.plot}. <small>{words.plotNote}</small>
      </figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  );
}
