/** The report of a script as it is printed. */

import type { Rate } from '../../core/script/report.ts';
import type { ScriptReportShown, ScriptVersionShown } from '../wire/knowledge.ts';

type Language = 'en' | 'ja';

const words = {
  en: {
    version: (version: number, state: string) => `version ${version} (${state})`,
    calls: (rate: string) => `calls ${rate}`,
    left: (step: string, calls: number) => `ended without a result at ${step}: ${calls}`,
    card: (card: string, rate: string) => `objection ${card}: ${rate}`,
    none: 'never published\n',
    compared: (a: number, b: number, points: string) => `version ${b} against ${a}: ${points}`,
    better: (version: number) => `version ${version} does better`,
    'not-known': 'not yet known which does better',
    draft: 'draft',
    published: 'published',
    retired: 'retired',
  },
  ja: {
    version: (version: number, state: string) => `第${version}版(${state})`,
    calls: (rate: string) => `通話 ${rate}`,
    left: (step: string, calls: number) => `結果なしで終了 ${step}: ${calls}件`,
    card: (card: string, rate: string) => `切り返し ${card}: ${rate}`,
    none: '公開されたことがありません\n',
    compared: (a: number, b: number, points: string) => `第${b}版と第${a}版の差: ${points}`,
    better: (version: number) => `第${version}版の方が良い`,
    'not-known': 'どちらが良いかはまだ分からない',
    draft: '下書き',
    published: '公開中',
    retired: '終了',
  },
} as const;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `12 of 40, 30.0 % (18.1 % to 45.4 %)`. */
const rateText = ({ goals, calls, share, low, high }: Rate): string =>
  calls === 0 ? '0' : `${goals}/${calls}, ${percent(share)} (${percent(low)} – ${percent(high)})`;

/** All versions, way by way; then each pair of them. */
export function reportText(
  { reports, comparisons }: ScriptReportShown,
  versions: readonly ScriptVersionShown[],
  language: Language,
): string {
  const said = words[language];
  if (reports.length === 0) return said.none;
  const states = new Map(versions.map(({ version, state }) => [version, said[state]]));
  const lines = reports.flatMap(({ version, all, edges, left, cards }) => [
    said.version(version, states.get(version) ?? ''),
    `  ${said.calls(rateText(all))}`,
    ...edges.map(
      ({ step, edge, ...rate }) => `  ${step}${edge && ` → ${edge}`}: ${rateText(rate)}`,
    ),
    ...cards.map(({ card, ...rate }) => `  ${said.card(card, rateText(rate))}`),
    ...left.map(({ step, calls }) => `  ${said.left(step, calls)}`),
  ]);
  const compared = comparisons.map(({ a, b, difference, better }) => {
    const { share, low, high } = difference;
    const sign = share > 0 ? '+' : '';
    const points = `${sign}${percent(share)} (${percent(low)} – ${percent(high)})`;
    const winner = better === 'not-known' ? said[better] : said.better(better === 'a' ? a : b);
    return `${said.compared(a, b, points)}; ${winner}`;
  });
  return `${[...lines, ...compared].join('\n')}\n`;
}
