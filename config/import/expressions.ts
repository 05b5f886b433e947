/**
 * Values in the dialplan as far as they are known beforehand: variables set in the same extension,
 * and `${IF($[${LEN(${VQ_MAXWAIT})}>0]?${VQ_MAXWAIT}:300)}` of FreePBX, whose `VQ_` variables are
 * empty unless another module sets them. What only a call can know stays as it is written.
 */

/** Variables FreePBX leaves empty for others to fill. */
const EMPTY = /^(?:VQ_\w+|Q(?:GOSUB|AGI|RULE|POSITION|URL|CANCELMISSED|RINGOPTS|RETRY|AANNOUNCE))$/;

/** The text with what is known put in; whatever is not keeps its `${…}`. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  let out = '';
  for (let i = 0; i < text.length; ) {
    if (!text.startsWith('${', i)) {
      out += text[i]!;
      i += 1;
      continue;
    }
    const end = closing(text, i + 1);
    out += knownValue(text.slice(i + 2, end), variables);
    i = end + 1;
  }
  return out;
}

/** True when nothing is left that only a call can know. */
export const isKnown = (text: string): boolean => !/\$[{[]/.test(text);

function knownValue(inner: string, variables: ReadonlyMap<string, string>): string {
  if (/^\w+$/.test(inner)) {
    return variables.get(inner) ?? (EMPTY.test(inner) ? '' : `\${${inner}}`);
  }
  const choice = /^IF\((.*)\)$/s.exec(inner)?.[1];
  const question = choice === undefined ? -1 : atTop(choice, '?');
  if (choice === undefined || question < 0) return `\${${expand(inner, variables)}}`;
  const holds = conditionOf(expand(choice.slice(0, question), variables));
  if (holds === undefined) return `\${${inner}}`;
  const rest = choice.slice(question + 1);
  const colon = atTop(rest, ':');
  const taken = holds
    ? rest.slice(0, colon < 0 ? undefined : colon)
    : colon < 0
      ? ''
      : rest.slice(colon + 1);
  return expand(taken, variables).trim();
}

/** `$[${LEN(abc)}>0]`, `$["abc"!=""]`, `$["a"="b"]`; undefined for anything else. */
function conditionOf(text: string): boolean | undefined {
  const inner = /^\$\[(.*)\]$/s.exec(text.trim())?.[1]?.trim();
  if (inner === undefined) return undefined;
  const length = /^\$\{LEN\(([^${}]*)\)\}\s*>\s*0$/.exec(inner);
  if (length !== null) return length[1] !== '';
  const equal = /^"([^"$]*)"\s*(!?=)\s*"([^"$]*)"$/.exec(inner);
  return equal === null ? undefined : (equal[1] === equal[3]) === (equal[2] === '=');
}

/** Index of the `}` that closes the `{` at `open`; the end when there is none. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth += 1;
    else if (text[i] === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return text.length;
}

/** First place of a character that is in no brackets. */
function atTop(text: string, character: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i]!)) depth += 1;
    else if (')]}'.includes(text[i]!)) depth -= 1;
    else if (depth === 0 && text[i] === character) return i;
  }
  return -1;
}
