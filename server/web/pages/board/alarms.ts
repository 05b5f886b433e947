/**
 * What is wrong now. Pure: rows as they were told, and the server's clock. Every bound is the
 * queue's or the campaign's own.
 */

import {
  type BoardQueueRow,
  type CampaignRow,
  type HealthPart,
  levelOf,
  staffed,
} from '../../../wire/board.ts';
import type { Named } from '../../../wire/desk.ts';

export type Alarm = {
  /** The same as long as the same is wrong. */
  readonly id: string;
  /** `bad`: callers suffer now; `warn`: look at it. */
  readonly weight: 'bad' | 'warn';
  /** Since when, where that is known. */
  readonly since: number | null;
} & (
  | { readonly kind: 'switch' | 'journal'; readonly trouble: string | null }
  | { readonly kind: 'reload' }
  | {
      readonly kind: 'wait';
      readonly queue: QueueNamed;
      readonly waiting: number;
      readonly withinMs: number;
    }
  | {
      readonly kind: 'level';
      readonly queue: QueueNamed;
      readonly ratio: number;
      readonly n: number;
      readonly target: number;
    }
  | { readonly kind: 'nobody'; readonly queue: QueueNamed; readonly waiting: number }
  | { readonly kind: 'campaign'; readonly campaign: CampaignRow }
);

interface QueueNamed {
  readonly id: string;
  readonly name: Named;
}

/** What the alarms are made of. */
export interface AlarmSight {
  readonly server: HealthPart | null | undefined;
  readonly queues: Iterable<BoardQueueRow>;
  readonly campaigns: Iterable<CampaignRow>;
  readonly now: number;
}

/** The worst first. */
export function alarmsOf({ server, queues, campaigns, now }: AlarmSight): Alarm[] {
  const found: Alarm[] = server ? ofServer(server) : [];
  for (const queue of queues) found.push(...ofQueue(queue, now));
  for (const campaign of campaigns) {
    if (campaign.state !== 'running' || !isTrouble(campaign)) continue;
    const id = `campaign ${campaign.tenant}/${campaign.code} ${campaign.obstacle}`;
    found.push({ id, weight: 'warn', since: null, kind: 'campaign', campaign });
  }
  return found.sort((a, b) => Number(a.weight === 'warn') - Number(b.weight === 'warn'));
}

function ofServer({ switchUp, switchTrouble, journalTrouble, reloadFailed }: HealthPart): Alarm[] {
  const found: Alarm[] = [];
  const common = { weight: 'bad', since: null } as const;
  if (!switchUp) found.push({ ...common, id: 'switch', kind: 'switch', trouble: switchTrouble });
  if (journalTrouble !== null) {
    found.push({ ...common, id: 'journal', kind: 'journal', trouble: journalTrouble });
  }
  if (reloadFailed) found.push({ id: 'reload', weight: 'warn', since: null, kind: 'reload' });
  return found;
}

function ofQueue(row: BoardQueueRow, now: number): Alarm[] {
  const { id, name, waiting, oldestJoinedAt, target } = row;
  const queue = { id, name };
  const found: Alarm[] = [];
  if (oldestJoinedAt !== null && now - oldestJoinedAt > target.withinMs) {
    const { withinMs } = target;
    const about = { since: oldestJoinedAt + withinMs, queue, waiting, withinMs };
    found.push({ id: `wait ${id}`, weight: 'bad', kind: 'wait', ...about });
  }
  const { ratio, n, state } = levelOf(row);
  if (state === 'missed') {
    const about = { queue, ratio: ratio ?? 0, n, target: target.ratio };
    found.push({ id: `level ${id}`, weight: 'warn', since: null, kind: 'level', ...about });
  }
  if (staffed(row.agents).working === 0 && (waiting > 0 || row.isOpen)) {
    const weight = waiting > 0 ? 'bad' : 'warn';
    found.push({ id: `nobody ${id}`, weight, since: null, kind: 'nobody', queue, waiting });
  }
  return found;
}

/** What somebody must do something about; the rest comes and goes as a campaign dials. */
const troubles: ReadonlySet<string> = new Set([
  ...['campaign-faulty', 'never-enrolled', 'no-dialer', 'queue-unknown', 'trunk-unknown'],
  ...['queue-without-deadline', 'caller-id-unknown', 'nobody-signed-in', 'agents-away'],
  ...['window-spent', 'trunk-errors', 'connect-slow', 'clock-skew', 'tenant-suspended'],
  ...['no-pack', 'forbidden', 'licence-missing', 'caller-id-withheld', 'caller-id-not-ours'],
  ...['caller-id-unanswered', 'caller-id-forbidden', 'registry-not-checked', 'registry-stale'],
]);

const isTrouble = ({ obstacle }: CampaignRow): boolean =>
  obstacle !== null && troubles.has(obstacle);
