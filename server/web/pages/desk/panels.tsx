/** Beside the call: the customer's sheet, the script, the questions with answers. */

import { useSignal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { lazy } from 'preact-iso';
import { useKeys } from '../../keys.ts';
import type { DeskPanelProps } from '../../panels/desk-panel.ts';
import { deskWords } from '../../words/desk.ts';
import { faqWords } from '../../words/faq.ts';
import { useDesk } from './desk.ts';

type PanelModule = { readonly Panel: FunctionComponent<DeskPanelProps> };

/** Those that are built; each is loaded when it is first opened. */
const built = import.meta.glob<PanelModule>('../../panels/{sheet,script,faq}.tsx');

const names = ['sheet', 'script', 'faq'] as const;
type PanelName = (typeof names)[number];

const panels = Object.fromEntries(
  names.map((name) => {
    const load = built[`../../panels/${name}.tsx`];
    return [name, load ? lazy(() => load().then(({ Panel }) => Panel)) : undefined];
  }),
) as Readonly<Record<PanelName, FunctionComponent<DeskPanelProps> | undefined>>;

export function Panels() {
  const words = deskWords.value;
  const { contact } = useDesk();
  const open = useSignal<PanelName>('sheet');
  const next = () => {
    open.value = names[(names.indexOf(open.value) + 1) % names.length]!;
  };
  const search = useSignal(false);
  const goToSearch = () => {
    open.value = 'faq';
    search.value = true;
  };
  useKeys([
    { key: 'Alt+w', does: words.nextTab, act: next },
    { key: 'Alt+f', does: faqWords.value.search, act: goToSearch },
  ]);
  const Panel = panels[open.value];
  const { contact: current = null, offered = null } = contact.value ?? {};
  // Who rings goes before a conversation that is over and not saved yet.
  const talked = offered !== null && current?.state !== 'talking' ? null : current;
  const people = (talked ?? offered)?.people ?? [];
  const person = talked?.person ?? (people.length === 1 ? people[0]!.id : null);
  return (
    <section class="card panels">
      <div role="tablist" aria-label={words.nextTab}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={open.value === name}
            aria-controls="panel"
            tabIndex={open.value === name ? 0 : -1}
            onClick={() => {
              open.value = name;
            }}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: 2 }[event.key];
              if (step === undefined) return;
              open.value = names[(names.indexOf(open.value) + step) % names.length]!;
              document.getElementById(`tab-${open.value}`)?.focus();
            }}
          >
            {words[name]}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${open.value}`}>
        {Panel ? (
          <Panel contact={talked} offered={offered} person={person} search={search} />
        ) : (
          <p class="quiet">{words.notBuilt}</p>
        )}
      </div>
    </section>
  );
}
