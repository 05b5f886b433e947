/** The configuration: its files, edited with errors in place; what would change, and for whom. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { ConfigDiagnostic } from '../../../wire/config.ts';
import { language } from '../../language.ts';
import { type Action, ActionButton, useActions } from '../../parts/action.tsx';
import { doing, messageOf, SaidLine } from '../../parts/doing.tsx';
import { Question } from '../../parts/question.tsx';
import { common } from '../../words/common.ts';
import { configWords } from '../../words/config.ts';
import { configFaultText } from '../../words/config-faults.ts';
import '../../styles/board.css';
import '../../styles/config.css';
import { Findings } from './config-findings.tsx';
import { type ConfigState, openConfig } from './config-state.ts';

import type { EditorMark } from './yaml-editor.tsx';

const YamlEditor = lazy(() => import('./yaml-editor.tsx').then((part) => part.YamlEditor));

export function ConfigPage() {
  const words = configWords.value;
  const state = useMemo(openConfig, []);
  const failure = useSignal('');
  useEffect(() => {
    state.load().catch((error: unknown) => {
      failure.value = messageOf(error);
    });
    return state.stop;
  }, [state]);
  const told = state.told.value;
  return (
    <>
      <h1>{words.title}</h1>
      {failure.value !== '' && <p class="bad">✕ {failure.value}</p>}
      {told === undefined ? (
        failure.value === '' && <p aria-busy="true">{common.value.loading}</p>
      ) : (
        <>
          <p class="quiet">
            {words.inForce(told.version, new Date(told.loadedAt).toLocaleString(language.value))}{' '}
            {words.secrets}
          </p>
          <SaidLine />
          <Conflict state={state} />
          <Editing state={state} />
        </>
      )}
    </>
  );
}

function Conflict({ state }: { readonly state: ConfigState }) {
  const files = state.conflict.value;
  if (files.length === 0) return null;
  return (
    <p role="alert" class="bad">
      ▲ {configWords.value.conflict(files.join(', '))}
    </p>
  );
}

function Editing({ state }: { readonly state: ConfigState }) {
  const words = configWords.value;
  const goTo = useSignal({ line: 0, times: 0 });
  const path = state.chosen.value;
  const diagnostics = state.checked.value?.diagnostics ?? [];
  const own = useMemo(
    () => diagnostics.filter((each) => each.path === path).map(markOf),
    [diagnostics, path, language.value],
  );
  return (
    <div class="config">
      <nav aria-label={words.files}>
        <FileList state={state} />
        <NewFile state={state} />
      </nav>
      <section>
        {path !== '' && (
          <YamlEditor
            key={`${path} ${state.told.value?.version} ${state.told.value?.loadedAt}`}
            path={path}
            text={state.textOf(path)}
            label={words.editor(path)}
            diagnostics={own}
            goTo={goTo.value}
            change={(text: string) => state.edit(path, text)}
          />
        )}
        <Acts state={state} />
      </section>
      <Findings
        state={state}
        show={(file, line) => {
          state.chosen.value = file;
          goTo.value = { line, times: goTo.value.times + 1 };
        }}
      />
    </div>
  );
}

function FileList({ state }: { readonly state: ConfigState }) {
  const words = configWords.value;
  const changed = new Set(state.changes.value.map(({ path }) => path));
  const paths = new Set([
    ...(state.told.value?.files ?? []).map(({ path }) => path),
    ...state.edits.value.keys(),
  ]);
  return (
    <ul class="config-files">
      {[...paths].map((path) => (
        <li key={path}>
          <button
            type="button"
            class="plain"
            aria-current={state.chosen.value === path}
            onClick={() => {
              state.chosen.value = path;
            }}
          >
            {path}
            {changed.has(path) && <small class="note"> ● {words.changed}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
}

function NewFile({ state }: { readonly state: ConfigState }) {
  const words = configWords.value;
  const name = useSignal('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const path = name.value.trim();
        if (path === '') return;
        if (state.textOf(path) === '') state.edit(path, '');
        state.chosen.value = path;
        name.value = '';
      }}
    >
      <label>
        {words.newFile}
        <input
          value={name.value}
          placeholder={words.newName}
          onInput={(event) => {
            name.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" class="secondary">
        {words.add}
      </button>
    </form>
  );
}

function Acts({ state }: { readonly state: ConfigState }) {
  const words = configWords.value;
  const isAsking = useSignal(false);
  const hasChanges = state.changes.value.length > 0;
  const load = () => {
    isAsking.value = false;
    void doing(words.reload, state.load());
  };
  const actions: readonly Action[] = [
    {
      key: 'Ctrl+s',
      label: words.save,
      class: 'primary',
      not: !hasChanges
        ? words.noChange
        : state.checked.value?.ok === false
          ? words.saveNot
          : undefined,
      act: () => void doing(words.save, state.save()),
    },
    {
      key: 'Alt+r',
      label: words.reload,
      act() {
        if (hasChanges) isAsking.value = true;
        else load();
      },
    },
  ];
  useActions(actions);
  return (
    <div class="config-acts">
      {actions.map((action) => (
        <ActionButton key={action.key} action={action} />
      ))}
      <small class="quiet">{words.leave}</small>
      {isAsking.value && (
        <Question
          asks={words.reloadSure}
          confirm={load}
          close={() => {
            isAsking.value = false;
          }}
        />
      )}
    </div>
  );
}

/** In the words of the list beside the text. */
function markOf(fault: ConfigDiagnostic): EditorMark {
  const { text, exact } = configFaultText(fault);
  return { ...fault, message: exact === '' ? text : `${text}\n${exact}`, hint: null };
}
