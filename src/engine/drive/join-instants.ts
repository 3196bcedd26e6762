import type { WorldClock } from '../../core/world.ts';
import type { BarEvent, FeedEvent, MarketEvent } from '../../market/event.ts';
import type { Ticker } from '../../market/symbol.ts';

/** How the bars of an instant are collected. */
export interface JoinOptions {
  readonly clock: Pick<WorldClock, 'timer'>;
  /** Symbols whose bars are expected at every instant. */
  readonly symbols: readonly Ticker[];
  /** Wait after the first bar of an instant for the others, in milliseconds of the world. */
  readonly waitMs: number;
  /** Whether the source is in order of time, so that any later event shows an instant complete. */
  readonly ordered: boolean;
}

/**
 * Joins the bars that end at one instant, so that strategies decide on all of them together.
 *
 * An instant is complete when each expected symbol has its bar, when a bar of a later instant or a
 * session mark arrives, or after the wait; a symbol that did not trade has no bar. Other events
 * pass without waiting. A bar that comes after its instant is passed on alone.
 */
export async function* joinInstants(
  source: AsyncIterable<MarketEvent>,
  { clock, symbols, waitMs, ordered }: JoinOptions,
): AsyncGenerator<FeedEvent, void> {
  const events = source[Symbol.asyncIterator]();
  let held: BarEvent[] = [];
  let timeout: Promise<'timeout'> | undefined;
  let cancel = (): void => {};
  const release = (): FeedEvent => {
    const [first] = held;
    const joined: FeedEvent =
      held.length === 1 ? first! : { kind: 'bars', at: first!.at, bars: held.toSorted(bySymbol) };
    held = [];
    cancel();
    timeout = undefined;
    return joined;
  };
  let next = events.next();
  try {
    for (;;) {
      const arrived = await (timeout === undefined ? next : Promise.race([next, timeout]));
      if (arrived === 'timeout') {
        yield release();
        continue;
      }
      if (arrived.done === true) break;
      const event = arrived.value;
      if (held.length > 0 && closes(event, held[0]!, ordered)) yield release();
      if (event.kind !== 'bar') yield event;
      else {
        held.push(event);
        if (isComplete(held, symbols)) yield release();
        else if (timeout === undefined) {
          timeout = new Promise((resolve) => {
            cancel = clock.timer(waitMs, () => resolve('timeout'));
          });
        }
      }
      next = events.next();
    }
    if (held.length > 0) yield release();
  } finally {
    cancel();
    await events.return?.();
  }
}

/** Whether an event shows that no more bars of the held instant belong to it. */
function closes(event: MarketEvent, { at, timeframe }: BarEvent, ordered: boolean): boolean {
  if (event.kind === 'bar') return event.at !== at || event.timeframe !== timeframe;
  if (event.kind === 'quote' || event.kind === 'trade') return ordered && event.at > at;
  return true;
}

function isComplete(held: readonly BarEvent[], symbols: readonly Ticker[]): boolean {
  if (held.length < symbols.length) return false;
  const seen = new Set(held.map(({ bar }) => bar.symbol));
  return symbols.every((symbol) => seen.has(symbol));
}

function bySymbol(a: BarEvent, b: BarEvent): number {
  return a.bar.symbol < b.bar.symbol ? -1 : a.bar.symbol > b.bar.symbol ? 1 : 0;
}
