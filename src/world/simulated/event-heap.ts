import type { KernelEvent } from './kernel-event.ts';

/** Event with its position in the order of all events. */
export interface Scheduled {
  readonly at: number;
  readonly priority: number;
  readonly sequence: number;
  /** Undefined once it has run or was canceled. */
  event: KernelEvent | undefined;
}

function precedes(a: Scheduled, b: Scheduled): boolean {
  if (a.at !== b.at) return a.at < b.at;
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.sequence < b.sequence;
}

/** Binary heap of events, the next one first. */
export interface EventHeap {
  push(item: Scheduled): void;
  peek(): Scheduled | undefined;
  pop(): Scheduled | undefined;
  /** Returns how many events satisfy a test, visited in no particular order. */
  count(fits: (item: Scheduled) => boolean): number;
}

/** Creates an empty heap, ordered by time, then priority, then sequence. */
export function createEventHeap(): EventHeap {
  const heap: Scheduled[] = [];
  const sink = (item: Scheduled): void => {
    let hole = 0;
    for (;;) {
      let child = hole * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && precedes(heap[child + 1]!, heap[child]!)) child += 1;
      if (!precedes(heap[child]!, item)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = item;
  };
  return {
    push: (item) => {
      let hole = heap.length;
      heap.push(item);
      while (hole > 0) {
        const parent = (hole - 1) >> 1;
        if (!precedes(item, heap[parent]!)) break;
        heap[hole] = heap[parent]!;
        hole = parent;
      }
      heap[hole] = item;
    },
    peek: () => heap[0],
    pop: () => {
      const first = heap[0];
      const last = heap.pop();
      if (last !== undefined && last !== first) sink(last);
      return first;
    },
    count: (fits) => heap.reduce((total, item) => total + (fits(item) ? 1 : 0), 0),
  };
}
