/** One file's text with its errors in place. Loaded when the page is opened, and by no other. */

import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import { highlightSpecialChars } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'preact/hooks';
import type { ConfigDiagnostic } from '../../../wire/config.ts';
import { visible } from '../../foreign.ts';

/** What is wrong, and where. */
export type EditorMark = Pick<
  ConfigDiagnostic,
  'line' | 'column' | 'endColumn' | 'severity' | 'message' | 'hint'
>;

export interface YamlEditorProps {
  readonly path: string;
  readonly text: string;
  readonly label: string;
  readonly diagnostics: readonly EditorMark[];
  /** Line to show, and which time it is asked. */
  readonly goTo: { readonly line: number; readonly times: number };
  readonly change: (text: string) => void;
}

/** Colours of the page's own tokens, so that light and dark follow it. */
const look = EditorView.theme({
  '&': { border: '1px solid var(--pico-muted-border-color)', height: '65vh', fontSize: '0.95em' },
  '&:focus-within, &.cm-focused': { outline: '3px solid var(--pico-primary)' },
  '.cm-scroller': { fontFamily: 'ui-monospace, "Noto Sans Mono CJK JP", monospace' },
  '.cm-content': { caretColor: 'var(--pico-color)' },
  '.cm-cursor': { borderLeftColor: 'var(--pico-color)' },
  '.cm-gutters': {
    backgroundColor: 'var(--pico-card-background-color)',
    color: 'var(--quiet)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-tooltip': {
    backgroundColor: 'var(--pico-card-background-color)',
    color: 'var(--pico-color)',
  },
});

/** Words of YAML in the page's own colours. */
const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--pico-primary)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.bool, tags.number, tags.atom], color: 'var(--warn)' },
]);

export function YamlEditor(props: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      doc: props.text,
      extensions: [
        basicSetup,
        // All that turns the direction of writing, beside what is special to it anyway.
        highlightSpecialChars({ addSpecialChars: /[\u202a-\u202e\u2066-\u2069]/g }),
        yaml(),
        look,
        syntaxHighlighting(words),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': props.label, tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.change(update.state.doc.toString());
        }),
      ],
    });
    view.current = made;
    return () => made.destroy();
  }, [props.path]);
  useEffect(() => {
    const shown = view.current;
    if (!shown) return;
    const found = props.diagnostics.flatMap((each) => markOf(each, shown));
    shown.dispatch(setDiagnostics(shown.state, found));
  }, [props.diagnostics, props.path]);
  useEffect(() => {
    const shown = view.current;
    if (!shown || props.goTo.line < 1 || props.goTo.line > shown.state.doc.lines) return;
    const { from } = shown.state.doc.line(props.goTo.line);
    shown.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    shown.focus();
  }, [props.goTo, props.path]);
  return <div ref={place} class="yaml-editor" />;
}

/** Where it is; a text that has become shorter since it was checked has the place no more. */
function markOf(
  { line, column, endColumn, severity, message, hint }: EditorMark,
  { state: { doc } }: EditorView,
): Diagnostic[] {
  if (line < 1 || line > doc.lines) return [];
  const at = doc.line(line);
  const from = Math.min(at.to, at.from + Math.max(0, column - 1));
  const to = Math.min(at.to, Math.max(from, at.from + endColumn - 1));
  const said = hint === null ? message : `${message}\n→ ${hint}`;
  return [{ from, to, severity, message: visible(said) }];
}
