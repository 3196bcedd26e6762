/** Items that arrive at one end and are awaited, in order, by one reader at the other. */
export interface Inbox<T> {
  push(item: T): void;
  /** No more items; what waits is still read. */
  end(): void;
  /** As `end`, but the reader then sees the error. */
  fail(error: unknown): void;
  /** How many items wait. */
  readonly size: number;
  readonly items: AsyncIterable<T>;
}

/**
 * Starts an empty inbox. It has no cap: whoever fills it watches `size`.
 *
 * @param left called when the reader leaves before the end
 */
export function createInbox<T>(left: () => void = () => {}): Inbox<T> {
  const waiting: T[] = [];
  let ending: { readonly error?: unknown } | undefined;
  let wake: (() => void) | undefined;

  const end = (how: { readonly error?: unknown }): void => {
    ending ??= how;
    wake?.();
  };
  async function* read(): AsyncGenerator<T, void> {
    try {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift() as T;
        if (ending !== undefined) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if ('error' in ending) throw ending.error;
    } finally {
      if (ending === undefined) {
        ending = {};
        left();
      }
    }
  }
  return {
    push(item) {
      if (ending !== undefined) return;
      waiting.push(item);
      wake?.();
    },
    end: () => end({}),
    fail: (error) => end({ error }),
    get size() {
      return waiting.length;
    },
    items: { [Symbol.asyncIterator]: read },
  };
}
