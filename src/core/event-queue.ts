import { assert } from './assert.ts';

/** Callbacks about the reader of a queue, to slow down or stop its source. */
export interface QueueHooks {
  /** Called after the reader took an item; `left` items wait. */
  readonly taken?: (left: number) => void;
  /** Called when the reader leaves before the end. */
  readonly left?: () => void;
}

/** Items pushed at one end and awaited, in order, by one reader at the other. */
export interface EventQueue<T> {
  /** Appends an item; false when the queue has ended. */
  push(item: T): boolean;
  /** Accepts no more items; queued ones are still read. */
  end(): void;
  /** Like `end`, and the reader sees the error after the queued items. */
  fail(error: unknown): void;
  /** Like `fail`, but the reader sees the error before the queued items, which it never reads. */
  abort(error: unknown): void;
  /** Resolves when fewer than `below` items wait, or when the queue has ended. */
  room(below: number): Promise<void>;
  /** The items that were never read. */
  rest(): readonly T[];
  /** Number of waiting items. */
  readonly size: number;
  readonly items: AsyncIterable<T>;
}

interface Reader<T> {
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

interface Ending {
  readonly error?: unknown;
}

const DONE = { done: true, value: undefined } as const;

class Queue<T> implements EventQueue<T> {
  readonly #hooks: QueueHooks;
  #items: T[] = [];
  #head = 0;
  #ending: Ending | undefined;
  /** The reader gets no more items: it left, or the queue was aborted. */
  #isCut = false;
  #reader: Reader<T> | undefined;
  #waiters: { readonly below: number; readonly resolve: () => void }[] = [];
  readonly items: AsyncIterable<T>;

  constructor(hooks: QueueHooks) {
    this.#hooks = hooks;
    const iterator: AsyncIterator<T, undefined> = {
      next: () => this.#next(),
      return: () => {
        const isEarly = this.#ending === undefined;
        this.#isCut = true;
        this.#close({});
        if (isEarly) this.#hooks.left?.();
        return Promise.resolve(DONE);
      },
    };
    this.items = { [Symbol.asyncIterator]: () => iterator };
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): boolean {
    if (this.#ending !== undefined) return false;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader === undefined) this.#items.push(item);
    else reader.resolve({ done: false, value: item });
    return true;
  }

  end(): void {
    this.#close({});
  }

  fail(error: unknown): void {
    this.#close({ error });
  }

  abort(error: unknown): void {
    if (this.#ending === undefined) this.#isCut = true;
    this.#close({ error });
  }

  room(below: number): Promise<void> {
    if (this.#ending !== undefined || this.size < below) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiters.push({ below, resolve });
    });
  }

  rest(): readonly T[] {
    return this.#items.slice(this.#head);
  }

  #next(): Promise<IteratorResult<T, undefined>> {
    assert(this.#reader === undefined, 'an event queue has one reader');
    return new Promise((resolve, reject) => {
      if (!this.#isCut && this.size > 0) resolve({ done: false, value: this.#take() });
      else if (this.#ending === undefined) this.#reader = { resolve, reject };
      else this.#settle({ resolve, reject }, this.#ending);
    });
  }

  #take(): T {
    const item = this.#items[this.#head]!;
    this.#head += 1;
    // Read items are dropped in bulk, so that taking one costs the same however many wait.
    if (this.#head === this.#items.length || this.#head > 1_024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    this.#hooks.taken?.(this.size);
    if (this.#waiters.length > 0) this.#letIn();
    return item;
  }

  #close(ending: Ending): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader !== undefined) this.#settle(reader, ending);
    this.#letIn();
  }

  #settle(reader: Reader<T>, ending: Ending): void {
    // The error is reported once; a reader that continues finds the end.
    this.#ending = {};
    if ('error' in ending) reader.reject(ending.error);
    else reader.resolve(DONE);
  }

  #letIn(): void {
    const waiting = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiting) {
      if (this.#ending !== undefined || this.size < waiter.below) waiter.resolve();
      else this.#waiters.push(waiter);
    }
  }
}

/**
 * Creates an empty queue: the only one in Quipu, for streams, feeds and the engine's inbox.
 *
 * It is unbounded: its owner slows the source down (`room`, `hooks.taken`).
 */
export function createEventQueue<T>(hooks: QueueHooks = {}): EventQueue<T> {
  return new Queue(hooks);
}
