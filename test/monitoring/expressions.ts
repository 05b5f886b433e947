/**
 * What PromQL expressions name: enough of the language to see whether each name is one the server
 * exports.
 */

export interface Selector {
  readonly metric: string;
  /** Label and the values it is compared with; none for a pattern that is not a plain list. */
  readonly labels: readonly { readonly name: string; readonly values: readonly string[] }[];
}

const LABEL = /(\w+)\s*(=~|!=|!~|=)\s*"([^"]*)"/g;

/**
 * Every metric of ours in an expression, with its label matchers. Grafana's variables match
 * anything.
 */
export function selectorsOf(expression: string): Selector[] {
  const pattern = /\b(acd_\w+|queue:acd_\w+:\w+)(?:\{([^}]*)\})?/g;
  return [...expression.matchAll(pattern)].map(([, metric = '', matchers = '']) => ({
    metric,
    labels: [...matchers.matchAll(LABEL)].map(([, name = '', , value = '']) => ({
      name,
      values: value.includes('$') ? [] : value.split('|'),
    })),
  }));
}

/**
 * A scrape: metric name to label name to the values seen; undefined for a metric that has no sample
 * just now (the longest wait while nobody waits).
 */
export type Scrape = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>> | undefined>;

export function parseScrape(text: string): Scrape {
  const scrape = new Map<string, Map<string, Set<string>> | undefined>();
  for (const line of text.split('\n')) {
    const [, typed] = /^# TYPE (\w+) gauge$/.exec(line) ?? [];
    if (typed !== undefined) scrape.set(typed, undefined);
    const [, metric, labels = ''] = /^([a-z]\w*)(?:\{(.*)\})? \S+/.exec(line) ?? [];
    if (metric === undefined) continue;
    const names = scrape.get(metric) ?? new Map<string, Set<string>>();
    scrape.set(metric, names);
    for (const [, name = '', , value = ''] of labels.matchAll(LABEL)) {
      names.set(name, (names.get(name) ?? new Set()).add(value));
    }
  }
  return scrape;
}

/** Labels Prometheus adds, or that come with the values of the day. */
const ADDED = new Set(['instance', 'job']);

/** What an expression asks for and the server does not export. */
export function strangers(expression: string, scrape: Scrape, recorded: ReadonlySet<string>) {
  return selectorsOf(expression).flatMap(({ metric, labels }) => {
    if (recorded.has(metric)) return [];
    if (!scrape.has(metric)) return [metric];
    const seen = scrape.get(metric);
    if (!seen) return [];
    return labels.flatMap(({ name, values }) => {
      if (ADDED.has(name)) return [];
      const known = seen.get(name);
      if (!known) return [`${metric}{${name}}`];
      return values.filter((value) => !known.has(value)).map((v) => `${metric}{${name}="${v}"}`);
    });
  });
}
