/** What is shown of a document that is both pushed and answered to what was done in it. */

/**
 * Answers come before their push does. A push of what was answered before the last answer holds
 * what was, not what is, however late it comes; a push of anything else is news.
 */
export class Answered {
  /** Marks of answers whose push has not come yet, in order. */
  #awaited: readonly string[] = [];
  #pushed: string;

  /** `pushed`: the mark of what is there at first; equal documents have equal marks. */
  constructor(pushed: string) {
    this.#pushed = pushed;
  }

  /** The server has answered with this. */
  answered(mark: string): void {
    // Its push may have been quicker.
    if (mark !== this.#pushed) this.#awaited = [...this.#awaited, mark];
  }

  /** The server has pushed this. True: it is to be shown. */
  isNews(mark: string): boolean {
    if (mark === this.#pushed) return false;
    this.#pushed = mark;
    const at = this.#awaited.indexOf(mark);
    this.#awaited = at < 0 ? [] : this.#awaited.slice(at + 1);
    return this.#awaited.length === 0;
  }
}
