/** The text of a script beside its picture: checked as it is typed, tried before it is saved. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { lazy } from 'preact-iso';
import type { Script } from '../../../../core/script/script.ts';
import type { ScriptChecked, ScriptFaultShown } from '../../../wire/knowledge.ts';
import { may, post, put } from '../../api.ts';
import { language, nameOf } from '../../language.ts';
import { Failure, useAsking } from '../../parts/asking.tsx';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { scriptsWords } from '../../words/scripts.ts';
import type { EditorMark } from '../config/yaml-editor.tsx';
import { ScriptGraph } from './graph.tsx';
import { TryOut } from './try-out.tsx';

const YamlEditor = lazy(() => import('../config/yaml-editor.tsx').then((part) => part.YamlEditor));

/** Between a keystroke and the check. */
const gatherMs = 300;

interface EditorProps {
  /** Another name begins with another text. */
  readonly name: string;
  readonly start: string;
  readonly saved: (made: { readonly code: string; readonly version: number }) => unknown;
}

/** To the end of the line: where a fault ends nobody has said. */
const markOf = ({ line, column, text }: ScriptFaultShown): EditorMark => ({
  ...{ line, column, endColumn: Number.MAX_SAFE_INTEGER, hint: null },
  ...{ severity: 'error', message: nameOf(text) },
});

export function ScriptEditor({ name, start, saved }: EditorProps) {
  const words = scriptsWords.value;
  const text = useSignal(start);
  const checked = useSignal<{ readonly of: string; readonly found: ScriptChecked } | undefined>(
    undefined,
  );
  const script = useSignal<Script | undefined>(undefined);
  const goTo = useSignal({ line: 0, times: 0 });
  const goToLine = (line: number) => {
    goTo.value = { line, times: goTo.peek().times + 1 };
  };
  const said = useSignal('');
  const asking = useAsking();
  useEffect(() => {
    text.value = start;
  }, [name]);
  const typed = text.value;
  useEffect(() => {
    const check = async () => {
      const found = await post<ScriptChecked>(ofTenant('/scripts/check'), { text: typed });
      if (text.peek() !== typed) return;
      checked.value = { of: typed, found };
      // The picture stays while a line is half written.
      if (found.script) script.value = found.script;
    };
    const timer = setTimeout(() => void asking.ask(check), gatherMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const mayTeach = may('teach');
  const save = async () => {
    const made = await put<{ code: string; version: number }>(ofTenant('/scripts'), {
      text: typed,
    });
    said.value = words.savedAs(made.version);
    await saved(made);
  };
  const stepAt = (step: string) => {
    const line = typed.split('\n').findIndex((each) => each.trimStart().startsWith(`${step}:`));
    if (line >= 0) goToLine(line + 1);
  };
  const faults = checked.value?.found.faults ?? [];
  const marks = useMemo(() => faults.map(markOf), [checked.value, language.value]);
  const isChecked = checked.value?.of === typed;
  return (
    <div class="two-columns">
      <div>
        <h2>{words.text}</h2>
        {mayTeach ? (
          <YamlEditor
            key={name}
            path={name}
            label={words.text}
            text={start}
            diagnostics={marks}
            goTo={goTo.value}
            change={(next: string) => {
              text.value = next;
              said.value = '';
            }}
          />
        ) : (
          <pre class="source">
            <Foreign text={start} />
          </pre>
        )}
        <div role="status">
          {!isChecked && <p class="quiet">{words.checking}</p>}
          {isChecked && faults.length === 0 && <p class="quiet">✓ {words.right}</p>}
          {isChecked && faults.length > 0 && (
            <>
              <h3>{words.faults}</h3>
              <ul class="plain-list faults">
                {faults.map((fault) => (
                  <li key={`${fault.line} ${fault.column} ${fault.text.en}`}>
                    ✕{' '}
                    <button type="button" class="plain" onClick={() => goToLine(fault.line)}>
                      {words.at(fault.line, fault.column)}
                    </button>{' '}
                    <Foreign text={nameOf(fault.text)} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        {mayTeach ? (
          <p class="answers">
            <button
              type="button"
              class="fit"
              aria-disabled={faults.length > 0}
              title={faults.length > 0 ? words.wrongNow : undefined}
              onClick={() => faults.length === 0 && void asking.ask(save)}
            >
              {words.saveDraft}
            </button>
            <span role="status">
              {said.value !== '' ? `✓ ${said.value}` : typed === start ? '' : words.unsaved}
            </span>
          </p>
        ) : (
          <p class="quiet">{words.notAllowed}</p>
        )}
        <Failure of={asking} />
      </div>
      <div>
        {script.value && (
          <>
            <ScriptGraph script={script.value} choose={stepAt} />
            <TryOut script={script.value} />
          </>
        )}
      </div>
    </div>
  );
}
