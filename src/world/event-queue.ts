import { assert } from '../core/assert.ts';

/** Hears of a queue's reader, to slow a source down or to stop it. */
export interface QueueHooks {
  /** An item was taken; `left` are waiting. */
  readonly taken?: (left: number) => void;
  /** The reader left before the end. */
  readonly left?: () => void;
}

/** Items pushed at one end and awaited, in order, by one reader at the other. */
export interface EventQueue<T> {
  push(item: T): void;
  /** No more items; what is queued is still read. */
  end(): void;
  /** As `end`, but the reader then sees the error. */
  fail(error: unknown): void;
  /** How many items wait. */
  readonly size: number;
  readonly items: AsyncIterable<T>;
}

interface Waiting<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts an empty queue. It has no cap of its own: its owner slows the source (see the hooks). */
export function createEventQueue<T>(hooks: QueueHooks = {}): EventQueue<T> {
  let items: T[] = [];
  let head = 0;
  let ending: { readonly error?: unknown } | undefined;
  let waiting: Waiting<T> | undefined;

  const settleEnd = (reader: Waiting<T>, end: { readonly error?: unknown }): void => {
    // The error is told once; a reader that asks again finds the end.
    ending = {};
    if ('error' in end) reader.reject(end.error);
    else reader.resolve({ done: true, value: undefined });
  };
  const take = (): T => {
    const item = items[head]!;
    head += 1;
    if (head === items.length || head > 1_024) {
      items = items.slice(head);
      head = 0;
    }
    hooks.taken?.(items.length - head);
    return item;
  };
  const close = (end: { readonly error?: unknown }): void => {
    if (ending !== undefined) return;
    ending = end;
    const reader = waiting;
    waiting = undefined;
    if (reader !== undefined) settleEnd(reader, end);
  };
  const iterator: AsyncIterator<T, undefined> = {
    next: () => {
      assert(waiting === undefined, 'an event queue has one reader');
      return new Promise((resolve, reject) => {
        if (head < items.length) resolve({ done: false, value: take() });
        else if (ending !== undefined) settleEnd({ resolve, reject }, ending);
        else waiting = { resolve, reject };
      });
    },
    return: () => {
      const early = ending === undefined;
      items = [];
      head = 0;
      close({});
      if (early) hooks.left?.();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return {
    push: (item) => {
      if (ending !== undefined) return;
      const reader = waiting;
      waiting = undefined;
      if (reader === undefined) items.push(item);
      else reader.resolve({ done: false, value: item });
    },
    end: () => close({}),
    fail: (error) => close({ error }),
    get size() {
      return items.length - head;
    },
    items: { [Symbol.asyncIterator]: () => iterator },
  };
}
