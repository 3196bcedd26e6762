import type { Kernel } from './kernel.ts';
import type { Owner } from './owner.ts';

/** One direction of a connection: what is put in comes out later, in order. */
export interface Channel<T> {
  /** Lets an item come out `delayMs` from now, but not before those that were put in earlier. */
  put(item: T, delayMs: number): void;
  /** As `put`, but the item overtakes up to `places` of those under way. */
  putAhead(item: T, delayMs: number, places: number): void;
  /** Nothing comes out for `ms` from now, or until released. */
  hold(ms: number): void;
  /** What is under way comes out now, in order. */
  release(): void;
  /** Nothing comes out ever again. */
  mute(): void;
}

/** What a channel is between. */
export interface ChannelOptions<T> {
  readonly kind: string;
  readonly receiver: () => Owner;
  readonly deliver: (item: T) => void;
  /** What the trace keeps of an item. */
  readonly show: (item: T) => string;
}

/** An empty channel. */
export function createChannel<T>(kernel: Kernel, options: ChannelOptions<T>): Channel<T> {
  const { kind, receiver, deliver, show } = options;
  const underWay: T[] = [];
  let latest: number = kernel.now();
  let muted = false;
  // Each event takes whatever is first by then: events of one instant may run in any order, and a
  // released channel has more events than items.
  const comeOut = (delayMs: number): void => {
    kernel.after(delayMs, {
      kind,
      owner: receiver(),
      payload: () => (muted || underWay.length === 0 ? 'nothing' : show(underWay[0]!)),
      run: () => {
        if (underWay.length === 0) return;
        const first = underWay.shift()!;
        if (!muted) deliver(first);
      },
    });
  };
  const putAhead = (item: T, delayMs: number, places: number): void => {
    if (muted) return;
    underWay.splice(Math.max(0, underWay.length - places), 0, item);
    latest = Math.max(latest, kernel.now() + delayMs);
    comeOut(latest - kernel.now());
  };
  return {
    put: (item, delayMs) => putAhead(item, delayMs, 0),
    putAhead,
    hold: (ms) => {
      latest = Math.max(latest, kernel.now() + ms);
    },
    release: () => {
      latest = kernel.now();
      for (let item = 0; item < underWay.length; item += 1) comeOut(0);
    },
    mute: () => {
      muted = true;
    },
  };
}
