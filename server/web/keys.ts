/**
 * What keys do: each area names its keys with what they do, so that they can be listed, and none is
 * taken twice. Keys without Ctrl or Alt do nothing while somebody types, and can be switched off
 * (WCAG 2.2, 2.1.4).
 */

import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

/** One key. */
export interface Key {
  /** As the browser tells it, with what is held before it: `a`, `Alt+h`, `F2`, `Escape`. */
  readonly key: string;
  /** What it does, in the language shown. */
  readonly does: string;
  readonly act: () => void;
  /** Why it does nothing now. */
  readonly not?: string | undefined;
  /** Of something opened over the rest: it goes before others of the same name. */
  readonly isOver?: boolean;
}

/** Keys of everything on the page, in the order in which they came. */
export const keysShown = signal<readonly Key[]>([]);

const stored = localStorage.getItem('tsunagi-single-keys');
/** Whether keys work without Ctrl or Alt. */
export const singleKeys = signal(stored !== 'off');

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  localStorage.setItem('tsunagi-single-keys', on ? 'on' : 'off');
}

const groups = new Set<() => readonly Key[]>();
const tell = () => {
  keysShown.value = [...groups].flatMap((group) => group());
};

/** Gives these keys a meaning for as long as the component is there. */
export function useKeys(keys: readonly Key[]): void {
  // With the drawing, not after it: what is shown can be pressed at once.
  useLayoutEffect(() => {
    const group = () => keys;
    groups.add(group);
    tell();
    return () => {
      groups.delete(group);
      tell();
    };
  }, [keys]);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(target.type));

const nameOfKey = ({ key, altKey, ctrlKey, metaKey, code }: KeyboardEvent): string => {
  // With Alt held, some systems tell another letter or digit: the key itself is meant.
  const letter = /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase();
  const plain = (altKey || ctrlKey) && letter ? letter : key;
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${plain}`;
};

document.addEventListener('keydown', (event) => {
  // An unfinished Japanese word swallows keys: they are the input method's.
  if (event.isComposing || event.repeat) return;
  const name = nameOfKey(event);
  const isSingle = name.length === 1;
  if (isSingle && (!singleKeys.value || isTyping(event.target))) return;
  const found = [...groups]
    .reverse()
    .flatMap((group) => group())
    .filter((each) => each.key === name);
  if (found.length === 0) return;
  event.preventDefault();
  const possible = found.filter(({ not }) => not === undefined);
  (possible.find(({ isOver }) => isOver) ?? possible[0])?.act();
});
