/** A field of a form, by its name. */
export const fieldOf = (form: HTMLFormElement | null, name: string): HTMLInputElement =>
  form!.elements.namedItem(name) as HTMLInputElement;
