/**
 * A screen on the wall: large, turning by itself, signed in by nothing but its token. What is not
 * live is covered: an old number is worse than none.
 */

import { signal, useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { BoardQueueRow, CampaignRow, WallParts } from '../../../wire/board.ts';
import { levelOf, staffed } from '../../../wire/board.ts';
import { visible } from '../../foreign.ts';
import { useKeys } from '../../keys.ts';
import { language, nameOf, setLanguage } from '../../language.ts';
import { now, staleSeconds, type TopicState, watch } from '../../live.ts';
import { percent } from '../../parts/figures.ts';
import { clockText } from '../../parts/seconds.tsx';
import { board as boardWords } from '../../words/board.ts';
import { stateSign, stateWord } from '../../words/states.ts';
import { wall } from '../../words/wall.ts';
import { AlarmStrip } from '../board/alarm-strip.tsx';
import { Abandonment, Wait } from '../board/tables.tsx';
import '../../styles/board.css';
import '../../styles/wall.css';
import { pagesOf, rowsAsked, type WallSettings, wallSettings } from './wall-settings.ts';

export function WallPage() {
  const settings = useMemo(() => wallSettings(location), []);
  useEffect(() => {
    if (settings.language) setLanguage(settings.language);
  }, [settings]);
  if (settings.token === undefined) return <p class="wall-told">{wall.value.noToken}</p>;
  return <Wall settings={settings} token={settings.token} />;
}

function Wall({ settings, token }: { readonly settings: WallSettings; readonly token: string }) {
  const words = wall.value;
  const live = useMemo(() => watch(['wall', 'campaigns'], { token }), [token]);
  useEffect(() => () => live.stop(), [live]);
  const topic = live.topics.wall as TopicState;
  const state = useMemo(
    () => ({
      server: topic.part<WallParts['server']>('server'),
      states: topic.part<WallParts['states']>('states'),
      site: topic.part<WallParts['site']>('site'),
      queues: topic.rows<BoardQueueRow>('queues'),
      campaigns: (live.topics.campaigns as TopicState).rows<CampaignRow>('campaigns'),
    }),
    [topic],
  );
  if (live.refusal.value) return <p class="wall-told">{words.refused}</p>;
  if (!state.server.value) return <p class="wall-told">{words.connecting}</p>;
  return <WallViews state={state} settings={settings} />;
}

interface WallState {
  readonly server: { readonly value: WallParts['server'] | null | undefined };
  readonly states: { readonly value: WallParts['states'] | null | undefined };
  readonly site: { readonly value: WallParts['site'] | null | undefined };
  readonly queues: { readonly value: ReadonlyMap<string, BoardQueueRow> };
  readonly campaigns: { readonly value: ReadonlyMap<string, CampaignRow> };
}

/** Which view, counted on for ever. */
const turn = signal(0);
const isStopped = signal(false);

function WallViews({
  state,
  settings,
}: {
  readonly state: WallState;
  readonly settings: WallSettings;
}) {
  const words = wall.value;
  useTurning(settings.turnSeconds);
  const asked = useComputed(() => rowsAsked(state.queues.value, settings.queues)).value;
  const running = [...state.campaigns.value.values()].filter(({ state: at }) => at === 'running');
  const views: (() => ComponentChildren)[] = pagesOf(asked, settings.size).map((rows) => () => (
    <QueueTiles rows={rows} />
  ));
  views.push(() => <AgentTiles states={state.states.value ?? {}} />);
  for (const rows of pagesOf(running, settings.size)) {
    views.push(() => <CampaignTiles rows={rows} />);
  }
  const at = ((turn.value % views.length) + views.length) % views.length;
  const isStale = staleSeconds.value > 0;
  const seen = useMemo(
    () => ({ ...state, queues: { value: new Map(asked.map((row) => [row.id, row])) } }),
    [state, asked],
  );
  return (
    <div class={isStale ? 'wall stale-wall' : 'wall'}>
      <div class="wall-live" aria-hidden={isStale}>
        <header>
          <h1>{nameOf(state.site.value?.name)}</h1>
          <p class="clock">
            {new Date(now.value).toLocaleTimeString(language.value, {
              hour: '2-digit',
              minute: '2-digit',
            })}
          </p>
        </header>
        <AlarmStrip board={seen as never} />
        {asked.length === 0 ? <p>{words.noQueues}</p> : null}
        {views[at]?.()}
        <footer>
          {words.view(at + 1, views.length)} {isStopped.value && `· ${words.stopped}`}
        </footer>
      </div>
      {isStale && (
        <div role="alert" class="wall-cover">
          <p class="large">⚠ {words.stale}</p>
          <p class="large">{words.staleFor(clockText(staleSeconds.value * 1000))}</p>
          <p>{words.staleHint}</p>
        </div>
      )}
    </div>
  );
}

function useTurning(seconds: number): void {
  const words = wall.value;
  useEffect(() => {
    if (seconds === 0) return;
    const timer = setInterval(() => {
      if (!isStopped.value) turn.value += 1;
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  const keys = useMemo(
    () => [
      {
        key: ' ',
        does: words.pauseTurning,
        act() {
          isStopped.value = !isStopped.value;
        },
      },
      {
        key: 'ArrowRight',
        does: words.next,
        act() {
          turn.value += 1;
        },
      },
      {
        key: 'ArrowLeft',
        does: words.before,
        act() {
          turn.value -= 1;
        },
      },
    ],
    [words],
  );
  useKeys(keys);
}

function QueueTiles({ rows }: { readonly rows: readonly BoardQueueRow[] }) {
  return (
    <div class="tiles">
      {rows.map((row) => (
        <QueueTile key={row.id} row={row} />
      ))}
    </div>
  );
}

const levelSigns = { none: '', met: '✓', unsure: '≈', missed: '▲' } as const;

function QueueTile({ row }: { readonly row: BoardQueueRow }) {
  const words = boardWords.value;
  const { ratio, n, state } = levelOf(row);
  const { working, free } = staffed(row.agents);
  return (
    <article class="tile">
      <h2>
        {nameOf(row.name, row.id)} {!row.isOpen && <small>{words.closed}</small>}
      </h2>
      <dl>
        <div class="large">
          <dt>{words.waiting}</dt>
          <dd>{row.waiting}</dd>
        </div>
        <div class="large">
          <dt>{words.longest}</dt>
          <dd>
            {row.oldestJoinedAt === null ? (
              '–'
            ) : (
              <Wait at={row.oldestJoinedAt} within={row.target.withinMs} />
            )}
          </dd>
        </div>
        <div>
          <dt>{words.level}</dt>
          <dd class={state === 'missed' ? 'bad' : state === 'met' ? 'good' : 'quiet'}>
            {levelSigns[state]} {percent(ratio)}
            <small>{words.levelOf(n, percent(row.target.ratio), row.target.withinMs / 1000)}</small>
          </dd>
        </div>
        <div>
          <dt>{words.abandoned}</dt>
          <dd>{row.counts.abandoned + row.counts.abandonedShort}</dd>
        </div>
        <div>
          <dt>{words.staffed}</dt>
          <dd class={working === 0 ? 'bad' : undefined}>
            {working === 0 && '▲ '}
            {working}
          </dd>
        </div>
        <div>
          <dt>{words.free}</dt>
          <dd>{free}</dd>
        </div>
      </dl>
    </article>
  );
}

const shownStates = ['talking', 'offered', 'ready', 'wrap-up', 'paused', 'unreachable'];

function AgentTiles({ states }: { readonly states: Readonly<Record<string, number>> }) {
  return (
    <section>
      <h2>{wall.value.agents}</h2>
      <div class="tiles">
        {shownStates.map((state) => (
          <article key={state} class="tile">
            <h3>
              <span aria-hidden="true">{stateSign(state)}</span> {stateWord(state)}
            </h3>
            <p class="huge">{states[state] ?? 0}</p>
          </article>
        ))}
      </div>
    </section>
  );
}

function CampaignTiles({ rows }: { readonly rows: readonly CampaignRow[] }) {
  const words = boardWords.value;
  return (
    <div class="tiles">
      {rows.map((row) => (
        <article key={`${row.tenant}/${row.code}`} class="tile">
          <h2>{visible(row.name)}</h2>
          <dl>
            <div class="large">
              <dt>{words.goal}</dt>
              <dd>
                {row.goal.reached} <small>{words.ofLeads(percent(row.goal.share, 1))}</small>
              </dd>
            </div>
            <div>
              <dt>{words.abandonment}</dt>
              <dd>
                <Abandonment row={row} />
              </dd>
            </div>
            <div>
              <dt>{words.pace}</dt>
              <dd>{words.paceText(row.flying, row.waiting)}</dd>
            </div>
          </dl>
        </article>
      ))}
    </div>
  );
}
