/** All scripts, and a new one. */

import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { ScriptLine, ScriptVersionShown } from '../../../wire/knowledge.ts';
import { may } from '../../api.ts';
import { useLoaded, Waiting } from '../../parts/loaded.tsx';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { scriptsWords } from '../../words/scripts.ts';
import '../../styles/knowledge.css';
import { ScriptEditor } from './script-editor.tsx';

/** What a new script begins with: every kind of thing once, in the order one thinks of it. */
const template = `script: my-script
name: My script
outcomes:
  sale: { is-goal: true, needs: [terms] }
  no: {}
cards:
  price:
    title: { en: Too expensive, ja: 高い }
    say: { en: "It is less than a coffee a week.", ja: 週に一杯のコーヒーより安くなります。 }
steps:
  hello:
    say: { en: "Is that {person.name}?", ja: "{person.name|お客様}でいらっしゃいますか。" }
    ask: yes-no
    yes: terms
    no: goodbye
  terms:
    say: { en: You may cancel within eight days., ja: 八日以内なら解約できます。 }
    next: thanks
  thanks:
    say: { en: Thank you., ja: ありがとうございます。 }
    outcome: sale
  goodbye:
    say: { en: Sorry to have disturbed you., ja: 失礼いたしました。 }
    outcome: no
`;

export function ScriptsPage() {
  const words = scriptsWords.value;
  const { route } = useLocation();
  const scripts = useLoaded<{ scripts: readonly ScriptLine[] }>('/scripts');
  const isNew = useSignal(false);
  return (
    <>
      <div class="head-line">
        <h1>{words.title}</h1>
        {may('teach') && !isNew.value && (
          <button
            type="button"
            class="fit"
            onClick={() => {
              isNew.value = true;
            }}
          >
            {words.newScript}
          </button>
        )}
      </div>
      <Waiting of={scripts} />
      {isNew.value && (
        <ScriptEditor
          name="new"
          start={template}
          saved={({ code }) => route(ofTenant(`/scripts/${encodeURIComponent(code)}`))}
        />
      )}
      {scripts.value.value?.scripts.length === 0 && <p class="quiet">{words.none}</p>}
      <ul class="plain-list entry-list">
        {scripts.value.value?.scripts.map(({ code, name, versions }) => (
          <li key={code}>
            <a href={ofTenant(`/scripts/${encodeURIComponent(code)}`)}>
              <strong>
                <Foreign text={name} />
              </strong>
            </a>{' '}
            <small class="quiet">
              <Foreign text={code} /> · {versions.map(versionText).join(', ')}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
}

export const versionText = ({ version, state, weight }: ScriptVersionShown): string => {
  const words = scriptsWords.value;
  const share = state === 'published' ? `, ${words.weight(weight)}` : '';
  return `${words.version(version)} (${words[state]}${share})`;
};
