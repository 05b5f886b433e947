/**
 * Alert rules, dashboard and exposition, checked by promtool and against a scrape of a running
 * server: whatever an expression names, the server exports.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { dashboard } from '../../config/grafana/dashboard.ts';
import { loadConfig } from '../../config/load.ts';
import type { CompiledConfig } from '../../config/site.ts';
import { silentLog } from '../../server/log.ts';
import { type RunningServer, startServer } from '../../server/main.ts';
import { run } from '../asterisk/child.ts';
import { promtoolOrSkip } from '../asterisk/packages.ts';
import { parseScrape, type Scrape, selectorsOf, strangers } from './expressions.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: { readonly severity: string };
  readonly annotations?: { readonly summary: string; readonly runbook: string };
}
interface Cases {
  readonly tests: readonly {
    readonly promql_expr_test: readonly {
      readonly exp_samples: readonly { readonly labels: string }[];
    }[];
  }[];
}

const groups: readonly { rules: Rule[] }[] = parse(read('config/prometheus/rules.yml')).groups;
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter((rule) => rule.alert !== undefined);
const recorded = new Set(rules.flatMap((rule) => rule.record ?? []));
const caseFiles = ['config/prometheus/rules.test.yml', 'config/prometheus/rules-week.test.yml'];

let folder = '';
let server: RunningServer;
let text = '';
let scrape: Scrape;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-scrape-'));
  const options = { env: {}, now: Date.now() };
  const { config } = loadConfig(join(root, 'config/examples/centre'), options);
  if (!config) throw new Error('the example centre does not load');
  server = await startServer({ config: onFreePorts(config), log: silentLog, threads: false });
  const answer = await fetch(`${server.addresses.metrics}/metrics`);
  expect(answer.status).toBe(200);
  text = await answer.text();
  scrape = parseScrape(text);
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function onFreePorts({ policy, site }: CompiledConfig): CompiledConfig {
  const free = { host: '127.0.0.1', port: 0 };
  const own = { journal: join(folder, 'journal'), store: join(folder, 'store.db') };
  const listeners = { ...site.server, api: free, metrics: free, ...own };
  return { policy, site: { ...site, server: listeners } };
}

const promtool = await promtoolOrSkip();

describe.skipIf(promtool === undefined)('promtool', () => {
  const ask = (...args: string[]) => run(promtool as string, args, { cwd: root });

  test('finds nothing wrong with the rules and the sample configuration', async () => {
    expect(await ask('check', 'rules', 'config/prometheus/rules.yml')).toMatchObject({ code: 0 });
    const sample = 'config/prometheus/prometheus.yml';
    expect(await ask('check', 'config', '--syntax-only', sample)).toMatchObject({ code: 0 });
  });

  test('sees every alert fire when it should, not otherwise, and end', async () => {
    const { code, stdout, stderr } = await ask('test', 'rules', ...caseFiles);
    expect([code, stdout + stderr]).toEqual([0, expect.not.stringContaining('FAILED')]);
  }, 120_000);

  test('finds nothing wrong with what the server exports', async () => {
    const { status, stdout, stderr } = spawnSync(promtool as string, ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    });
    expect([status, stdout + stderr]).toEqual([0, '']);
  });
});

describe('the alert rules', () => {
  const samples = caseFiles
    .flatMap((path) => (parse(read(path)) as Cases).tests)
    .map((each) => each.promql_expr_test);

  test.each(alerts.map((rule) => rule.alert!))(
    '%s has a case in which it fires, and ends',
    (name) => {
      const fires = (checks: (typeof samples)[number]) =>
        checks.map((check) => check.exp_samples.some((s) => s.labels.includes(`"${name}"`)));
      const cases = samples.map(fires).filter((fired) => fired.includes(true));
      expect(cases.length).toBeGreaterThan(0);
      expect(cases.every((fired) => fired.at(-1) === false)).toBe(true);
    },
  );

  test('say how bad it is, what happened, and where the remedy stands', () => {
    const headings = [...read('docs/operations.md').matchAll(/^#+ (\S+)/gm)].map((m) =>
      m[1]?.toLowerCase(),
    );
    for (const { alert, labels, annotations } of alerts) {
      expect(['page', 'ticket'], alert).toContain(labels?.severity);
      expect(annotations?.summary, alert).toBeTruthy();
      expect(annotations?.runbook).toBe(`docs/operations.md#${alert?.toLowerCase()}`);
      expect(headings, `docs/operations.md has no part on ${alert}`).toContain(
        alert?.toLowerCase(),
      );
    }
  });

  test('name only metrics, labels and values that the server exports', () => {
    expect(rules.flatMap((rule) => strangers(rule.expr, scrape, recorded))).toEqual([]);
  });
});

describe('the dashboard', () => {
  interface Panel {
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly w: number };
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }
  const panels = (dashboard() as { panels: readonly Panel[] }).panels;
  const targets = panels.flatMap((panel) => panel.targets ?? []);

  test('is what its source says; `npm run dashboard` writes it', () => {
    expect(JSON.parse(read('config/grafana/tsunagi.json'))).toEqual(dashboard());
  });

  test('names only metrics, labels and values that the server exports', () => {
    expect(targets.length).toBeGreaterThan(20);
    expect(targets.flatMap((target) => strangers(target.expr, scrape, recorded))).toEqual([]);
  });

  test('labels its lines with labels the query keeps', () => {
    for (const { expr, legendFormat } of targets) {
      const kept = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap((m) => m[1]!.split(/,\s*/));
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]);
      expect(
        shown.filter((label) => !kept.includes(label!)),
        expr,
      ).toEqual([]);
    }
  });

  test('stays inside its 24 columns', () => {
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    }
  });
});

describe('the check of expressions', () => {
  const known = parseScrape('acd_x_total{queue="sales",outcome="answered"} 1\nacd_y 2\n');
  const told = (expression: string) => strangers(expression, known, new Set());

  test('tells a metric, a label and a value that do not exist', () => {
    expect(told('rate(acd_x_total{outcome="answered",queue=~"$queue"}[5m]) / acd_y')).toEqual([]);
    expect(told('acd_z')).toEqual(['acd_z']);
    expect(told('acd_x_total{agent="a1"}')).toEqual(['acd_x_total{agent}']);
    expect(told('acd_x_total{outcome=~"answered|lost"}')).toEqual(['acd_x_total{outcome="lost"}']);
  });

  test('sees every metric of an expression', () => {
    const metrics = selectorsOf('sum by (queue) (acd_y) + queue:acd_a:ratio5m').map(
      (s) => s.metric,
    );
    expect(metrics).toEqual(['acd_y', 'queue:acd_a:ratio5m']);
  });
});
