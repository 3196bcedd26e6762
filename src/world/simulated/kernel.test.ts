import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { epochMs } from '../../core/time.ts';
import { createEventHeap, type Scheduled } from './event-heap.ts';
import { createKernel, type Kernel } from './kernel.ts';
import { createOwner, endOwner, type Owner } from './owner.ts';

const START = epochMs(1_000);

function kernelOf(seed: number, onTrace?: (line: string) => void): Kernel {
  const crash = (owner: Owner): void => endOwner(owner);
  return createKernel({
    seed,
    startAt: START,
    crash,
    ...(onTrace === undefined ? {} : { onTrace }),
  });
}

function event(
  kind: string,
  run: () => void = () => {},
): { kind: string; payload: string; run: () => void } {
  return { kind, payload: '', run };
}

describe('the event heap', () => {
  it('returns events by time, then priority, then sequence', () => {
    const keys = fc.record({ at: fc.nat(5), priority: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(keys, { maxLength: 60 }), fc.array(fc.boolean()), (items, pops) => {
        const heap = createEventHeap();
        const held: Scheduled[] = [];
        const order = (a: Scheduled, b: Scheduled): number =>
          a.at - b.at || a.priority - b.priority || a.sequence - b.sequence;
        const popOne = (): void => {
          held.sort(order);
          expect(heap.peek()).toBe(held[0]);
          expect(heap.pop()).toBe(held.shift());
        };
        items.forEach((key, sequence) => {
          const item: Scheduled = { ...key, sequence, event: undefined };
          heap.push(item);
          held.push(item);
          if (pops[sequence] === true) popOne();
        });
        while (held.length > 0) popOne();
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });
});

describe('the kernel', () => {
  it('runs events in order of time, and time passes only through them', async () => {
    const kernel = kernelOf(1);
    const seen: [string, number][] = [];
    const note = (name: string) => (): void => void seen.push([name, kernel.now()]);
    kernel.after(30, event('c', note('c')));
    kernel.after(10, event('a', note('a')));
    kernel.after(20, event('b', note('b')));
    expect(await kernel.run()).toEqual({ reason: 'idle', steps: 3, at: 1_030 });
    expect(seen).toEqual([
      ['a', 1_010],
      ['b', 1_020],
      ['c', 1_030],
    ]);
  });

  it('runs every microtask of an event before the next event', async () => {
    const kernel = kernelOf(1);
    const seen: string[] = [];
    kernel.after(
      1,
      event('first', () => {
        void (async () => {
          for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
          seen.push('after fifty awaits');
        })();
      }),
    );
    kernel.after(
      1,
      event('wait', () => seen.push('an event')),
    );
    kernel.after(
      2,
      event('last', () => seen.push('the last event')),
    );
    await kernel.run({ at: epochMs(1_001) });
    expect(seen).toContain('after fifty awaits');
    await kernel.run();
    expect(seen.at(-1)).toBe('the last event');
  });

  it('orders events of one instant by the seed', async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 40; seed += 1) {
      const kernel = kernelOf(seed);
      let order = '';
      for (const name of ['a', 'b', 'c'])
        kernel.after(
          5,
          event(name, () => (order += name)),
        );
      await kernel.run();
      orders.add(order);
    }
    expect(orders.size, 'all six orders of three events occur').toBe(6);
  });

  it('stops at an instant, after a number of steps, or on a condition', async () => {
    const kernel = kernelOf(1);
    let count = 0;
    const again = (): void => {
      count += 1;
      kernel.after(10, event('tick', again));
    };
    again();
    expect(await kernel.run({ stepsMax: 3 })).toEqual({ reason: 'steps', steps: 3, at: 1_030 });
    expect(await kernel.run({ at: epochMs(1_055) })).toEqual({
      reason: 'time',
      steps: 2,
      at: 1_055,
    });
    expect(kernel.now()).toBe(1_055);
    const until = await kernel.run({ when: () => count === 10 });
    expect(until).toEqual({ reason: 'condition', steps: 4, at: 1_090 });
  });

  it('calls afterStep once for each step, when its microtasks have run', async () => {
    const kernel = kernelOf(1);
    let settled = 0;
    for (const at of [1, 2, 3]) {
      kernel.after(
        at,
        event('step', () => void Promise.resolve().then(() => (settled += 1))),
      );
    }
    const seen: [number, number][] = [];
    await kernel.run({ afterStep: (step) => seen.push([step, settled]) });
    expect(seen).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('ends a run with the error of an event, and can be run again', async () => {
    const kernel = kernelOf(1);
    kernel.after(
      1,
      event('bad', () => {
        throw new Error('planted');
      }),
    );
    kernel.after(2, event('good'));
    await expect(kernel.run()).rejects.toThrow('planted');
    expect(await kernel.run()).toMatchObject({ reason: 'idle', steps: 1 });
  });

  it('never runs canceled events or events of an ended life', async () => {
    const kernel = kernelOf(1);
    const owner = createOwner('a', 1, 1);
    const seen: string[] = [];
    const cancel = kernel.after(
      5,
      event('canceled', () => seen.push('canceled')),
    );
    kernel.after(5, { ...event('owned', () => seen.push('owned')), owner });
    kernel.after(
      3,
      event('end', () => {
        cancel();
        endOwner(owner);
      }),
    );
    expect(await kernel.run()).toEqual({ reason: 'idle', steps: 1, at: 1_003 });
    expect(seen).toEqual([]);
  });

  it('gives the same digest for the same history, whenever it is read', async () => {
    const history = async (seed: number, asking: boolean, more = ''): Promise<string> => {
      const kernel = kernelOf(seed);
      const random = kernel.random('test');
      let left = 2_000;
      const again = (): void => {
        left -= 1;
        if (left > 0) kernel.after(random.below(50), event(`e${left}`, again));
        if (asking) kernel.digest();
      };
      again();
      kernel.trace('note', { b: 1, a: more });
      await kernel.run();
      return kernel.digest();
    };
    const plain = await history(7, false);
    expect(await history(7, true)).toBe(plain);
    expect(await history(8, false)).not.toBe(plain);
    expect(await history(7, false, 'x')).not.toBe(plain);
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives each label a random stream independent of the others', () => {
    const draws = (spoil: boolean): number[] => {
      const kernel = kernelOf(3);
      if (spoil) kernel.random('other').u32();
      const random = kernel.random('mine');
      return [random.u32(), random.u32()];
    };
    expect(draws(true)).toEqual(draws(false));
  });
});
