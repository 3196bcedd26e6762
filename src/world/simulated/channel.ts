import type { Kernel } from './kernel.ts';
import type { Owner } from './owner.ts';

/** One direction of a connection: items are delivered later, in order. */
export interface Channel<T> {
  /** Delivers an item `delayMs` from now, but not before earlier items. */
  put(item: T, delayMs: number): void;
  /** Like `put`, but the item overtakes up to `places` pending ones. */
  putAhead(item: T, delayMs: number, places: number): void;
  /** Delivers nothing for `ms` from now, or until released. */
  hold(ms: number): void;
  /** Delivers the pending items now, in order. */
  release(): void;
  /** Stops delivery permanently. */
  mute(): void;
}

/** Ends of a channel. */
export interface ChannelOptions<T> {
  readonly kind: string;
  readonly receiver: () => Owner;
  readonly deliver: (item: T) => void;
  /** Trace entry of an item. */
  readonly show: (item: T) => string;
}

/** Creates an empty channel. */
export function createChannel<T>(kernel: Kernel, options: ChannelOptions<T>): Channel<T> {
  const { kind, receiver, deliver, show } = options;
  const underWay: T[] = [];
  let latest: number = kernel.now();
  let muted = false;
  // Each event delivers the item that is first by then: events of one instant may run in any order,
  // and a released channel has more events than items.
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
