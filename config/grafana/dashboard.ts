/**
 * The Grafana dashboard: what call-centre people look at first, what engineers ask for below. The
 * JSON beside this file is its output (`npm run dashboard`); a test keeps the two equal and checks
 * every metric.
 */

import { callers, HOST, machine, type Panel, routing } from './panels.ts';

const source = { type: 'prometheus', uid: '$datasource' };
const ROW_HEIGHT = 8;

function options(panel: Panel): object {
  if (panel.kind === 'stat') return { reduceOptions: { calcs: ['lastNotNull'] }, textMode: 'auto' };
  if (panel.kind === 'heatmap') return { calculate: false, yAxis: { unit: panel.unit } };
  return {};
}

function placed(panel: Panel, id: number, x: number, y: number): object {
  const asTable = panel.kind === 'table';
  return {
    id,
    title: panel.title,
    type: panel.kind,
    ...(panel.description && { description: panel.description }),
    datasource: source,
    gridPos: { h: ROW_HEIGHT, w: panel.span, x, y },
    fieldConfig: {
      defaults: {
        unit: panel.unit ?? 'short',
        ...(panel.stacked && { custom: { stacking: { mode: 'normal' }, fillOpacity: 40 } }),
      },
      overrides: [],
    },
    options: options(panel),
    targets: panel.queries.map(([legend, expression], i) => ({
      refId: String.fromCharCode(65 + i),
      datasource: source,
      expr: expression,
      legendFormat: legend,
      ...(asTable && { format: 'table', instant: true }),
      ...(panel.kind === 'heatmap' && { format: 'heatmap' }),
    })),
    ...(asTable && {
      transformations: [
        { id: 'merge', options: {} },
        {
          id: 'organize',
          options: {
            excludeByName: { Time: true },
            renameByName: Object.fromEntries(
              panel.queries.map(([legend], i) => [`Value #${String.fromCharCode(65 + i)}`, legend]),
            ),
          },
        },
      ],
    }),
  };
}

/** Rows of panels from left to right, each row under a heading. */
function laidOut(rows: readonly (readonly [title: string, panels: readonly Panel[]])[]): object[] {
  const out: object[] = [];
  let y = 0;
  for (const [title, panels] of rows) {
    out.push({ id: out.length + 1, type: 'row', title, gridPos: { h: 1, w: 24, x: 0, y } });
    y += 1;
    let x = 0;
    for (const panel of panels) {
      if (x + panel.span > 24) {
        x = 0;
        y += ROW_HEIGHT;
      }
      out.push(placed(panel, out.length + 1, x, y));
      x += panel.span;
    }
    y += ROW_HEIGHT;
  }
  return out;
}

const variable = (name: string, query: string): object => ({
  name,
  type: 'query',
  datasource: source,
  query,
  refresh: 2,
  multi: true,
  includeAll: true,
  current: { text: 'All', value: '$__all' },
});

/** The dashboard as Grafana imports it. Plain JSON. */
export function dashboard(): object {
  return {
    title: 'Tsunagi 繋ぎ: queues and routing',
    uid: 'tsunagi',
    tags: ['tsunagi', 'call centre'],
    schemaVersion: 39,
    editable: true,
    refresh: '15s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus' },
        variable('instance', 'label_values(acd_build_info, instance)'),
        variable('queue', 'label_values(acd_queue_target_seconds{instance=~"$instance"}, queue)'),
      ],
    },
    annotations: {
      list: [
        {
          name: 'Configuration reloaded',
          datasource: source,
          enable: true,
          iconColor: 'blue',
          expr: `changes(acd_config_last_reload_success_timestamp_seconds{${HOST}}[1m]) > 0`,
        },
      ],
    },
    panels: laidOut([
      ['Callers and agents', callers],
      ['Routing', routing],
      ['The process', machine],
    ]),
  };
}
