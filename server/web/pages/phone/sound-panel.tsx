/** How loud it is, and through which devices it goes. */

import { useEffect } from 'preact/hooks';
import { askMicrophone } from '../../phone/phone.ts';
import {
  allowSound,
  canChooseSpeaker,
  choose,
  chosen,
  type DeviceUse,
  devices,
  isSilenced,
  levels,
  watchLevels,
} from '../../phone/sound.ts';
import { phoneWords } from '../../words/phone.ts';

/** Both voices as bars. */
export function Levels() {
  const words = phoneWords.value;
  useEffect(watchLevels, []);
  const { mine, theirs } = levels.value;
  return (
    <div class="phone-levels">
      <label>
        {words.yourLevel} <meter min={0} max={1} value={mine} />
      </label>
      <label>
        {words.theirLevel} <meter min={0} max={1} value={theirs} />
      </label>
    </div>
  );
}

/** Shown while the browser keeps the page silent. */
export function SoundSwitch() {
  const words = phoneWords.value;
  if (!isSilenced.value) return null;
  return (
    <div role="alert">
      <p>{words.silenced}</p>
      <button type="button" onClick={() => void allowSound()}>
        {words.allowSound}
      </button>
    </div>
  );
}

const kinds = { microphone: 'audioinput', speaker: 'audiooutput', bell: 'audiooutput' } as const;

/** Microphone, loudspeaker and bell, as this machine has them. */
export function Devices() {
  const words = phoneWords.value;
  return (
    <details>
      <summary>{words.devices}</summary>
      <Device use="microphone" />
      {canChooseSpeaker ? (
        <>
          <Device use="speaker" />
          <Device use="bell" />
        </>
      ) : (
        <p class="quiet">{words.systemDecides}</p>
      )}
    </details>
  );
}

function Device({ use }: { readonly use: DeviceUse }) {
  const words = phoneWords.value;
  const pick = async (id: string) => {
    await choose(use, id);
    if (use === 'microphone') await askMicrophone();
  };
  const all = devices.value.filter(
    ({ kind, deviceId }) => kind === kinds[use] && deviceId !== 'default' && deviceId !== '',
  );
  return (
    <label>
      {words[use]}
      <select value={chosen.value[use]} onChange={(event) => void pick(event.currentTarget.value)}>
        <option value="">{words.systemDevice}</option>
        {all.map(({ deviceId, label }) => (
          <option key={deviceId} value={deviceId}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
