/**
 * One queue for everything that happens to an engine: many put in, one takes out, in order.
 */
export class Inbox<T> implements AsyncIterable<T> {
  #items: T[] = [];
  #head = 0;
  #wake: (() => void) | undefined;
  #closed = false;
  #failure: { readonly error: unknown } | undefined;
  #waiters: { readonly below: number; readonly resolve: () => void }[] = [];

  /** How many wait. */
  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Puts an item at the end; false when the inbox was closed. */
  push(item: T): boolean {
    if (this.#closed) return false;
    this.#items.push(item);
    this.#wake?.();
    return true;
  }

  /** Resolves when fewer than so many wait, or when nothing more is taken in. */
  room(below: number): Promise<void> {
    if (this.#closed || this.size < below) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ below, resolve });
    });
  }

  /** Takes no more; what waits is still taken out. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
    this.#letIn();
  }

  /** Ends the reading with an error, before what still waits. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#closed = true;
    this.#wake?.();
    this.#letIn();
  }

  /** What was never taken out. */
  rest(): readonly T[] {
    return this.#items.slice(this.#head);
  }

  #letIn(): void {
    const waiting = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiting) {
      if (this.#closed || this.size < waiter.below) waiter.resolve();
      else this.#waiters.push(waiter);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#head < this.#items.length) {
        const item = this.#items[this.#head]!;
        this.#head += 1;
        // Taken items are dropped in bulk, so that taking one costs the same however many wait.
        if (this.#head > 1_024) {
          this.#items = this.#items.slice(this.#head);
          this.#head = 0;
        }
        if (this.#waiters.length > 0) this.#letIn();
        yield item;
        continue;
      }
      if (this.#closed) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
