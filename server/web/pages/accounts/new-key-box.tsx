import { useEffect, useRef, useState } from 'preact/hooks';
import type { NewKeyShown } from '../../../wire/accounts.ts';
import { accountWords } from '../../words/accounts.ts';
import { common } from '../../words/common.ts';
import type { Kind } from './kinds.ts';

interface BoxProps {
  readonly made: NewKeyShown;
  readonly kind: Kind;
  readonly close: () => void;
}

/** The only sight of a new key. */
export function NewKeyBox({ made, kind, close }: BoxProps) {
  const words = accountWords.value;
  const box = useRef<HTMLElement>(null);
  const [isCopied, setCopied] = useState(false);
  const text = kind === 'key' ? made.key : `${location.origin}/wall#token=${made.key}`;
  useEffect(() => box.current?.focus(), [made]);
  const copy = async () => {
    // Without TLS there is no clipboard: one click selects all of it.
    await navigator.clipboard?.writeText(text);
    setCopied(navigator.clipboard !== undefined);
  };
  return (
    <article ref={box} tabIndex={-1} aria-label={made.name}>
      <p>
        <strong>{words.shownOnce}</strong> {kind === 'wall' && words.wallLink}
      </p>
      <code class="secret">{text}</code>
      <div class="dialog-buttons">
        <output>{isCopied && words.copied}</output>
        <button type="button" class="secondary" onClick={() => void copy()}>
          {words.copy}
        </button>
        <button type="button" class="secondary" onClick={close}>
          {common.value.close}
        </button>
      </div>
    </article>
  );
}
