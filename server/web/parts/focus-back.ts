/** The focus goes back to where it was once something that was opened over the page is closed. */

import { useLayoutEffect } from 'preact/hooks';

/**
 * For what is opened: when it goes, and the focus with it, whoever had it before has it again. Not
 * where the focus has moved on by itself meanwhile.
 */
export function useFocusBack(): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => {
      // After the drawing in which it goes.
      requestAnimationFrame(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body;
        if (isLost && before instanceof HTMLElement && before.isConnected) before.focus();
      });
    };
  }, []);
}
