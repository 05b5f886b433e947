/** A text of a script as it is said to this customer. */

import type { Language, ScriptText } from '../../../../core/script/script.ts';
import { inLanguage, piecesOf } from '../../../../core/script/text.ts';
import { visible } from '../../foreign.ts';
import { scriptWords } from '../../words/script.ts';

export interface SaidTextProps {
  readonly text: ScriptText;
  readonly spoken: Language;
  readonly fields: Readonly<Record<Language, Readonly<Record<string, string>>>>;
}

/** Values of fields stand out; one that is not known is a gap the agent sees before saying it. */
export function SaidText({ text, spoken, fields }: SaidTextProps) {
  const pieces = piecesOf(inLanguage(text, spoken));
  return (
    <p class="script-said" lang={spoken} dir="auto">
      {pieces.map((piece, index) =>
        'words' in piece ? (
          visible(piece.words)
        ) : (
          <FieldValue
            key={`${index} ${piece.field}`}
            name={piece.field}
            value={ownValue(fields[spoken], piece.field) || (piece.otherwise ?? '')}
          />
        ),
      )}
    </p>
  );
}

const ownValue = (fields: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(fields, name) ? fields[name]! : '';

const FieldValue = ({ name, value }: { readonly name: string; readonly value: string }) =>
  value === '' ? (
    <mark class="gap">
      [{name}: {scriptWords.value.notKnown}]
    </mark>
  ) : (
    <bdi class="script-field">{visible(value)}</bdi>
  );
