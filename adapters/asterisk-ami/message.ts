/** One message of the manager interface (AMI): an event or a response, headers in order. */

/** Headers as they came; names are compared without regard to case, as Asterisk does. */
export class AmiMessage {
  readonly names: readonly string[];
  readonly values: readonly string[];

  constructor(names: readonly string[], values: readonly string[]) {
    this.names = names;
    this.values = values;
  }

  /** The event's name; undefined: a response. */
  get event(): string | undefined {
    return this.names[0] === 'Event' ? this.values[0] : undefined;
  }

  /** `Success`, `Error`, `Goodbye`, …; undefined: an event. */
  get response(): string | undefined {
    return this.names[0] === 'Response' ? this.values[0] : undefined;
  }

  get actionId(): string | undefined {
    return this.get('ActionID');
  }

  /** The first header of that name. Cost: O(headers). */
  get(name: string): string | undefined {
    // As Asterisk writes them is how we ask nearly always.
    let at = this.names.indexOf(name);
    if (at === -1) {
      const lower = name.toLowerCase();
      at = this.names.findIndex((each) => each.toLowerCase() === lower);
    }
    return at === -1 ? undefined : this.values[at];
  }

  /** The first header of that name, empty when there is none. */
  text(name: string): string {
    return this.get(name) ?? '';
  }

  /** A whole number of at least 0; 0 when there is none. */
  count(name: string): number {
    const value = Number.parseInt(this.text(name), 10);
    return Number.isNaN(value) ? 0 : Math.max(0, value);
  }

  /** All headers of that name: `Variable`, `Output`. */
  all(name: string): string[] {
    const lower = name.toLowerCase();
    return this.values.filter((_, i) => this.names[i]!.toLowerCase() === lower);
  }
}

/** An action: its name, and headers in order; a list gives the header as often. */
export type AmiAction = {
  readonly Action: string;
  readonly [header: string]: string | number | readonly string[] | undefined;
};

/** Thrown for an action that would be read as something else than what was meant. */
export class AmiActionError extends Error {
  override name = 'AmiActionError';
}

/**
 * An action as bytes on the line. Throws an `AmiActionError` when a name or value holds a line
 * break or another control character: it would add headers of its own.
 */
export function writeAction(action: AmiAction, actionId: string): string {
  const lines: string[] = [];
  const add = (name: string, value: string): void => {
    if (hasControls(value) || hasControls(name) || name.includes(':')) {
      throw new AmiActionError(
        `${action.Action}: ${name} holds a line break or another control character ` +
          `(${JSON.stringify(value)}); it is not sent`,
      );
    }
    lines.push(`${name}: ${value}`);
  };
  add('Action', action.Action);
  add('ActionID', actionId);
  for (const [name, value] of Object.entries(action)) {
    if (name === 'Action' || value === undefined) continue;
    for (const each of Array.isArray(value) ? value : [value]) add(name, String(each));
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Control characters of ASCII; a tab is none of them here: dialplan values may hold it. */
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 32 && code !== 9) || code === 127) return true;
  }
  return false;
}
