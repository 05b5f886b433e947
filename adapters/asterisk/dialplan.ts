/** Questions to the dialplan, by whatever way a variable can be read. */

/**
 * Whether the dialplan has an extension; undefined: nobody knows, as where `func_dialplan.so` is
 * not loaded. `ask` reads a function of the dialplan, undefined if it cannot.
 */
export async function hasExtension(
  context: string,
  extension: string,
  ask: (variable: string) => Promise<string | undefined>,
): Promise<boolean | undefined> {
  // Characters of the dialplan's own would ask for something else.
  if (/[^\w+*#@.-]/.test(context + extension)) return false;
  const value = await ask(`DIALPLAN_EXISTS(${context},${extension},1)`);
  return value === '1' ? true : value === '0' ? false : undefined;
}
