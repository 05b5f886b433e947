/** Reads the one form of BSON that tables of telephone numbers come in: texts by text. */

/** Keys and values in order. Throws for anything else. */
export function readTexts(bytes: Buffer): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let at = 4;
  while (bytes[at] !== 0) {
    if (bytes[at] !== 2) throw new Error(`not a text but type ${bytes[at]} at byte ${at}`);
    const keyEnd = bytes.indexOf(0, at + 1);
    const key = bytes.toString('utf8', at + 1, keyEnd);
    const length = bytes.readInt32LE(keyEnd + 1);
    const begin = keyEnd + 5;
    texts.set(key, bytes.toString('utf8', begin, begin + length - 1));
    at = begin + length;
  }
  return texts;
}
