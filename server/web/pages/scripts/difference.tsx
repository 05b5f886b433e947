/** What one version says otherwise than another. */

import { useSignal } from '@preact/signals';
import type { DiffLine, ScriptVersionShown } from '../../../wire/knowledge.ts';
import { get } from '../../api.ts';
import { Failure, useAsking } from '../../parts/asking.tsx';
import { fieldOf } from '../../parts/form.ts';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { scriptsWords } from '../../words/scripts.ts';

interface DifferenceProps {
  readonly code: string;
  readonly versions: readonly ScriptVersionShown[];
}

export function Difference({ code, versions }: DifferenceProps) {
  const words = scriptsWords.value;
  const lines = useSignal<readonly DiffLine[] | undefined>(undefined);
  const asking = useAsking();
  if (versions.length < 2) return null;
  const compare = async (a: string, b: string) => {
    const query = new URLSearchParams({ a, b });
    const path = ofTenant(`/scripts/${encodeURIComponent(code)}/diff?${query}`);
    lines.value = (await get<{ lines: readonly DiffLine[] }>(path)).lines;
  };
  return (
    <details>
      <summary>{words.difference}</summary>
      <form
        class="write-line"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          void asking.ask(() => compare(fieldOf(form, 'a').value, fieldOf(form, 'b').value));
        }}
      >
        {(['a', 'b'] as const).map((name, index) => (
          <label key={name}>
            {index === 0 ? words.from : words.to}
            <select name={name}>
              {versions.map(({ version }, at) => (
                <option key={version} value={version} selected={at === 1 - index}>
                  {words.version(version)}
                </option>
              ))}
            </select>
          </label>
        ))}
        <button type="submit">{words.compare}</button>
      </form>
      <Failure of={asking} />
      {lines.value && (
        <pre class="difference">
          {lines.value.map(({ sign, text }, index) => (
            <div key={index} class={sign === ' ' ? 'quiet' : sign === '+' ? 'come' : 'gone'}>
              {sign} <Foreign text={text} />
            </div>
          ))}
        </pre>
      )}
    </details>
  );
}
