/** Calling out by hand: who is next in a campaign, and dialling. */

import { useSignal } from '@preact/signals';
import type { PreviewPart, ShownPerson } from '../../../wire/desk.ts';
import { post } from '../../api.ts';
import { apart } from '../../foreign.ts';
import { language } from '../../language.ts';
import { type Deed, Deeds } from '../../parts/deeds.tsx';
import { Until } from '../../parts/seconds.tsx';
import { say } from '../../parts/spoken.tsx';
import { Foreign } from '../../parts/text.tsx';
import { deskWords } from '../../words/desk.ts';
import { ask, useDesk } from './desk.ts';

export function Preview() {
  const words = deskWords.value;
  const preview = useDesk().preview.value;
  if (!preview) return null;
  return (
    <section class="card" aria-labelledby="preview-title">
      <h2 id="preview-title">{words.preview}</h2>
      {preview.campaigns.length === 0 && !preview.shown && <p class="quiet">{words.noPreview}</p>}
      {preview.shown && <Person person={preview.shown} />}
      {preview.campaigns.length > 0 && <NextPerson preview={preview} />}
    </section>
  );
}

function NextPerson({ preview: { campaigns, shown } }: { readonly preview: PreviewPart }) {
  const words = deskWords.value;
  const chosen = useSignal<string | undefined>(undefined);
  const code = chosen.value ?? shown?.campaign ?? campaigns[0]!.code;
  const next = async () => {
    await ask(async () => {
      const { found } = await post<{ found: boolean }>(`/me/campaigns/${code}/next`);
      if (!found) say(deskWords.value.nobodyNow);
    });
  };
  return (
    <>
      <label>
        <span class="unseen">{words.preview}</span>
        <select
          value={code}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
          }}
        >
          {campaigns.map((each) => (
            <option key={each.code} value={each.code}>
              {apart(each.name)}
            </option>
          ))}
        </select>
      </label>
      <Deeds
        deeds={[
          {
            does: words.next,
            keys: ['Alt+x'],
            not: shown?.state === 'asked' ? words.isDialled : undefined,
            act: () => void next(),
          },
        ]}
      />
    </>
  );
}

function Person({ person }: { readonly person: ShownPerson }) {
  const words = deskWords.value;
  const { campaign, name, kana, company, numbers, attempts, until, state, why } = person;
  const isAsked = state === 'asked';
  const isReleased = state === 'released';
  const dial: readonly Deed[] = [
    {
      does: words.dial,
      keys: ['Alt+o'],
      kind: 'main',
      not: isAsked ? words.isDialled : undefined,
      act: () => void ask(() => post(`/me/campaigns/${campaign}/dial`, { person: person.person })),
    },
  ];
  const deeds: Deed[] = [
    ...(isReleased ? [] : dial),
    {
      does: isReleased ? words.understood : words.putBack,
      not: isAsked ? words.isDialled : undefined,
      act: () => void ask(() => post('/me/campaigns/put-back')),
    },
  ];
  return (
    <div class="preview-person">
      <p>
        <Foreign text={name} class="promise-name" /> <Foreign text={kana} class="quiet" />{' '}
        <Foreign text={company} class="quiet" />
      </p>
      <p class="quiet">
        {numbers.map(({ number }) => number).join(', ')} · {words.attempts(attempts)}
      </p>
      {isReleased ? (
        <p>{words.released}</p>
      ) : (
        <p>
          {isAsked ? words.isDialled : words.yoursFor} <Until at={until} />
        </p>
      )}
      {why && (
        <p class="bad">
          ⚠ <bdi>{why[language.value]}</bdi>
        </p>
      )}
      <Deeds deeds={deeds} label={name} />
    </div>
  );
}
