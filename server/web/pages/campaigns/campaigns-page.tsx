/** All campaigns as they are now, the goal first. */

import { useEffect, useMemo } from 'preact/hooks';
import type { CampaignRow } from '../../../wire/board.ts';
import { may } from '../../api.ts';
import { apart } from '../../foreign.ts';
import { useKeys } from '../../keys.ts';
import { language } from '../../language.ts';
import { type TopicState, watch } from '../../live.ts';
import { percent } from '../../parts/figures.ts';
import { rowButton, stepRow } from '../../parts/rows.ts';
import { Foreign } from '../../parts/text.tsx';
import { board } from '../../words/board.ts';
import { campaignWords } from '../../words/campaigns.ts';
import { common } from '../../words/common.ts';
import { stateWord } from '../../words/states.ts';
import '../../styles/board.css';
import { campaignPath } from '../board/campaign-actions.tsx';
import { Abandonment } from '../board/tables.tsx';

export function CampaignsPage() {
  const words = campaignWords.value;
  const live = useMemo(() => watch(['campaigns']), []);
  useEffect(() => () => live.stop(), [live]);
  const topic = live.topics.campaigns as TopicState;
  const dials = topic.part<boolean>('outbound').value;
  const rows = [...topic.rows<CampaignRow>('campaigns').value];
  const keys = useMemo(
    () => [
      { key: 'j', does: board.value.rowDown, act: () => stepRow(1) },
      { key: 'k', does: board.value.rowUp, act: () => stepRow(-1) },
    ],
    [words],
  );
  useKeys(keys);
  return (
    <>
      <h1>{words.title}</h1>
      {may('configure') && (
        <p>
          <a href="/campaigns/new">{words.make}</a>
        </p>
      )}
      {dials === undefined && <p aria-busy="true">{common.value.loading}</p>}
      {dials === false && <p>{words.noOutbound}</p>}
      {dials && rows.length === 0 && <p>{words.none}</p>}
      {rows.length > 0 && <CampaignList rows={rows} />}
    </>
  );
}

function CampaignList({ rows }: { readonly rows: readonly (readonly [string, CampaignRow])[] }) {
  const words = campaignWords.value;
  return (
    <table class="board-table">
      <thead>
        <tr>
          <th scope="col">{words.title}</th>
          <th scope="col">{words.goal}</th>
          <th scope="col">{words.state}</th>
          <th scope="col">{words.leads}</th>
          <th scope="col">{board.value.abandonment}</th>
          <th scope="col">{words.why}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([id, row]) => (
          <tr key={id}>
            <th scope="row">
              <a class={rowButton} href={campaignPath(row)}>
                <Foreign text={row.name} />
              </a>
            </th>
            <td>
              <strong>
                <Foreign text={words.reached(row.goal.reached, apart(row.goal.name))} />
              </strong>{' '}
              <small>{words.ofLeads(percent(row.goal.share, 1))}</small>
            </td>
            <td>{stateWord(row.state)}</td>
            <td>
              {words.leadCounts(
                row.leads.ready,
                row.leads.waiting,
                row.leads.claimed,
                row.leads.through,
              )}
            </td>
            <td>
              <Abandonment row={row} />
            </td>
            <td>
              <Foreign text={row.why[language.value]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
