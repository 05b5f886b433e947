/** Metrics that show how things are now, filled from the view when scraped. */

import promClient from 'prom-client';
import type { AgentId, QueueId } from '../core/routing/ids.ts';
import { agentStates } from '../core/routing/outcomes.ts';
import { roles } from './access/rights.ts';
import type { Directory } from './directory.ts';
import { type LinkShown, showLinks } from './presenters-links.ts';
import type { ReloadStatus, ServerStatus } from './status.ts';
import type { View } from './view.ts';
import { isCallback } from './view-places.ts';
import type { CallView } from './view-types.ts';

const { Gauge } = promClient;
type Registry = promClient.Registry;

export interface GaugeParts {
  readonly view: View;
  readonly version: string;
  directory(): Directory;
  /** Agents that can serve each queue at some step. */
  staff(): ReadonlyMap<QueueId, readonly AgentId[]>;
  status(): ServerStatus;
  reloadStatus(): ReloadStatus;
  /** Stream clients by role. */
  clients(): ReadonlyMap<string, number>;
}

type Fill = (gauge: promClient.Gauge<string>) => void;

const signedInStates = agentStates.filter((state) => state !== 'signed-out');

export function registerGauges(registry: Registry, parts: GaugeParts): void {
  const add = (name: string, help: string, labelNames: string[], fill: Fill) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        fill(this);
      },
    });
  queueGauges(add, parts);
  linkGauges(add, parts);
  serverGauges(add, parts);
}

type Add = (name: string, help: string, labelNames: string[], fill: Fill) => unknown;

function queueGauges(add: Add, { view, directory, staff }: GaugeParts): void {
  const waiting = (gauge: promClient.Gauge<string>, counts: (call: CallView) => boolean) => {
    gauge.reset();
    for (const { id } of view.policy.queues) gauge.set({ queue: id }, 0);
    for (const [queue, line] of view.waiting()) {
      gauge.inc({ queue }, line.filter(({ call }) => counts(call)).length);
    }
  };
  add(
    'acd_queue_calls_waiting',
    'Callers on the line in the queue, ringing ones too.',
    ['queue'],
    (gauge) => waiting(gauge, (call) => !isCallback(call)),
  );
  add(
    'acd_queue_callbacks_waiting',
    'Customers in the queue who are to be called back, being called ones too.',
    ['queue'],
    (gauge) => waiting(gauge, isCallback),
  );
  add(
    'acd_queue_oldest_call_enqueued_timestamp_seconds',
    'When the caller who waits longest on the line joined the queue; absent while none waits.',
    ['queue'],
    (gauge) => {
      gauge.reset();
      for (const [queue, line] of view.waiting()) {
        const joined = line
          .filter(({ call }) => !isCallback(call))
          .map(({ place }) => place.joinedAt);
        if (joined.length > 0) gauge.set({ queue }, Math.min(...joined) / 1000);
      }
    },
  );
  add(
    'acd_queue_agents',
    'Signed-in agents who can serve the queue at some step, by state.',
    ['queue', 'state'],
    (gauge) => {
      gauge.reset();
      for (const [queue, agents] of staff()) {
        for (const state of signedInStates) gauge.set({ queue, state }, 0);
        for (const id of agents) {
          const state = view.agents.get(id)?.state ?? 'signed-out';
          if (state !== 'signed-out') gauge.inc({ queue, state });
        }
      }
    },
  );
  add('acd_queue_target_seconds', 'Target time to answer.', ['queue'], (gauge) => {
    gauge.reset();
    for (const { id, target } of directory().site.queues) {
      gauge.set({ queue: id }, target.withinMs / 1000);
    }
  });
  add('acd_queue_target_ratio', 'Share of calls to be answered in that time.', ['queue'], (g) => {
    g.reset();
    for (const { id, target } of directory().site.queues) g.set({ queue: id }, target.ratio);
  });
}

function linkGauges(add: Add, { view }: GaugeParts): void {
  const each = (name: string, help: string, value: (link: LinkShown) => number): unknown =>
    add(name, help, ['link'], (gauge) => {
      gauge.reset();
      for (const link of showLinks(view)) gauge.set({ link: link.id }, value(link));
    });
  each('acd_link_up', 'Whether the switch can reach the trunk of the link.', ({ up }) =>
    up ? 1 : 0,
  );
  each('acd_link_channels', 'Calls the link takes at one time.', ({ channels }) => channels);
  each('acd_link_channels_used', 'Calls on the link, those being set up too.', ({ used }) => used);
}

function serverGauges(add: Add, parts: GaugeParts): void {
  const { view, version, status, reloadStatus, clients } = parts;
  add('acd_ari_connected', 'Whether the switch is connected.', [], (gauge) =>
    gauge.set(status().switchConnected ? 1 : 0),
  );
  add('acd_journal_writable', 'Whether the journal can be written.', [], (gauge) =>
    gauge.set(status().journalTrouble === undefined ? 1 : 0),
  );
  add('acd_ws_clients', 'Clients of the event stream.', ['role'], (gauge) => {
    const counts = clients();
    for (const role of roles) gauge.set({ role }, counts.get(role) ?? 0);
  });
  add(
    'acd_config_last_reload_successful',
    'Whether the last attempt to load the configuration succeeded.',
    [],
    (gauge) => gauge.set(reloadStatus().successful ? 1 : 0),
  );
  add(
    'acd_config_last_reload_success_timestamp_seconds',
    'When the configuration in force was loaded.',
    [],
    (gauge) => gauge.set(reloadStatus().loadedAt / 1000),
  );
  add('acd_config_info', 'The configuration in force.', ['hash'], (gauge) => {
    gauge.reset();
    gauge.set({ hash: view.policy.version }, 1);
  });
  add('acd_build_info', 'The version of this program.', ['version'], (gauge) =>
    gauge.set({ version }, 1),
  );
}
