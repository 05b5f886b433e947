/** The call that rings or is talked in: who it is, what to say, and what can be done with it. */

import type { DeskCallPart } from '../../../wire/desk.ts';
import { nameOf } from '../../language.ts';
import { Since, Until } from '../../parts/seconds.tsx';
import { Foreign } from '../../parts/text.tsx';
import { deskWords } from '../../words/desk.ts';
import { CallDeeds } from './call-deeds.tsx';
import { useDesk } from './desk.ts';

export function CallCard() {
  const { call, queues } = useDesk();
  const words = deskWords.value;
  const shown = call.value;
  if (!shown) {
    const waiting = [...queues.value.values()].reduce((sum, row) => sum + row.waiting, 0);
    return (
      <section class="card call-none" aria-label={words.call}>
        <p>
          <strong>{words.noCall}</strong> <span class="quiet">{words.waitsForYou(waiting)}</span>
        </p>
      </section>
    );
  }
  return (
    <section class={`card call call-${shown.state}`} aria-label={words.call}>
      <Caller call={shown} />
      <Progress call={shown} />
      <CallDeeds call={shown} />
    </section>
  );
}

function Caller({ call }: { readonly call: DeskCallPart }) {
  const words = deskWords.value;
  const { caller, company, greeting, queue, dialled, joinedAt } = call;
  const kind = call.isCallback ? words.callback : call.campaign ? words.outbound : words.inbound;
  return (
    <>
      <p class="call-kind quiet">{kind}</p>
      <p class="caller">
        {caller.name && <Foreign text={caller.name} class="caller-name" />}{' '}
        {caller.number ? (
          <Foreign text={caller.number} class="caller-number" />
        ) : (
          <span class="caller-number">{words.withheld}</span>
        )}
      </p>
      {greeting && (
        <blockquote class="greeting">
          <span class="unseen">{words.say}: </span>
          <Foreign text={nameOf(greeting)} />
        </blockquote>
      )}
      <dl class="facts">
        {(company || dialled) && (
          <div>
            <dt>{words.company}</dt>
            <dd>
              {company && <Foreign text={nameOf(company)} />}{' '}
              <Foreign text={dialled} class="quiet" />
            </dd>
          </div>
        )}
        <div>
          <dt>{words.queue}</dt>
          <dd>
            <Foreign text={nameOf(queue.name, queue.id)} />
          </dd>
        </div>
        {call.class && (
          <div>
            <dt>{words.class}</dt>
            <dd>
              <Foreign text={nameOf(call.class.name, call.class.id)} />
            </dd>
          </div>
        )}
        {joinedAt !== null && (
          <div>
            <dt>{words.waited}</dt>
            <dd>
              <Waited from={joinedAt} until={call.connectedAt} />
            </dd>
          </div>
        )}
      </dl>
    </>
  );
}

/** Counts until the conversation begins, and stands still then. */
const Waited = ({ from, until }: { readonly from: number; readonly until: number | null }) =>
  until === null ? <Since at={from} /> : <Since at={from} until={until} />;

function Progress({ call }: { readonly call: DeskCallPart }) {
  const words = deskWords.value;
  const { state, expiresAt, connectedAt, heldSince, consult } = call;
  if (state === 'connected' && connectedAt !== null) {
    return (
      <>
        <p class="call-clock">
          ◆ {words.talkingFor} <Since at={connectedAt} />
        </p>
        {heldSince !== null && (
          <p class="call-held">
            ‖ {words.onHold} <Since at={heldSince} />
          </p>
        )}
        {call.muted && <p class="call-held">⊘ {words.muted}</p>}
        {call.recording && (
          <p class="quiet">
            {call.recording === 'started' || call.recording === 'resumed' ? '◉' : '○'}{' '}
            {words[recordingWord[call.recording] ?? 'recorded']}
          </p>
        )}
        {call.listeners.map(({ id, by, mode }) => (
          <p key={id} class="call-held">
            ◎ <bdi>{words[listenerWord[mode]](by)}</bdi>
          </p>
        ))}
        {consult && (
          <p class="call-third">
            {words.third} <Foreign text={nameOf(consult.who)} />: {words[thirdWord[consult.state]]}
          </p>
        )}
      </>
    );
  }
  if (state === 'dialling') return <p class="call-clock">{words.dialling}</p>;
  if (state === 'answered') return <p class="call-clock">{words.joining}</p>;
  if (expiresAt === null) return <p class="call-clock">{words.beingSetUp}</p>;
  return (
    <p class="call-clock">
      ▲ {words.ringsFor} <Until at={expiresAt} />
    </p>
  );
}

const recordingWord: Readonly<
  Record<string, 'recorded' | 'recordingPaused' | 'recordingStopped' | 'recordingFailed'>
> = {
  ...{ started: 'recorded', resumed: 'recorded', paused: 'recordingPaused' },
  ...{ stopped: 'recordingStopped', failed: 'recordingFailed' },
};

const listenerWord = { listen: 'listens', whisper: 'whispers', barge: 'barges' } as const;

const thirdWord = {
  calling: 'thirdRinging',
  ringing: 'thirdRinging',
  talking: 'thirdTalking',
  held: 'thirdHeld',
  conference: 'thirdConference',
} as const;
