/** One script: its text and picture, its versions, and what became of the calls. */

import { useSignal } from '@preact/signals';
import { useRoute } from 'preact-iso';
import type { ScriptLine, ScriptVersionShown, ScriptVersionText } from '../../../wire/knowledge.ts';
import { may, post } from '../../api.ts';
import { Failure, useAsking } from '../../parts/asking.tsx';
import { fieldOf } from '../../parts/form.ts';
import { useLoaded, Waiting } from '../../parts/loaded.tsx';
import { ofTenant } from '../../parts/tenant.tsx';
import { Foreign } from '../../parts/text.tsx';
import { When } from '../../parts/when.tsx';
import { scriptsWords } from '../../words/scripts.ts';
import '../../styles/knowledge.css';
import { Difference } from './difference.tsx';
import { PathReportTables } from './path-report.tsx';
import { ScriptEditor } from './script-editor.tsx';
import { versionText } from './scripts-page.tsx';

export function ScriptPage() {
  const words = scriptsWords.value;
  const code = useRoute().params.code ?? '';
  const line = useLoaded<ScriptLine>(`/scripts/${encodeURIComponent(code)}`);
  const chosen = useSignal<number | undefined>(undefined);
  const shown = line.value.value;
  const version = chosen.value ?? shown?.versions[0]?.version;
  return (
    <>
      <p>
        <a href={ofTenant('/scripts')}>← {words.title}</a>
      </p>
      <Waiting of={line} />
      {shown && (
        <>
          <h1>
            <Foreign text={shown.name} /> <small class="quiet">{code}</small>
          </h1>
          <Versions
            line={shown}
            reload={line.reload}
            open={(each) => {
              chosen.value = each;
            }}
          />
          {version !== undefined && (
            <OneVersion
              key={`${version} ${shown.versions[0]?.writtenAt}`}
              {...{ code, version }}
              saved={async (made) => {
                chosen.value = made.version;
                await line.reload();
              }}
            />
          )}
          <Difference code={code} versions={shown.versions} />
          <PathReportTables code={code} versions={shown.versions} />
        </>
      )}
    </>
  );
}

interface OneVersionProps {
  readonly code: string;
  readonly version: number;
  readonly saved: (made: { readonly code: string; readonly version: number }) => unknown;
}

function OneVersion({ code, version, saved }: OneVersionProps) {
  const found = useLoaded<ScriptVersionText>(
    `/scripts/${encodeURIComponent(code)}/versions/${version}`,
  );
  const text = found.value.value;
  if (text === undefined) return <Waiting of={found} />;
  return <ScriptEditor name={`${code} ${version}`} start={text.source} saved={saved} />;
}

interface VersionsProps {
  readonly line: ScriptLine;
  readonly reload: () => Promise<void>;
  readonly open: (version: number) => void;
}

function Versions({ line: { code, versions }, reload, open }: VersionsProps) {
  const words = scriptsWords.value;
  const asking = useAsking();
  const act = (version: number, what: 'publish' | 'retire', body?: object) =>
    asking.ask(async () => {
      await post(
        ofTenant(`/scripts/${encodeURIComponent(code)}/versions/${version}/${what}`),
        body,
      );
      await reload();
    });
  return (
    <section aria-label={words.versions}>
      <h2>{words.versions}</h2>
      <ul class="plain-list entry-list">
        {versions.map((version) => (
          <li key={version.version}>
            <span class={`tag state-${version.state}`}>{versionText(version)}</span>{' '}
            <small class="quiet">
              {words.written} <When at={version.writtenAt} /> <Foreign text={version.writtenBy} />
            </small>{' '}
            <button type="button" class="outline fit" onClick={() => open(version.version)}>
              {words.show}
            </button>
            {may('teach') && <VersionActs version={version} versions={versions} act={act} />}
          </li>
        ))}
      </ul>
      <Failure of={asking} />
    </section>
  );
}

interface ActsProps {
  readonly version: ScriptVersionShown;
  readonly versions: readonly ScriptVersionShown[];
  readonly act: (version: number, what: 'publish' | 'retire', body?: object) => unknown;
}

function VersionActs({ version: { version, state }, versions, act }: ActsProps) {
  const words = scriptsWords.value;
  const inUse = versions.some((each) => each.state === 'published' && each.version !== version);
  if (state === 'retired') return null;
  return (
    <>
      {state === 'draft' && (
        <form
          class="publish"
          onSubmit={(event) => {
            event.preventDefault();
            const form = event.currentTarget;
            const beside = inUse && fieldOf(form, 'beside').checked;
            const weight = inUse ? Number(fieldOf(form, 'weight').value) : 1;
            void act(version, 'publish', { beside, weight });
          }}
        >
          {inUse && (
            <>
              <label>
                <input type="checkbox" name="beside" /> {words.beside}
              </label>
              <label>
                {words.share}{' '}
                <input type="number" name="weight" min={1} max={1000} defaultValue="1" required />
              </label>
            </>
          )}
          <button type="submit" class="fit">
            {words.publish}
          </button>
        </form>
      )}
      {state === 'published' && (
        <button type="button" class="outline fit" onClick={() => void act(version, 'retire')}>
          {words.retire}
        </button>
      )}
    </>
  );
}
