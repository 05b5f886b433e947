/** The FAQ, searched as it is typed. What is opened is counted; what is not found is noted. */

import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { FaqShown, FaqTextsShown } from '../../../wire/knowledge.ts';
import { get, post } from '../../api.ts';
import { apart } from '../../foreign.ts';
import { useKeys } from '../../keys.ts';
import { language } from '../../language.ts';
import { Failure, useAsking } from '../../parts/asking.tsx';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { faqWords } from '../../words/faq.ts';

/** Between a keystroke and the search. */
const gatherMs = 150;

export interface SearchProps {
  /** The conversation in which an entry is of use. */
  readonly contact?: number;
  readonly person?: number | null;
  /** Where the page has the key: true while the field is asked for. */
  readonly wanted?: Signal<boolean>;
}

interface Found {
  readonly words: string;
  readonly entries: readonly FaqShown[];
}

export function FaqSearch({ contact, person = null, wanted }: SearchProps) {
  const words = faqWords.value;
  const typed = useSignal('');
  const found = useSignal<Found | undefined>(undefined);
  const kept = useSignal('');
  const asking = useAsking();
  const field = useRef<HTMLInputElement>(null);
  const goTo = () => field.current?.focus();
  useKeys(wanted === undefined ? [{ key: 'Alt+f', does: words.search, act: goTo }] : []);
  useLayoutEffect(() => {
    if (!wanted?.value) return;
    wanted.value = false;
    goTo();
  }, [wanted?.value]);
  const asked = typed.value.trim();
  useEffect(() => {
    if (asked === '') {
      found.value = undefined;
      return undefined;
    }
    const timer = setTimeout(() => {
      void asking.ask(async () => {
        const path = ofTenant(`/faq?words=${encodeURIComponent(asked)}`);
        const { entries } = await get<{ entries: readonly FaqShown[] }>(path);
        // What was typed since has an answer of its own on the way.
        if (typed.peek().trim() === asked) found.value = { words: asked, entries };
      });
    }, gatherMs);
    return () => clearTimeout(timer);
  }, [asked]);
  const missed = () => post(ofTenant('/faq/unanswered'), { words: asked });
  const doubt = async () => {
    const about = {
      text: asked,
      ...(contact === undefined ? {} : { contact }),
      ...(person === null ? {} : { person }),
    };
    const work = async () => {
      await missed();
      await post(ofTenant('/doubts'), about);
    };
    if (await asking.ask(work)) kept.value = asked;
  };
  const isNothing = found.value?.words === asked && found.value.entries.length === 0;
  return (
    <div class="faq">
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isNothing) void asking.ask(missed);
          }}
        >
          <label>
            <span>
              {words.search} <kbd>Alt+f</kbd>
            </span>
            <input
              ref={field}
              type="search"
              dir="auto"
              autocomplete="off"
              maxLength={300}
              aria-keyshortcuts="Alt+f"
              value={typed.value}
              onInput={(event) => {
                typed.value = event.currentTarget.value;
              }}
            />
          </label>
        </form>
      </search>
      <Failure of={asking} />
      <div role="status">
        {asked === '' && <p class="quiet">{words.typeToSearch}</p>}
        {isNothing && (
          <p>
            <Foreign text={words.nothing(apart(asked))} />{' '}
            {kept.value === asked ? (
              <span class="tag">✓ {words.doubtKept}</span>
            ) : (
              <button type="button" class="outline fit" onClick={() => void doubt()}>
                {words.keepDoubt}
              </button>
            )}
          </p>
        )}
      </div>
      {found.value?.entries.map((entry) => (
        <FaqEntry key={entry.id} entry={entry} {...(contact === undefined ? {} : { contact })} />
      ))}
    </div>
  );
}

/** In the language shown, or the one it is written in. */
export function faqText(entry: FaqTextsShown): {
  readonly question: string;
  readonly answer: string;
} {
  const { questionEn, questionJa, answerEn, answerJa } = entry;
  const isJapanese = language.value === 'ja' ? answerJa !== '' : answerEn === '';
  return isJapanese
    ? { question: questionJa, answer: answerJa }
    : { question: questionEn, answer: answerEn };
}

function FaqEntry({ entry, contact }: { readonly entry: FaqShown; readonly contact?: number }) {
  const { question, answer } = faqText(entry);
  const isUsed = useRef(false);
  const use = () => {
    if (isUsed.current) return;
    isUsed.current = true;
    const body = contact === undefined ? {} : { contact };
    // Counting it is no reason to disturb somebody who reads it to a customer.
    void post(ofTenant(`/faq/${entry.id}/use`), body).catch(() => undefined);
  };
  return (
    <details onToggle={(event) => event.currentTarget.open && use()}>
      <summary>
        <Foreign text={question} />
      </summary>
      <p class="said-then">
        <Foreign text={answer} />
      </p>
      <small class="quiet">
        {faqWords.value.uses(entry.uses)} · <Foreign text={entry.owner} />
      </small>
    </details>
  );
}
