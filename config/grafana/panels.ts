/**
 * The panels of the dashboard: titles, queries and units; where they stand is `dashboard.ts`'s
 * part.
 */

/** A panel before it is placed; `span` of 24 columns. */
export interface Panel {
  readonly title: string;
  readonly kind: 'timeseries' | 'stat' | 'table' | 'heatmap';
  readonly span: number;
  readonly queries: readonly (readonly [legend: string, expression: string])[];
  readonly unit?: 's' | 'percentunit' | 'short' | 'cps' | 'dateTimeFromNow';
  readonly description?: string;
  readonly stacked?: boolean;
}

const SELECT = 'instance=~"$instance", queue=~"$queue"';
/** Labels that choose the shown instances. */
export const HOST = 'instance=~"$instance"';

/** Rise over the span the dashboard shows, by queue. */
const during = (metric: string, more = ''): string =>
  `sum by (queue) (increase(${metric}{${SELECT}${more}}[$__range]))`;
const perMinute = (metric: string, by: string, more = ''): string =>
  `60 * sum by (${by}) (rate(${metric}{${SELECT}${more}}[$__rate_interval]))`;
const mean = (metric: string, more = ''): string =>
  `sum by (queue) (rate(${metric}_sum{${SELECT}${more}}[15m])) / ` +
  `sum by (queue) (rate(${metric}_count{${SELECT}${more}}[15m]))`;
const quantile = (share: number, metric: string): string =>
  `histogram_quantile(${share}, sum by (le) (rate(${metric}_bucket{${HOST}}[$__rate_interval])))`;
const quantiles = (metric: string): Panel['queries'] => [
  ['p50', quantile(0.5, metric)],
  ['p99', quantile(0.99, metric)],
];

const COUNTED = ', outcome=~"answered|abandoned"';
const SERVICE_LEVEL =
  `${during('acd_queue_answered_in_target_total')} / ` +
  `(${during('acd_queue_exits_total', COUNTED)} > 0)`;
const agentsIn = (states: string): string =>
  `sum by (queue) (acd_queue_agents{${SELECT}, state=~"${states}"})`;

const errorOf = (side: 'long' | 'short', what: 'sum' | 'count'): string =>
  `sum by (queue) (rate(acd_ewt_error_too_${side}_seconds_${what}{${SELECT}}[1h]))`;
/** Σ |expected − real| / n, or with `-` in place of `+` how much too long it was. */
const errorMean = (sign: '+' | '-'): string =>
  `(${errorOf('long', 'sum')} ${sign} ${errorOf('short', 'sum')}) / ` +
  `(${errorOf('long', 'count')} + ${errorOf('short', 'count')} > 0)`;

/** What people of the call centre look at. */
export const callers: readonly Panel[] = [
  {
    title: 'Waiting now',
    kind: 'stat',
    span: 6,
    unit: 'short',
    queries: [['{{queue}}', `sum by (queue) (acd_queue_calls_waiting{${SELECT}})`]],
  },
  {
    title: 'Longest wait',
    kind: 'stat',
    span: 6,
    unit: 's',
    queries: [
      [
        '{{queue}}',
        `time() - min by (queue) (acd_queue_oldest_call_enqueued_timestamp_seconds{${SELECT}})`,
      ],
    ],
  },
  {
    title: 'Service level',
    kind: 'stat',
    span: 6,
    unit: 'percentunit',
    description:
      'Answered within target / (answered + abandoned after the short-abandon time), over the span ' +
      'shown. Below 100 calls it says little: see "Counted calls".',
    queries: [['{{queue}}', SERVICE_LEVEL]],
  },
  {
    title: 'Counted calls',
    kind: 'stat',
    span: 6,
    unit: 'short',
    description: 'The n of the service level beside it.',
    queries: [['{{queue}}', during('acd_queue_exits_total', COUNTED)]],
  },
  {
    title: 'Agents by state',
    kind: 'timeseries',
    span: 12,
    stacked: true,
    description:
      'Signed in and able to serve the queue at some step. An agent of two queues is in both.',
    queries: [['{{state}}', `sum by (state) (acd_queue_agents{${SELECT}})`]],
  },
  {
    title: 'Offered and gone, a minute',
    kind: 'timeseries',
    span: 12,
    queries: [
      ['offered', `60 * sum(rate(acd_queue_offered_total{${SELECT}}[$__rate_interval]))`],
      ['{{outcome}}', perMinute('acd_queue_exits_total', 'outcome')],
    ],
  },
  {
    title: 'Wait before the answer, mean of 15 min',
    kind: 'timeseries',
    span: 8,
    unit: 's',
    queries: [['{{queue}}', mean('acd_queue_wait_seconds', ', outcome="answered"')]],
  },
  {
    title: 'Handle time by phase, mean of 15 min',
    kind: 'timeseries',
    span: 8,
    unit: 's',
    queries: [
      ['talk {{queue}}', mean('acd_handle_seconds', ', phase="talk"')],
      ['wrap-up {{queue}}', mean('acd_handle_seconds', ', phase="wrap-up"')],
    ],
  },
  {
    title: 'Occupancy',
    kind: 'timeseries',
    span: 8,
    unit: 'percentunit',
    description: 'Talking or wrapping up, of those who work or are ready to.',
    queries: [
      [
        '{{queue}}',
        `${agentsIn('talking|wrap-up')} / ${agentsIn('ready|offered|talking|wrap-up')}`,
      ],
    ],
  },
  {
    title: 'Expected wait',
    kind: 'timeseries',
    span: 12,
    unit: 's',
    description: 'Of a caller who joins now. A gap: nobody can say.',
    queries: [['{{queue}}', `max by (queue) (acd_expected_wait_seconds{${SELECT}})`]],
  },
  {
    title: 'How far off the expected wait was, mean of 1 h',
    kind: 'timeseries',
    span: 12,
    unit: 's',
    description:
      'Calls that waited and were answered: expected at joining against real. "Too long" below 0: ' +
      'callers waited longer than expected.',
    queries: [
      ['off {{queue}}', errorMean('+')],
      ['too long {{queue}}', errorMean('-')],
    ],
  },
  {
    title: 'Queues, over the span shown',
    kind: 'table',
    span: 24,
    queries: [
      ['offered', during('acd_queue_offered_total')],
      ['answered', during('acd_queue_exits_total', ', outcome="answered"')],
      ['abandoned', during('acd_queue_exits_total', ', outcome="abandoned"')],
      ['abandoned short', during('acd_queue_exits_total', ', outcome="abandoned-short"')],
      ['service level', SERVICE_LEVEL],
      ['target', `max by (queue) (acd_queue_target_ratio{${SELECT}})`],
      ['within, s', `max by (queue) (acd_queue_target_seconds{${SELECT}})`],
    ],
  },
];

/** What the router did, and why it was hard. */
export const routing: readonly Panel[] = [
  {
    title: 'How offers end, a minute',
    kind: 'timeseries',
    span: 8,
    stacked: true,
    queries: [['{{result}}', perMinute('acd_offers_total', 'result')]],
  },
  {
    title: 'Steps entered, a minute',
    kind: 'timeseries',
    span: 8,
    description: 'How often requirements had to be relaxed.',
    queries: [['{{queue}} {{step}}', perMinute('acd_step_transitions_total', 'queue, step')]],
  },
  {
    title: 'Overflow, a minute',
    kind: 'timeseries',
    span: 8,
    queries: [['{{queue}} → {{to}}', perMinute('acd_overflow_total', 'queue, to')]],
  },
  {
    title: 'Ring to answer',
    kind: 'timeseries',
    span: 8,
    unit: 's',
    queries: [['{{queue}}', mean('acd_offer_answer_seconds')]],
  },
  {
    title: 'Agent and caller both there, until the offer',
    kind: 'timeseries',
    span: 8,
    unit: 's',
    queries: quantiles('acd_routing_match_delay_seconds'),
  },
  {
    title: 'Routing decisions',
    kind: 'heatmap',
    span: 8,
    unit: 's',
    queries: [
      [
        '{{le}}',
        `sum by (le) (increase(acd_routing_decision_seconds_bucket{${HOST}}[$__rate_interval]))`,
      ],
    ],
  },
];

/** How the program itself is. */
export const machine: readonly Panel[] = [
  {
    title: 'Late timers of the routing thread',
    kind: 'timeseries',
    span: 8,
    unit: 's',
    queries: quantiles('acd_routing_loop_lag_seconds'),
  },
  {
    title: 'Journal made durable',
    kind: 'timeseries',
    span: 8,
    unit: 's',
    queries: quantiles('acd_journal_sync_seconds'),
  },
  {
    title: 'Facts, by what the router made of them',
    kind: 'timeseries',
    span: 8,
    unit: 'cps',
    queries: [
      ['{{outcome}}', `sum by (outcome) (rate(acd_facts_total{${HOST}}[$__rate_interval]))`],
    ],
  },
  {
    title: 'Connected to Asterisk, journal writable, last reload good',
    kind: 'timeseries',
    span: 8,
    queries: [
      ['switch', `min(acd_ari_connected{${HOST}})`],
      ['journal', `min(acd_journal_writable{${HOST}})`],
      ['reload', `min(acd_config_last_reload_successful{${HOST}})`],
    ],
  },
  {
    title: 'Troubles with the switch, callers refused, clients cut off',
    kind: 'timeseries',
    span: 8,
    queries: [
      ['troubles', `sum(increase(acd_switch_troubles_total{${HOST}}[$__rate_interval]))`],
      [
        'refused {{reason}}',
        `sum by (reason) (increase(acd_callers_refused_total{${HOST}}[$__rate_interval]))`,
      ],
      [
        'cut off {{reason}}',
        `sum by (reason) (increase(acd_ws_dropped_total{${HOST}}[$__rate_interval]))`,
      ],
    ],
  },
  {
    title: 'Stream clients and versions',
    kind: 'timeseries',
    span: 8,
    queries: [
      ['{{role}}', `sum by (role) (acd_ws_clients{${HOST}})`],
      ['version {{version}}', `count by (version) (acd_build_info{${HOST}})`],
    ],
  },
];
