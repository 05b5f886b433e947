import type { FastifyInstance } from 'fastify';
import type { Holder } from '../access/holder.ts';
import { RequestError } from '../errors.ts';
import { dateOf, datesBetween, isDate } from '../reports/local-days.ts';
import { reportCsv } from '../reports/report-csv.ts';
import { type ReportDesk, reportDaysMax } from '../reports/report-desk.ts';
import {
  type ReportAnswer,
  type ReportCut,
  type ReportKind,
  reportCuts,
  reportKinds,
} from '../wire/reports.ts';
import { answers, exactly, open } from './schemas.ts';

interface Asked {
  Params: { of: ReportKind };
  Querystring: { from?: string; until?: string; by?: ReportCut; subjects?: string };
}

const text = { type: 'string' } as const;
const date = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } as const;
const cells = { type: 'array', items: { type: ['string', 'number', 'null'] } } as const;
const query = exactly({
  from: date,
  until: date,
  by: { enum: reportCuts },
  /** Ids with commas between them. */
  subjects: { type: 'string', maxLength: 10_000 },
});
const params = open({ of: { enum: reportKinds } }, ['of']);

const reportSchema = open({
  of: text,
  by: text,
  from: text,
  until: text,
  zone: text,
  columns: { type: 'array', items: open({ id: text, kind: text }) },
  rows: { type: 'array', items: cells },
  total: { ...cells, type: ['array', 'null'] },
  subjects: { type: 'array', items: open({ id: text, name: open({ en: text, ja: text }) }) },
});

/** Routes `/reports/…`. `zone`: of the site; `now`: of the front. */
export function reportRoutes(
  api: FastifyInstance,
  desk: ReportDesk,
  site: { zone(): string; now(): number },
): void {
  async function answer(
    holder: Holder,
    of: ReportKind,
    { from, until, by, subjects }: Asked['Querystring'],
  ): Promise<ReportAnswer> {
    const today = dateOf(site.zone(), site.now());
    const first = from ?? until ?? today;
    const last = until ?? (from === undefined || from > today ? first : today);
    needSpan(first, last);
    const ids = subjects?.split(',').filter(Boolean);
    return desk.answer(holder, {
      ...{ of, from: first, until: last, by: by ?? 'total' },
      subjects: ids && ids.length > 0 ? ids : undefined,
    });
  }

  api.get<Asked>(
    '/reports/:of',
    {
      config: { right: 'report' },
      schema: {
        summary: 'A report over local days of the site; default: today',
        params,
        querystring: query,
        response: answers(reportSchema),
      },
    },
    async (request) => answer(request.holder, request.params.of, request.query),
  );

  api.get<Asked>(
    '/reports/:of/csv',
    {
      config: { right: 'export' },
      schema: {
        summary: 'The same as a file of comma-separated values',
        params,
        querystring: query,
        response: answers(text),
      },
    },
    async (request, reply) => {
      const report = await answer(request.holder, request.params.of, request.query);
      const name = `${report.of}-${report.from}-${report.until}.csv`;
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(reportCsv(report));
    },
  );
}

function needSpan(from: string, until: string): void {
  const isRight = isDate(from) && isDate(until) && from <= until;
  if (isRight && datesBetween(from, until, reportDaysMax + 1).length <= reportDaysMax) return;
  const sentence = `From ${from} until ${until} is no span of 1 to ${reportDaysMax} days.`;
  throw new RequestError('invalid-request', sentence, { from, until });
}
