/** What the ledgers are told: what became of each dialling, as it becomes known. */

import type { Ms } from '../../routing/ids.ts';
import type { CampaignId, E164, PersonId, TenantId } from '../ids.ts';

/** Who was dialled, for whom, and when what is told happened. */
interface Told {
  /**
   * Place in the log the facts are kept in, rising. A fact that is not beyond the last one noted
   * has been noted: after a restart the log may be read again from any place before.
   */
  readonly seq: number;
  readonly at: Ms;
  readonly campaign: CampaignId;
  readonly tenant: TenantId;
  readonly number: E164;
  /** Null: nobody knows whose number it is. */
  readonly person: PersonId | null;
}

/**
 * One thing that happened to an attempt.
 *
 * - `started`: it was asked of the switch: from here on it counts, whatever becomes of it
 * - `answered`: picked up, and not taken for a machine by a program: a person, as far as is known
 * - `machine-heard`: picked up, and a program took it for a machine
 * - `machine-met`: what had counted as answered was a machine, says the agent
 * - `abandoned`: what had counted as answered found no agent in time
 * - `refused`: the person said no to this client
 * - `ended`: it is over; tells the ledgers nothing
 *
 * Facts of one attempt may come in any order, and late: what is refused is often entered after the
 * call. Each counts at its own moment; machines met and calls abandoned count in the windows of
 * their answer, so that no window has more of them than answers.
 */
export type AttemptFact = Told &
  (
    | { readonly what: 'started' | 'answered' | 'machine-heard' | 'refused' | 'ended' }
    | { readonly what: 'machine-met' | 'abandoned'; readonly answeredAt: Ms }
  );
