/** The agent's desk. */

import './desk.css';
import { useEffect, useMemo } from 'preact/hooks';
import { useKeys } from '../../keys.ts';
import { nameOf } from '../../language.ts';
import { Spoken } from '../../parts/spoken.tsx';
import { common } from '../../words/common.ts';
import { deskRefusalText } from '../../words/desk.ts';
import { CallCard } from './call-card.tsx';
import { ContactForm } from './contact-form.tsx';
import { DeskContext, openDesk, refusal, useDesk } from './desk.ts';
import { Panels } from './panels.tsx';
import { Preview } from './preview.tsx';
import { Promises } from './promises.tsx';
import { Queues } from './queues.tsx';
import { StateBar } from './state-bar.tsx';
import { Telling } from './telling.tsx';
import { Today } from './today.tsx';

export function DeskPage() {
  const { desk, stop } = useMemo(openDesk, []);
  useEffect(() => stop, [stop]);
  const mine = desk.me.value;
  if (!mine) return <p aria-busy="true">{common.value.loading}</p>;
  return (
    <DeskContext.Provider value={desk}>
      <h1 class="unseen">
        {nameOf(mine.name, mine.id)} – {common.value.desk}
      </h1>
      <Spoken />
      <Telling />
      <Trouble />
      <StateBar />
      <div class="desk">
        <div class="desk-call">
          <CallCard />
          <ContactForm />
        </div>
        <Panels />
        <div class="desk-side">
          <Queues />
          <Today />
          <Promises />
          <Preview />
        </div>
      </div>
    </DeskContext.Provider>
  );
}

/** What is wrong: with the switch, and with what was asked for last. */
function Trouble() {
  const { server } = useDesk();
  const refused = refusal.value;
  const dismiss = () => {
    refusal.value = null;
  };
  useKeys(refused ? [{ key: 'Escape', does: common.value.close, act: dismiss }] : none);
  return (
    <>
      {server.value?.switchUp === false && (
        <p role="alert" class="trouble">
          ⚠ {common.value.switchDown}
        </p>
      )}
      {refused && (
        <p role="alert" class="trouble">
          ⚠ <bdi>{common.value.failed(deskRefusalText(refused))}</bdi>
          <button type="button" class="plain" onClick={dismiss}>
            {common.value.close}
          </button>
        </p>
      )}
    </>
  );
}

const none = [] as const;
