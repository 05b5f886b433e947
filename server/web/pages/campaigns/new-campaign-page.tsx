/** A new campaign, from a table of people to its start. Nothing is dialled on the way. */

import { useEffect } from 'preact/hooks';
import '../../styles/wizard.css';
import type { CampaignChoices } from '../../../wire/campaign-wizard.ts';
import { language, nameOf } from '../../language.ts';
import { campaignWords } from '../../words/campaigns.ts';
import { common } from '../../words/common.ts';
import { wizardWords } from '../../words/wizard.ts';
import { Choice } from './choice.tsx';
import { PeopleStep } from './people-step.tsx';
import {
  askChoices,
  campaignHref,
  check,
  choices,
  codeMeant,
  draft,
  failure,
  isBusy,
  legalClasses,
  missing,
  modes,
  setWish,
  start,
  step,
  wish,
} from './wizard.ts';

export function NewCampaignPage() {
  useEffect(() => {
    void askChoices();
  }, []);
  const words = wizardWords.value;
  const found = choices.value;
  return (
    <div class="wizard">
      <p>
        <a href="/campaigns">← {campaignWords.value.all}</a>
      </p>
      <h1>{words.title}</h1>
      {found === undefined && <p aria-busy="true">{common.value.loading}</p>}
      {typeof found === 'string' && <p class="bad">✕ {found}</p>}
      {typeof found === 'object' && (
        <>
          <PeopleStep choices={found} />
          <CampaignStep choices={found} />
          <CheckStep />
        </>
      )}
    </div>
  );
}

function CampaignStep({ choices: found }: { readonly choices: CampaignChoices }) {
  const words = wizardWords.value;
  const { name, code, goal, legalClass, queue, trunk, callerId, mode } = wish.value;
  return (
    <section aria-labelledby="wizard-campaign">
      <h2 id="wizard-campaign">{words.campaign}</h2>
      <label>
        {words.campaignName}
        <input
          value={name}
          maxLength={200}
          dir="auto"
          onInput={(event) => setWish({ name: event.currentTarget.value })}
        />
      </label>
      <label>
        {words.code}
        <input
          value={code}
          placeholder={codeMeant()}
          maxLength={64}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => setWish({ code: event.currentTarget.value })}
        />
        <small>{words.codeHint(codeMeant())}</small>
      </label>
      <label>
        {words.goal}
        <input
          value={goal}
          maxLength={100}
          dir="auto"
          placeholder={words.goalHint}
          onInput={(event) => setWish({ goal: event.currentTarget.value })}
        />
      </label>
      <fieldset>
        <legend>{words.legal}</legend>
        {legalClasses.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="legal-class"
              checked={legalClass === each}
              onChange={() => setWish({ legalClass: each })}
            />
            {words[each]}
          </label>
        ))}
      </fieldset>
      <Hours choices={found} />
      <Choice
        label={words.queue}
        value={queue}
        options={found.queues.map(({ id, name: named }) => [id, nameOf(named, id)])}
        pick={(next) => setWish({ queue: next })}
      />
      <Choice
        label={words.trunk}
        value={trunk}
        options={found.trunks.map((id) => [id, id])}
        pick={(next) => setWish({ trunk: next })}
      />
      <Choice
        label={words.callerId}
        value={callerId}
        options={found.callerIds.map((number) => [number, number])}
        pick={(next) => setWish({ callerId: next })}
      />
      <Choice
        label={words.mode}
        value={mode}
        options={modes.map((each) => [each, words[each]])}
        pick={(next) => setWish({ mode: next as typeof mode })}
      />
    </section>
  );
}

/** Hours of the country and kind of call, in words. */
function Hours({ choices: { hours } }: { readonly choices: CampaignChoices }) {
  const words = wizardWords.value;
  const { country, legalClass } = wish.value;
  const said = hours[country]?.[legalClass];
  return (
    <div class="wizard-hours" role="status">
      <strong>{words.hours}</strong>
      {legalClass === '' && <p>{words.someHours}</p>}
      {said?.length === 0 && <p>{words.anyHour}</p>}
      {said?.map((each) => (
        <p key={each.en}>
          {country}: {nameOf(each)}
        </p>
      ))}
    </div>
  );
}

function CheckStep() {
  const words = wizardWords.value;
  const lacks = missing();
  return (
    <section aria-labelledby="wizard-check">
      <h2 id="wizard-check">{words.checking}</h2>
      <p>{words.nothingYet}</p>
      {!draft.value && (
        <>
          {lacks !== undefined && <p class="wizard-lacks">{lacks}</p>}
          <button
            type="button"
            disabled={lacks !== undefined || isBusy.value}
            aria-busy={isBusy.value}
            onClick={() => void check()}
          >
            {words.check}
          </button>
        </>
      )}
      <Progress />
      {failure.value !== '' && (
        <p class="bad" role="alert">
          ✕ {failure.value}
        </p>
      )}
      <Outlook />
    </section>
  );
}

function Progress() {
  const words = wizardWords.value;
  const now = step.value;
  if (!now) return null;
  const { rows, share, added, changed, refused, isDone } = now;
  return (
    <p role="status">
      {isDone
        ? words.imported(added, changed, refused)
        : words.importing(rows, Math.round(share * 100))}
    </p>
  );
}

function Outlook() {
  const words = wizardWords.value;
  const made = draft.value;
  if (!made) return null;
  const { code, leads, outlook, isStarted } = made;
  return (
    <>
      <p>{words.leads(leads)}</p>
      <p>{words.free(outlook.free, outlook.looked)}</p>
      <ul>
        {outlook.blocked.map(({ reason, people, text }) => (
          <li key={reason}>
            {words.blocked(people)}
            {text[language.value]}
          </li>
        ))}
      </ul>
      {isStarted ? (
        <p role="status">
          ✓ {words.started} <a href={campaignHref(code)}>{words.toCampaign}</a>
        </p>
      ) : (
        <>
          <button type="button" disabled={isBusy.value} onClick={() => void start()}>
            {words.start}
          </button>
          <p class="quiet">{words.draftKept}</p>
        </>
      )}
    </>
  );
}
