/** A shift as a picture: occupancy and abandonment over its hours, one line a dialer. */

import type { ShiftLog } from './log.ts';

/** One dialer's line. */
export interface Curve {
  readonly name: string;
  readonly log: ShiftLog;
}

const WIDTH = 960;
const HEIGHT = 300;
const LEFT = 56;
const RIGHT = 150;
const TOP = 34;
const GAP = 46;
/** Minutes a point of the occupancy stands for. */
const STEP = 10;
/** The abandonment axis ends here. */
const ABANDONED_TOP = 0.08;
const COLOURS = ['#b5462f', '#3f6fa8', '#8a7a2d', '#777777'];

const polyline = (points: readonly (readonly [number, number])[], colour: string): string =>
  `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points
    .map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`)
    .join(' ')}"/>`;

const text = (x: number, y: number, words: string, anchor = 'start', colour = '#333'): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}">${words}</text>`;

/** A frame with lines across it at these values of the y axis. */
function frame(top: number, title: string, marks: readonly number[], most: number): string {
  const parts = [text(LEFT, top - 10, title)];
  for (const mark of marks) {
    const y = top + HEIGHT * (1 - mark / most);
    parts.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" stroke="#ddd"/>`,
      text(LEFT - 6, y + 4, `${Math.round(100 * mark)} %`, 'end'),
    );
  }
  return parts.join('\n');
}

/** The picture as SVG text; all logs are of one plan. */
export function shiftInSvg(title: string, curves: readonly Curve[], cap: number): string {
  const minutes = curves[0]?.log.minutes ?? 1;
  const x = (minute: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * minute) / minutes;
  const below = TOP + HEIGHT + GAP;
  const steps = Array.from({ length: Math.floor(minutes / STEP) }, (_, i) => (i + 1) * STEP);
  const parts = [
    frame(TOP, `${title}: occupancy`, [0, 0.25, 0.5, 0.75, 1], 1),
    frame(below, 'abandoned so far', [0, cap, 0.05, ABANDONED_TOP], ABANDONED_TOP),
  ];
  for (const [i, { name, log }] of curves.entries()) {
    const colour = COLOURS[i % COLOURS.length]!;
    const busy = steps.map((minute) => {
      const share = log.occupancy(minute - STEP, minute);
      return [x(minute - STEP / 2), TOP + HEIGHT * (1 - share)] as const;
    });
    const lost = steps.map((minute) => {
      const { answered, abandoned } = log.untilMinute(minute);
      const share = Math.min(ABANDONED_TOP, abandoned / Math.max(1, answered));
      return [x(minute), below + HEIGHT * (1 - share / ABANDONED_TOP)] as const;
    });
    parts.push(
      polyline(busy, colour),
      polyline(lost, colour),
      text(WIDTH - RIGHT + 12, TOP + 16 + 20 * i, name, 'start', colour),
    );
  }
  for (let minute = 0; minute <= minutes; minute += 60) {
    parts.push(text(x(minute), below + HEIGHT + 18, `${minute / 60} h`, 'middle'));
  }
  const height = below + HEIGHT + 30;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}
