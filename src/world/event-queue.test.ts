import { describe, expect, it } from 'vitest';

import { createEventQueue } from './event-queue.ts';

describe('an event queue', () => {
  it('gives every item once and in order, whether it waits or is waited for', async () => {
    const queue = createEventQueue<number>();
    const seen: number[] = [];
    queue.push(0);
    const reading = (async () => {
      for await (const item of queue.items) seen.push(item);
    })();
    for (let item = 1; item < 5_000; item += 1) {
      queue.push(item);
      if (item % 7 === 0) await Promise.resolve();
    }
    queue.end();
    queue.push(-1);
    await reading;
    expect(seen).toEqual(Array.from({ length: 5_000 }, (_, item) => item));
  });

  it('tells its error once, after what was pushed before it', async () => {
    const queue = createEventQueue<number>();
    queue.push(1);
    queue.fail(new Error('planted'));
    queue.end();
    const reader = queue.items[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    await expect(reader.next()).rejects.toThrow('planted');
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('wakes a reader that waits when it ends, fails, or the reader is told to leave', async () => {
    const ending = createEventQueue<number>();
    const failing = createEventQueue<number>();
    let left = 0;
    const leaving = createEventQueue<number>({ left: () => (left += 1) });
    const reader = leaving.items[Symbol.asyncIterator]();
    const waits = [
      ending.items[Symbol.asyncIterator]().next(),
      failing.items[Symbol.asyncIterator]()
        .next()
        .catch((error: unknown) => String(error)),
      reader.next(),
    ];
    ending.end();
    failing.fail('planted');
    await reader.return?.();
    await reader.return?.();
    const done = { done: true, value: undefined };
    expect(await Promise.all(waits)).toEqual([done, 'planted', done]);
    expect(left).toBe(1);
  });

  it('says how many wait, so that a source can be slowed', async () => {
    const sizes: number[] = [];
    const queue = createEventQueue<number>({ taken: (waiting) => sizes.push(waiting) });
    for (const item of [1, 2, 3]) queue.push(item);
    expect(queue.size).toBe(3);
    for await (const item of queue.items) if (item === 3) break;
    expect(sizes).toEqual([2, 1, 0]);
  });
});
