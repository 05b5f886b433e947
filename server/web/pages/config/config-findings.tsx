/** What was found in the texts: errors, what would differ, what it does to calls that wait. */

import type { ConfigChecked, QueueEffect } from '../../../wire/config.ts';
import { Foreign } from '../../parts/text.tsx';
import { configWords } from '../../words/config.ts';
import { configFaultText } from '../../words/config-faults.ts';
import type { ConfigState } from './config-state.ts';

export function Findings({
  state,
  show,
}: {
  readonly state: ConfigState;
  readonly show: (path: string, line: number) => void;
}) {
  const words = configWords.value;
  const checked = state.checked.value;
  return (
    <aside class="config-findings" aria-live="polite">
      {state.changes.value.length === 0 && <p class="quiet">{words.noChange}</p>}
      {state.isChecking.value && <p aria-busy="true">{words.checking}</p>}
      {checked && (
        <>
          <Diagnostics checked={checked} show={show} />
          {checked.text !== '' && (
            <p class="bad">
              ✕ <Foreign text={checked.text} />
            </p>
          )}
          {checked.ok && <Effect checked={checked} />}
          {checked.ok && <Differences checked={checked} />}
        </>
      )}
    </aside>
  );
}

function Diagnostics({
  checked,
  show,
}: {
  readonly checked: ConfigChecked;
  readonly show: (path: string, line: number) => void;
}) {
  const words = configWords.value;
  const { diagnostics } = checked;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const counts = [
    errors > 0 && words.errors(errors),
    diagnostics.length > errors && words.warnings(diagnostics.length - errors),
  ].filter(Boolean);
  return (
    <section>
      <h2 class={errors > 0 ? 'bad' : 'good'}>
        {errors > 0 ? '✕' : '✓'} {counts.length === 0 ? words.fine : counts.join(', ')}
      </h2>
      <ul class="config-diagnostics">
        {diagnostics.map(({ path, line, severity, ...fault }, index) => (
          <li key={index} class={severity === 'error' ? 'bad' : undefined}>
            <button type="button" class="plain" onClick={() => show(path, line)}>
              {severity === 'error' ? `✕ ${words.error}` : `△ ${words.warning}`}{' '}
              {words.at(path, line)}
            </button>
            <br />
            <Fault fault={fault} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fault({ fault }: { readonly fault: Parameters<typeof configFaultText>[0] }) {
  const { text, exact } = configFaultText(fault);
  return (
    <>
      <Foreign text={text} /> <small class="quiet">{fault.code}</small>
      {exact !== '' && (
        <small lang="en">
          <br />
          <Foreign text={exact} />
        </small>
      )}
    </>
  );
}

function Effect({ checked }: { readonly checked: ConfigChecked }) {
  const words = configWords.value;
  const { effect, needsRestart } = checked;
  return (
    <section>
      <h2>{words.effect}</h2>
      {effect.queues.length === 0 && effect.agentsGone.length === 0 && <p>✓ {words.noEffect}</p>}
      <ul>
        {effect.queues.map((each) => (
          <li key={each.queue}>
            {sentenceOf(each)} {words.agents(each.agentsBefore, each.agentsAfter)}{' '}
            {each.left > 0 && <strong class="bad">▲ {words.left(each.left)}</strong>}
          </li>
        ))}
        {effect.agentsGone.length > 0 && <li>{words.agentsGone(effect.agentsGone.join(', '))}</li>}
      </ul>
      {needsRestart.length > 0 && <p>△ {words.restart(needsRestart.join(', '))}</p>}
    </section>
  );
}

function sentenceOf({ queue, waiting, change }: QueueEffect): string {
  const words = configWords.value;
  switch (change) {
    case 'gone':
      return words.gone(queue, waiting);
    case 'kept':
      return words.kept(queue, waiting);
    case 'live':
      return words.live(queue, waiting);
    case 'same':
      return words.same_(queue, waiting);
  }
}

function Differences({ checked }: { readonly checked: ConfigChecked }) {
  const words = configWords.value;
  if (checked.differences.length === 0) return <p>{words.same}</p>;
  return (
    <section>
      <h2>{words.difference}</h2>
      <div class="config-differences">
        <table class="board-table">
          <thead>
            <tr>
              <th scope="col">{words.setting}</th>
              <th scope="col">{words.before}</th>
              <th scope="col">{words.after}</th>
            </tr>
          </thead>
          <tbody>
            {checked.differences.map(({ path, before, after }) => (
              <tr key={path}>
                <th scope="row">
                  <Foreign text={path} />
                </th>
                <td>
                  <del>
                    <Foreign text={before ?? words.absent} />
                  </del>
                </td>
                <td>
                  <ins>
                    <Foreign text={after ?? words.absent} />
                  </ins>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
