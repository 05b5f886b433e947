/** One entry: its texts in both languages, its owner, and its past. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { FaqDetail, FaqTextsShown } from '../../../wire/knowledge.ts';
import { get, me, post, put } from '../../api.ts';
import { language } from '../../language.ts';
import { Failure, useAsking } from '../../parts/asking.tsx';
import { fieldOf } from '../../parts/form.ts';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { When } from '../../parts/when.tsx';
import { faqWords } from '../../words/faq.ts';

/** What is being written: an entry there is, or one that comes of a doubt or of a search. */
export interface EntryStart {
  readonly entry?: number;
  readonly doubt?: { readonly id: number; readonly text: string };
  readonly words?: string;
}

interface FormProps {
  readonly start: EntryStart;
  readonly mayTeach: boolean;
  readonly changed: () => Promise<void>;
  readonly close: () => void;
}

const fields = ['questionJa', 'answerJa', 'questionEn', 'answerEn'] as const;

/** Japanese letters: in which language a question was asked. */
const isJapanese = (text: string): boolean => /[\u3040-\u30ff\u4e00-\u9fff]/.test(text);

function startTexts({ doubt, words }: EntryStart): FaqTextsShown {
  const asked = doubt?.text ?? words ?? '';
  const inJapanese = asked === '' ? language.value === 'ja' : isJapanese(asked);
  return {
    questionJa: inJapanese ? asked : '',
    questionEn: inJapanese ? '' : asked,
    answerJa: '',
    answerEn: '',
  };
}

export function EntryForm({ start, mayTeach, changed, close }: FormProps) {
  const words = faqWords.value;
  const detail = useSignal<FaqDetail | undefined>(undefined);
  const isSaved = useSignal(false);
  const asking = useAsking();
  const { entry } = start;
  const load = async () => {
    if (entry !== undefined) detail.value = await get<FaqDetail>(ofTenant(`/faq/${entry}`));
  };
  useEffect(() => void asking.ask(load), [entry]);
  if (entry !== undefined && detail.value === undefined) return <Failure of={asking} />;
  const texts = detail.value?.entry ?? startTexts(start);
  const save = async (form: HTMLFormElement) => {
    const body = {
      ...Object.fromEntries(fields.map((name) => [name, fieldOf(form, name).value])),
      ...ownerOf(fieldOf(form, 'owner').value),
    };
    if (entry === undefined) {
      const of = {
        ...(start.doubt === undefined ? {} : { doubt: start.doubt.id }),
        ...(start.words === undefined ? {} : { words: start.words }),
      };
      await post(ofTenant('/faq'), { ...body, ...of });
    } else {
      await put(ofTenant(`/faq/${entry}`), body);
      await load();
    }
    await changed();
    isSaved.value = true;
    if (entry === undefined) close();
  };
  return (
    <form
      class="entry-form"
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        isSaved.value = false;
        void asking.ask(() => save(form));
      }}
    >
      <div class="head-line">
        <h2>{entry === undefined ? words.newEntry : words.entry}</h2>
        <button type="button" class="plain" onClick={close}>
          {words.close}
        </button>
      </div>
      <ComesFrom start={start} />
      {fields.map((name) => (
        <label key={name}>
          {name.startsWith('question') ? words.question : words.answer}{' '}
          <small class="quiet">{name.endsWith('Ja') ? words.inJapanese : words.inEnglish}</small>
          <textarea
            name={name}
            dir="auto"
            rows={name.startsWith('question') ? 1 : 3}
            maxLength={10_000}
            readOnly={!mayTeach}
            defaultValue={texts[name]}
          />
        </label>
      ))}
      <label>
        {words.owner} <small class="quiet">{words.ownerHint}</small>
        <input
          name="owner"
          maxLength={64}
          readOnly={!mayTeach}
          defaultValue={detail.value?.entry.owner ?? me.value?.id ?? ''}
        />
      </label>
      {mayTeach && (
        <div class="answers">
          <button type="submit" aria-busy={asking.isBusy.value}>
            {words.saveEntry}
          </button>
          {detail.value && <StateButton detail={detail.value} {...{ asking, changed, load }} />}
          <span role="status">{isSaved.value && `✓ ${words.saved}`}</span>
        </div>
      )}
      <Failure of={asking} />
      {detail.value && <Past detail={detail.value} />}
    </form>
  );
}

const ownerOf = (owner: string) => (owner.trim() === '' ? {} : { owner: owner.trim() });

function ComesFrom({ start: { doubt, words: searched } }: { readonly start: EntryStart }) {
  const words = faqWords.value;
  if (doubt === undefined && searched === undefined) return null;
  return (
    <p>
      {doubt ? words.answersDoubt : words.answersWords}{' '}
      <Foreign text={doubt?.text ?? searched ?? ''} />
    </p>
  );
}

interface StateProps {
  readonly detail: FaqDetail;
  readonly asking: ReturnType<typeof useAsking>;
  readonly changed: () => Promise<void>;
  readonly load: () => Promise<void>;
}

function StateButton({ detail: { entry }, asking, changed, load }: StateProps) {
  const words = faqWords.value;
  const isShown = entry.state === 'shown';
  const act = async () => {
    await post(ofTenant(`/faq/${entry.id}/${isShown ? 'withdraw' : 'restore'}`));
    await load();
    await changed();
  };
  return (
    <button type="button" class="outline" onClick={() => void asking.ask(act)}>
      {isShown ? words.withdraw : words.restore}
    </button>
  );
}

function Past({ detail: { entry, versions, uses, doubts } }: { readonly detail: FaqDetail }) {
  const words = faqWords.value;
  return (
    <>
      {doubts.length > 0 && <h3>{words.cameFrom}</h3>}
      <ul class="plain-list">
        {doubts.map(({ id, text, person }) => (
          <li key={id}>
            <Foreign text={text} />{' '}
            {person !== null && <a href={`/people/${person}`}>{words.ofPerson}</a>}
          </li>
        ))}
      </ul>
      <h3>
        {words.usedBy} <small class="quiet">{words.uses(entry.uses)}</small>
      </h3>
      {uses.length === 0 && <p class="quiet">{words.nobodyYet}</p>}
      <ul class="plain-list">
        {uses.map(({ agent, uses: times, lastAt }) => (
          <li key={agent}>
            <Foreign text={agent} />{' '}
            <small class="quiet">
              {words.times(times)} · <When at={lastAt} />
            </small>
          </li>
        ))}
      </ul>
      <details>
        <summary>{words.versions}</summary>
        {versions.map((version) => (
          <div key={version.version}>
            <h3>
              {words.version(version.version)}{' '}
              <small class="quiet">
                <When at={version.writtenAt} /> <Foreign text={version.writtenBy} />
              </small>
            </h3>
            {fields.map(
              (name) =>
                version[name] !== '' && (
                  <p key={name} class="said-then">
                    <Foreign text={version[name]} />
                  </p>
                ),
            )}
          </div>
        ))}
      </details>
    </>
  );
}
