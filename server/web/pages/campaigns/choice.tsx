/** One of several, or the only one there is. */

import { Foreign } from '../../parts/text.tsx';

/** A choice; where there is only one it is said and needs no choosing. */
export function Choice({
  label,
  value,
  options,
  pick,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly pick: (next: string) => void;
}) {
  const [only] = options;
  if (options.length === 1 && only) {
    return (
      <p>
        {label}: <Foreign text={only[1]} />
      </p>
    );
  }
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => pick(event.currentTarget.value)}>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
