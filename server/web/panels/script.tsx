/** The talk script beside a call. Each answer is kept by the server at once. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ContactShown, ScriptShown } from '../../wire/knowledge.ts';
import { post, put } from '../api.ts';
import { nameOf } from '../language.ts';
import { Failure, useAsking } from '../parts/asking.tsx';
import { scriptWords } from '../words/script.ts';
import type { DeskPanelProps } from './desk-panel.ts';
import { Answered } from './script/answered.ts';
import { Runner, type ScriptDone } from './script/runner.tsx';
import '../styles/knowledge.css';

export function Panel({ contact }: DeskPanelProps) {
  const words = scriptWords.value;
  if (contact === null) return <p class="quiet">{words.noCall}</p>;
  if (contact.script === null) return <p class="quiet">{words.none}</p>;
  return <OfContact key={contact.id} contact={contact} script={contact.script} />;
}

interface OfContactProps {
  readonly contact: ContactShown;
  readonly script: ScriptShown;
}

function OfContact({ contact, script }: OfContactProps) {
  const words = scriptWords.value;
  const { latest, take: takeAnswer } = useLatest(script);
  const asking = useAsking();
  const act = (done: ScriptDone) => {
    const { type, ...about } = done;
    const body = { ...about, contact: contact.id };
    void asking.ask(async () => {
      const told = await post<ContactShown>(`/me/contact/script/${type}`, body);
      if (told.script) takeAnswer(told.script);
    });
  };
  const codes = new Map(contact.codes.map(({ id, name }) => [id, nameOf(name, id)]));
  const take = (outcome: string) =>
    void asking.ask(() => put('/me/contact', { contact: contact.id, code: outcome }));
  return (
    <>
      <Failure of={asking} />
      <Runner
        shown={latest.value}
        act={act}
        not={contact.state === 'talking' ? undefined : words.notTalking}
        code={contact.code}
        nameOfOutcome={(id) => codes.get(id) ?? id}
        {...(contact.state === 'saved' ? {} : { take })}
      />
    </>
  );
}

/** What the server answered last, until it pushes something else. */
function useLatest(pushed: ScriptShown) {
  const latest = useSignal(pushed);
  const order = useRef<Answered>(undefined);
  order.current ??= new Answered(JSON.stringify(pushed));
  useEffect(() => {
    if (order.current?.isNews(JSON.stringify(pushed))) latest.value = pushed;
  }, [pushed]);
  const take = (told: ScriptShown) => {
    order.current?.answered(JSON.stringify(told));
    latest.value = told;
  };
  return { latest, take };
}
