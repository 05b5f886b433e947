/** What is wrong with how a page shows texts that begin with a mark of where they were written. */

import type { Page } from 'playwright-core';

export interface TextSeen {
  readonly faults: readonly string[];
  /** Where the texts were written that are there to be read. */
  readonly places: readonly string[];
}

/** Looks at everything that is drawn. */
export const faultsOfText = (page: Page): Promise<TextSeen> =>
  page.evaluate<TextSeen>(`(${inPage})()`);

/** Runs in the page. */
const inPage = `() => {
  const faults = [];
  const places = new Set();
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const wide = [...document.querySelectorAll('body *')].filter(
      (each) => each.getBoundingClientRect().right > clientWidth && each.checkVisibility(),
    );
    const names = wide.slice(0, 8).map((each) => each.tagName + '.' + each.className);
    faults.push(scrollWidth - clientWidth + ' px wider than the window: ' + names.join(' > '));
  }
  const made = document.querySelectorAll('img[src="x"], body script:not([src]), [onerror]').length;
  if (made > 0) faults.push(made + ' elements of the text’s making');
  const short = (node) => {
    const { parentElement: { tagName, className }, data } = node;
    return tagName.toLowerCase() + '.' + className + ' ' + JSON.stringify(data.slice(0, 60));
  };

  // What is meant for machines, and turns: only isolations that are closed again are ours.
  const unseen = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066\\u2067]/;
  const isBalanced = (text) => {
    let depth = 0;
    for (const letter of text) {
      if (letter === '\\u2068') depth++;
      if (letter === '\\u2069' && --depth < 0) return false;
    }
    return depth === 0;
  };
  const isInline = (element) => getComputedStyle(element).display.startsWith('inline');
  /** Whether what stands beside the text keeps its direction. */
  const isApart = (node, from) => {
    const before = node.data.slice(0, from);
    if (before.lastIndexOf('\\u2068') > before.lastIndexOf('\\u2069')) return true;
    let element = node.parentElement;
    for (; isInline(element); element = element.parentElement) {
      const { unicodeBidi, display } = getComputedStyle(element);
      if (unicodeBidi.startsWith('isolate') || unicodeBidi === 'plaintext') return from === 0;
      // A box of its own within a line is a paragraph of its own.
      if (display !== 'inline') break;
    }
    // Alone in its paragraph, or in one that goes its way.
    return from === 0 &&
      (element.dir === 'auto' || element.textContent.trim() === node.data.trim());
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    // What is typed stays as it was typed.
    if (parent.closest('script, style, noscript, textarea')) continue;
    if (unseen.test(node.data)) faults.push('control characters: ' + short(node));
    if (!isBalanced(node.data)) faults.push('directions are left open: ' + short(node));
    const isCode = parent.closest('.cm-editor, .source, .difference');
    for (const { 1: place, index } of node.data.matchAll(/⟦([^⟧]+)⟧/g)) {
      const isShown = parent.tagName === 'OPTION' || parent.checkVisibility({ visibilityProperty: true });
      if (!isShown) continue;
      const clip = 40;
      const expected = '<img src=x onerror="hostile()">';
      if (node.data.startsWith(expected, index + place.length + 2)) places.add(place);
      if (isCode || parent.tagName === 'OPTION' || parent.closest('svg')) continue;
      if (parent.closest('.unseen')) continue;
      if (!isApart(node, index)) faults.push('turns what is beside it: ' + short(node));
    }
  }
  for (const field of document.querySelectorAll('input, textarea')) {
    for (const { 1: place } of field.value.matchAll(/⟦([^⟧]+)⟧/g)) places.add(place);
  }
  return { faults, places: [...places] };
}`;
