/** One campaign: its goal, the way there, its leads, why it dials or not; start, pause, end. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import type { CampaignRow } from '../../../wire/board.ts';
import { type CampaignTold, funnelOf } from '../../../wire/campaign.ts';
import { get, may, me, post } from '../../api.ts';
import { apart } from '../../foreign.ts';
import { language, nameOf } from '../../language.ts';
import { type TopicState, watch } from '../../live.ts';
import { type Action, ActionButton, useActions } from '../../parts/action.tsx';
import { useAnswer } from '../../parts/answer.ts';
import { doing, messageOf, SaidLine } from '../../parts/doing.tsx';
import { percent, whole } from '../../parts/figures.ts';

import { Question } from '../../parts/question.tsx';

import { Foreign } from '../../parts/text.tsx';
import { board } from '../../words/board.ts';
import { campaignWords } from '../../words/campaigns.ts';
import { common } from '../../words/common.ts';
import { refusalText } from '../../words/refusals.ts';
import { stateWord } from '../../words/states.ts';
import '../../styles/board.css';
import '../../styles/campaigns.css';
import { campaignPath } from '../board/campaign-actions.tsx';
import { Abandonment } from '../board/tables.tsx';

export function CampaignPage() {
  const code = useRoute().params.code ?? '';
  const named = useLocation().query.tenant;
  const isOneTenants = named !== undefined || (me.value?.tenants.length ?? 0) < 2;
  return isOneTenants ? <OneCampaign code={code} named={named} /> : <WhoseCampaign code={code} />;
}

/** An address that names no tenant: of several whose campaign has this code, one is chosen. */
function WhoseCampaign({ code }: { readonly code: string }) {
  const { value, refusal } = useAnswer<{ campaigns: readonly CampaignNamed[] }>('/campaigns');
  if (refusal !== undefined) return <p class="bad">✕ {refusalText(refusal)}</p>;
  if (value === undefined) return <p aria-busy="true">{common.value.loading}</p>;
  const owners = value.campaigns.filter((each) => each.code === code);
  if (owners.length < 2) return <OneCampaign code={code} named={owners[0]?.tenant} />;
  return (
    <>
      <h1>{common.value.chooseTenant}</h1>
      <ul>
        {owners.map((each) => (
          <li key={each.tenant}>
            <a href={campaignPath(each)}>
              {nameOf(me.value?.tenants.find(({ id }) => id === each.tenant)?.name, each.tenant)}:{' '}
              <Foreign text={each.name} />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

type CampaignNamed = Pick<CampaignRow, 'tenant' | 'code' | 'name'>;

const campaignOf = (code: string): string => `/campaigns/${encodeURIComponent(code)}`;

function OneCampaign({
  code,
  named,
}: {
  readonly code: string;
  readonly named?: string | undefined;
}) {
  const told = useSignal<CampaignTold | undefined>(undefined);
  const failure = useSignal('');
  const live = useMemo(() => watch(['campaigns']), []);
  useEffect(() => () => live.stop(), [live]);
  const rows = (live.topics.campaigns as TopicState).rows<CampaignRow>('campaigns').value;
  const tenant = told.value?.tenant ?? named;
  const row = tenant === undefined ? undefined : rows.get(`${tenant}/${code}`);
  const path = named === undefined ? campaignOf(code) : campaignPath({ tenant: named, code });
  // The push says that something is different; the figures in full are asked for then.
  useEffect(() => {
    get<CampaignTold>(path).then(
      (answer) => {
        told.value = answer;
        failure.value = '';
      },
      (error: unknown) => {
        failure.value = messageOf(error);
      },
    );
  }, [path, row]);
  const words = campaignWords.value;
  return (
    <>
      <p>
        <a href="/campaigns">← {words.all}</a>
      </p>
      <SaidLine />
      {failure.value !== '' && <p class="bad">✕ {failure.value}</p>}
      {told.value === undefined ? (
        failure.value === '' && <p aria-busy="true">{common.value.loading}</p>
      ) : (
        <Campaign told={told.value} />
      )}
    </>
  );
}

function Campaign({ told }: { readonly told: CampaignTold }) {
  const words = campaignWords.value;
  return (
    <>
      <h1>
        <Foreign text={told.name} /> <small>{stateWord(told.state)}</small>
      </h1>
      <p class="goal">
        <strong>
          <Foreign text={words.reached(told.goal.reached, apart(told.goal.name))} />
        </strong>{' '}
        {words.ofLeads(percent(told.goal.share, 1))}
      </p>
      <h2>{words.why}</h2>
      <p>
        <Foreign text={told.why.text[language.value]} />
      </p>
      <Acts told={told} />
      <Funnel told={told} />
      <h2>{board.value.abandonment}</h2>
      <p>
        <Abandonment row={told} /> <small class="quiet">{told.legalClass}</small>
      </p>
      <Leads told={told} />
      <p>
        <a
          href={`/reports?of=campaign&campaign=${encodeURIComponent(`${told.tenant}/${told.code}`)}`}
        >
          {words.report}
        </a>
      </p>
    </>
  );
}

function Acts({ told }: { readonly told: CampaignTold }) {
  const words = campaignWords.value;
  const isAsking = useSignal(false);
  const isRunning = told.state === 'running';
  const not =
    (may('campaign') ? undefined : board.value.notAllowed) ??
    (told.state === 'ended' ? board.value.isEnded : undefined);
  const act = (name: string, label: string) => void doing(label, post(campaignPath(told, name)));
  const actions: readonly Action[] = [
    {
      ...{ key: 's', label: words.start, act: () => act('start', words.start) },
      not: not ?? (isRunning ? board.value.isRunning : undefined),
    },
    {
      ...{ key: 'p', label: words.pause, act: () => act('pause', words.pause) },
      not: not ?? (isRunning ? undefined : board.value.notRunning),
    },
    { key: 'e', label: words.enrol, not, act: () => act('enrol', words.enrol) },
    {
      ...{ key: 'x', label: words.end, not, class: 'danger outline' },
      act() {
        isAsking.value = true;
      },
    },
  ];
  useActions(actions);
  return (
    <div class="actions">
      {actions.map((action) => (
        <ActionButton key={action.key} action={action} />
      ))}
      {isAsking.value && (
        <Question
          asks={words.endSure}
          confirm={() => act('end', words.end)}
          close={() => {
            isAsking.value = false;
          }}
        />
      )}
    </div>
  );
}

function Funnel({ told }: { readonly told: CampaignTold }) {
  const words = campaignWords.value;
  const names = {
    attempts: words.attempts,
    connects: words.connects,
    humans: words.humans,
    goal: words.goalStep,
  };
  const steps = funnelOf(told);
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <>
      <h2>{words.funnel}</h2>
      <table class="board-table funnel">
        <thead>
          <tr>
            <th scope="col">{words.step}</th>
            <th scope="col">{words.count}</th>
            <th scope="col">{words.ofBefore}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ step, count, share }) => (
            <tr key={step}>
              <th scope="row">{names[step]}</th>
              <td>
                <meter min={0} max={most} value={count} aria-hidden="true" /> {whole(count)}
              </td>
              <td>{share === null ? '' : percent(share, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Leads({ told }: { readonly told: CampaignTold }) {
  const words = campaignWords.value;
  const leadStates = words as unknown as Readonly<Record<string, string>>;
  return (
    <div class="side-by-side">
      <section>
        <h2>{words.leadsBy}</h2>
        <Rows
          heads={[words.state, words.reason, words.count]}
          rows={told.leads.map(({ state, text, leads }) => [
            leadStates[state] ?? state,
            text[language.value],
            whole(leads),
          ])}
        />
      </section>
      <section>
        <h2>{words.outcomes}</h2>
        <Rows
          heads={[words.outcome, words.reason, words.count]}
          rows={told.attempts.outcomes.map(({ outcome, reason, attempts }) => [
            outcome,
            reason ?? '',
            whole(attempts),
          ])}
        />
      </section>
      <section>
        <h2>{words.lists}</h2>
        <Rows
          heads={[words.list, words.leads, words.withoutNumber]}
          rows={told.lists.map(({ list, leads, withoutNumber }) => [
            list,
            whole(leads),
            whole(withoutNumber),
          ])}
        />
      </section>
    </div>
  );
}

function Rows({
  heads,
  rows,
}: {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}) {
  if (rows.length === 0) return <p>{board.value.none}</p>;
  return (
    <table class="board-table">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.join('\n')}>
            {row.map((cell, at) => (
              <td key={at}>
                <Foreign text={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
