import { type EpochMs, epochMs } from '../core/time.ts';
import { type Bar, TIMEFRAME_MS, type Timeframe } from '../market/bar.ts';
import { type Instrument, instrumentOf, marketValue } from '../market/instrument.ts';
import { isUsable, quoteMidpoint, type Quote } from '../market/quote.ts';
import type { Ticker } from '../market/symbol.ts';
import type { MarketView } from '../risk/view.ts';

/** A bar with the instant of its close. */
export interface StrategyBar {
  readonly bar: Bar;
  readonly at: EpochMs;
  readonly timeframe: Timeframe;
  /** Whether a newer bar is known already, so that nothing is decided on this one. */
  readonly superseded?: true;
}

/** The last price of one symbol and how much of it the account holds; estimates. */
export class MarketState implements MarketView {
  readonly symbol: Ticker;
  instrument: Instrument;
  price = Number.NaN;
  at: EpochMs = epochMs(0);
  source: 'quote' | 'bar' = 'bar';
  periodMs = 0;
  /** Of the bar that {@link periodMs} is the length of. */
  timeframe: Timeframe | undefined = undefined;
  bid = Number.NaN;
  ask = Number.NaN;
  /** Units over all books, mirrored from the ledger for valuation. */
  held = 0;
  /** Whether the price is only what was paid: enough to size with, and no valuation. */
  atCost = false;
  /** The instant of the last split; prices from before it are in old shares. */
  splitAt: EpochMs = epochMs(0);
  /** New shares for each old one at that split. */
  splitFactor = 1;

  constructor(instrument: Instrument) {
    this.symbol = instrument.symbol;
    this.instrument = instrument;
  }

  /** Whether there is a price that the market or the broker has named. */
  get isPriced(): boolean {
    return !this.atCost && !Number.isNaN(this.price);
  }

  /** What is held at a price, with the multiplier. */
  valueAt(price: number): number {
    return marketValue(this.instrument, price, this.held);
  }
}

/** How long after a quote a bar's close does not replace it as the mark. */
const QUOTE_LEADS_MS = 120_000;

/**
 * Marks of every symbol seen, and the value of what is held at them.
 *
 * The value is updated by differences, so that a bar costs the same however much is held, and
 * `revalue` sums it from scratch each trading day.
 */
export class Markets {
  readonly states = new Map<Ticker, MarketState>();
  readonly #instruments: (symbol: Ticker) => Instrument;
  positionsValue = 0;
  /** Number of symbols held without a market price: the value has their cost, or nothing. */
  unpriced = 0;

  /** @param instruments what a symbol stands for; by the form of the symbol unless given */
  constructor(instruments: (symbol: Ticker) => Instrument = instrumentOf) {
    this.#instruments = instruments;
  }

  get(symbol: Ticker): MarketState {
    let state = this.states.get(symbol);
    if (state === undefined) {
      state = new MarketState(this.#instruments(symbol));
      this.states.set(symbol, state);
    }
    return state;
  }

  /**
   * Gives a bar in today's shares. One that ended by the moment of the last split, or at it, is in
   * old shares, however late it arrives; any other is returned as it is.
   */
  inTodaysShares(
    { splitAt, splitFactor: factor }: MarketState,
    reported: StrategyBar,
  ): StrategyBar {
    if (reported.at > splitAt) return reported;
    const { open, high, low, close, volume } = reported.bar;
    const prices = { open: open / factor, high: high / factor, low: low / factor };
    const bar = { ...reported.bar, ...prices, close: close / factor, volume: volume * factor };
    return { ...reported, bar };
  }

  /** Marks at the close of a bar in today's shares, unless the mark is later or a recent quote. */
  onBar(state: MarketState, bar: Bar, at: EpochMs, timeframe: Timeframe): void {
    if (at < state.at) return;
    if (state.source === 'quote' && at - state.at < QUOTE_LEADS_MS) return;
    this.#mark(state, bar.close);
    state.at = at;
    if (state.source === 'bar' && state.timeframe === timeframe) return;
    state.source = 'bar';
    state.timeframe = timeframe;
    state.periodMs = TIMEFRAME_MS[timeframe];
  }

  /**
   * Marks at the middle of a usable quote. An unusable one is ignored, so that the mark grows
   * stale; so is a delayed one that is older than the mark.
   */
  onQuote(quote: Quote): void {
    if (!isUsable(quote)) return;
    const state = this.get(quote.symbol);
    if (quote.at < state.at) return;
    const factor = quote.at < state.splitAt ? state.splitFactor : 1;
    this.#mark(state, quoteMidpoint(quote) / factor);
    state.at = quote.at;
    state.source = 'quote';
    state.periodMs = 0;
    state.bid = quote.bid / factor;
    state.ask = quote.ask / factor;
  }

  /**
   * Sets a price to use until the market names one; a later one replaces it until then.
   *
   * @param price the last price that the broker or a data source has
   */
  seed(symbol: Ticker, price: number): void {
    const state = this.get(symbol);
    if (state.at === 0) this.#mark(state, price);
  }

  /** Sets what was paid as the price while there is no other; the holding stays unpriced. */
  seedCost(symbol: Ticker, price: number): void {
    const state = this.get(symbol);
    if (!Number.isNaN(state.price)) return;
    state.atCost = true;
    state.price = price;
    if (state.held !== 0) this.positionsValue += state.valueAt(price);
  }

  /** Takes over what the ledger holds; the instrument of its fills decides. */
  setHeld(instrument: Instrument, held: number): void {
    const state = this.get(instrument.symbol);
    if (state.instrument !== instrument) {
      state.instrument = instrument;
      this.revalue();
    }
    if (!Number.isNaN(state.price)) {
      this.positionsValue += marketValue(instrument, state.price, held - state.held);
    }
    if (!state.isPriced && (held === 0) !== (state.held === 0)) {
      this.unpriced += held === 0 ? -1 : 1;
    }
    state.held = held;
  }

  /** Turns the mark into new shares, `factor` for each old one, at the moment of a split. */
  split(symbol: Ticker, { at, factor }: { readonly at: EpochMs; readonly factor: number }): void {
    const state = this.get(symbol);
    // Contracts and coins do not split; see the ledger.
    if (state.instrument.assetClass !== 'us_equity') return;
    state.splitAt = at;
    state.splitFactor = factor;
    state.price /= factor;
    state.bid /= factor;
    state.ask /= factor;
    this.revalue();
  }

  #mark(state: MarketState, price: number): void {
    if (state.held !== 0) {
      const before = Number.isNaN(state.price) ? 0 : state.price;
      if (!state.isPriced) this.unpriced -= 1;
      this.positionsValue += state.valueAt(price - before);
    }
    state.atCost = false;
    state.price = price;
  }

  /** Sums the value of holdings from scratch, which drops accumulated rounding errors. */
  revalue(): void {
    let total = 0;
    for (const state of this.states.values()) {
      if (state.held !== 0 && !Number.isNaN(state.price)) total += state.valueAt(state.price);
    }
    this.positionsValue = total;
  }

  /** Gross value of all holdings. */
  gross(): number {
    let total = 0;
    for (const state of this.states.values()) {
      if (state.held !== 0) total += Math.abs(state.valueAt(state.price));
    }
    return total;
  }
}
