/** Start and pause a campaign. */

import type { CampaignRow } from '../../../wire/board.ts';
import { may, post } from '../../api.ts';
import { type Action, ActionButton, useActions } from '../../parts/action.tsx';
import { doing } from '../../parts/doing.tsx';
import { board } from '../../words/board.ts';

/** The route of a campaign's act, of its tenant. */
export const campaignPath = (
  { tenant, code }: Pick<CampaignRow, 'tenant' | 'code'>,
  act = '',
): string =>
  `/campaigns/${encodeURIComponent(code)}${act && `/${act}`}?tenant=${encodeURIComponent(tenant)}`;

export function CampaignActions({ row }: { readonly row: CampaignRow }) {
  const words = board.value;
  const not = may('campaign') ? undefined : words.notAllowed;
  const ended = row.state === 'ended' ? words.isEnded : undefined;
  const actions: readonly Action[] = [
    {
      key: 's',
      label: words.start,
      not: not ?? ended ?? (row.state === 'running' ? words.isRunning : undefined),
      act: () => void doing(words.start, post(campaignPath(row, 'start'))),
    },
    {
      key: 'p',
      label: words.pauseCampaign,
      not: not ?? ended ?? (row.state === 'running' ? undefined : words.notRunning),
      act: () => void doing(words.pauseCampaign, post(campaignPath(row, 'pause'))),
    },
  ];
  useActions(actions);
  return (
    <section aria-label={words.actions} class="actions">
      <h3>{words.actions}</h3>
      {actions.map((action) => (
        <ActionButton key={action.key} action={action} />
      ))}
      <p>
        <a href={campaignPath(row)}>{words.openCampaign}</a>
      </p>
    </section>
  );
}
