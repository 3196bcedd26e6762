import { type EpochMs, epochMs } from '../core/time.ts';
import { type Bar, TIMEFRAME_MS, type Timeframe } from '../market/bar.ts';
import { isUsable, midpoint, type Quote } from '../market/quote.ts';
import type { Ticker } from '../market/symbol.ts';
import type { MarketView } from '../risk/view.ts';

/** The last price of one symbol and how much of it the account holds; estimates. */
export class Instrument implements MarketView {
  readonly symbol: Ticker;
  price = Number.NaN;
  at: EpochMs = epochMs(0);
  source: 'quote' | 'bar' = 'bar';
  periodMs = 0;
  /** Of the bar that {@link periodMs} is the length of. */
  timeframe: Timeframe | undefined = undefined;
  bid = Number.NaN;
  ask = Number.NaN;
  /** Shares over all books, mirrored from the ledger for valuation. */
  held = 0;

  constructor(symbol: Ticker) {
    this.symbol = symbol;
  }
}

/** How long after a quote a bar's close does not replace it as the mark. */
const QUOTE_LEADS_MS = 120_000;

/**
 * Marks of every symbol seen, and the value of what is held at them.
 *
 * The value is kept up to date by differences, so that a bar costs the same whatever is held, and
 * summed anew by `revalue` at each session.
 */
export class Markets {
  readonly instruments = new Map<Ticker, Instrument>();
  positionsValue = 0;
  /** How many symbols are held without any price, so that the value says too little. */
  unpriced = 0;

  get(symbol: Ticker): Instrument {
    let instrument = this.instruments.get(symbol);
    if (instrument === undefined) {
      instrument = new Instrument(symbol);
      this.instruments.set(symbol, instrument);
    }
    return instrument;
  }

  /** Marks at a bar's close, unless what is marked at is later or a recent quote. */
  onBar(instrument: Instrument, bar: Bar, at: EpochMs, timeframe: Timeframe): void {
    if (at < instrument.at) return;
    if (instrument.source === 'quote' && at - instrument.at < QUOTE_LEADS_MS) return;
    this.#mark(instrument, bar.close);
    instrument.at = at;
    if (instrument.source === 'bar' && instrument.timeframe === timeframe) return;
    instrument.source = 'bar';
    instrument.timeframe = timeframe;
    instrument.periodMs = TIMEFRAME_MS[timeframe];
  }

  /** Marks at the middle of a usable quote; an unusable one is ignored, and so grows stale. */
  onQuote(quote: Quote): void {
    if (!isUsable(quote)) return;
    const instrument = this.get(quote.symbol);
    this.#mark(instrument, midpoint(quote));
    instrument.at = quote.at;
    instrument.source = 'quote';
    instrument.periodMs = 0;
    instrument.bid = quote.bid;
    instrument.ask = quote.ask;
  }

  /** A price to value at until a better one comes; used for holdings found at the broker. */
  seed(symbol: Ticker, price: number): void {
    const instrument = this.get(symbol);
    if (Number.isNaN(instrument.price)) this.#mark(instrument, price);
  }

  setHeld(symbol: Ticker, held: number): void {
    const instrument = this.get(symbol);
    if (!Number.isNaN(instrument.price)) {
      this.positionsValue += (held - instrument.held) * instrument.price;
    } else if ((held === 0) !== (instrument.held === 0)) {
      this.unpriced += held === 0 ? -1 : 1;
    }
    instrument.held = held;
  }

  /** After a split the mark is in new shares. */
  rescale(symbol: Ticker, factor: number): void {
    const instrument = this.get(symbol);
    instrument.price /= factor;
    instrument.bid /= factor;
    instrument.ask /= factor;
    this.revalue();
  }

  #mark(instrument: Instrument, price: number): void {
    if (instrument.held !== 0) {
      let before = instrument.price;
      if (Number.isNaN(before)) {
        before = 0;
        this.unpriced -= 1;
      }
      this.positionsValue += instrument.held * (price - before);
    }
    instrument.price = price;
  }

  /** Sums the value of holdings anew, which drops what rounding has gathered. */
  revalue(): void {
    let total = 0;
    for (const { held, price } of this.instruments.values()) {
      if (held !== 0 && !Number.isNaN(price)) total += held * price;
    }
    this.positionsValue = total;
  }

  /** Value of all holdings without sign. */
  gross(): number {
    let total = 0;
    for (const { held, price } of this.instruments.values()) {
      if (held !== 0) total += Math.abs(held * price);
    }
    return total;
  }
}
