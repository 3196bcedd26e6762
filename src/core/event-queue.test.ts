import { describe, expect, it } from 'vitest';

import { createEventQueue } from './event-queue.ts';

describe('an event queue', () => {
  it('returns every item once and in order, queued or awaited', async () => {
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

  it('reports its error once, after the items pushed before it', async () => {
    const queue = createEventQueue<number>();
    queue.push(1);
    queue.fail(new Error('planted'));
    queue.end();
    const reader = queue.items[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    await expect(reader.next()).rejects.toThrow('planted');
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('wakes a waiting reader when it ends, fails, or stops the reader', async () => {
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

  it('reports how many items wait, so that a source can slow down', async () => {
    const sizes: number[] = [];
    const queue = createEventQueue<number>({ taken: (waiting) => sizes.push(waiting) });
    for (const item of [1, 2, 3]) queue.push(item);
    expect(queue.size).toBe(3);
    for await (const item of queue.items) if (item === 3) break;
    expect(sizes).toEqual([2, 1, 0]);
  });

  it('lets a source wait for room, and never after the end', async () => {
    const queue = createEventQueue<number>();
    for (let item = 0; item < 6; item += 1) queue.push(item);
    let entered = false;
    const waiting = queue.room(3).then(() => {
      entered = true;
    });
    const reader = queue.items[Symbol.asyncIterator]();
    for (let taken = 0; taken < 3; taken += 1) await reader.next();
    expect(entered).toBe(false);
    await reader.next();
    await waiting;
    expect(entered).toBe(true);
    const second = queue.room(1);
    queue.end();
    await second;
    await queue.room(0);
    expect(queue.rest()).toEqual([4, 5]);
    expect(queue.push(6)).toBe(false);
  });

  it('aborts before the queued items, which stay in the rest', async () => {
    const queue = createEventQueue<number>();
    const reader = queue.items[Symbol.asyncIterator]();
    queue.push(1);
    queue.push(2);
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    queue.abort(new Error('the source broke'));
    await expect(reader.next()).rejects.toThrow('the source broke');
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    expect(queue.rest()).toEqual([2]);
  });

  it('keeps the queued items when the reader leaves', async () => {
    const queue = createEventQueue<number>();
    for (const item of [1, 2, 3]) queue.push(item);
    for await (const item of queue.items) if (item === 2) break;
    expect(queue.rest()).toEqual([3]);
    expect(await queue.items[Symbol.asyncIterator]().next()).toEqual({
      done: true,
      value: undefined,
    });
  });
});
