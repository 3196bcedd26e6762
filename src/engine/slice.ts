import type { EpochMs } from '../core/time.ts';
import { epochMs } from '../core/time.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BookView, IndicatorSet, SliceContext, SymbolView } from '../strategy/define.ts';

/** A symbol of a book with the instant of its last bar. */
export interface SliceSymbol extends SymbolView<IndicatorSet> {
  readonly at: EpochMs;
  /** Bars still missing before every indicator is warm. */
  readonly coldBars: number;
}

/** The book that a slice shows. */
export interface SliceBook extends BookView {
  readonly params: unknown;
  readonly memory: unknown;
  readonly watchers: ReadonlyMap<Ticker, SliceSymbol>;
}

/** All symbols of a book at one instant; one object serves every call. */
export class Slice implements SliceContext<unknown, IndicatorSet, unknown> {
  readonly book: SliceBook;
  at: EpochMs = epochMs(0);
  symbols: readonly SliceSymbol[] = [];

  /** A property, so that a strategy can take it out of the slice. */
  readonly get = (symbol: string): SliceSymbol | undefined => {
    const found = this.book.watchers.get(symbol as Ticker);
    return found !== undefined && found.at === this.at && found.coldBars === 0 ? found : undefined;
  };

  constructor(book: SliceBook) {
    this.book = book;
  }

  get params(): unknown {
    return this.book.params;
  }

  get memory(): unknown {
    return this.book.memory;
  }

  get missing(): readonly Ticker[] {
    return this.#others(({ at }) => at !== this.at);
  }

  get cold(): readonly Ticker[] {
    return this.#others(({ at, coldBars }) => at === this.at && coldBars > 0);
  }

  /**
   * Shows an instant.
   *
   * @param symbols those with a bar and warm indicators, in the order of the book
   */
  show(symbols: readonly SliceSymbol[]): this {
    this.symbols = symbols;
    this.at = symbols[0]!.at;
    return this;
  }

  #others(wanted: (symbol: SliceSymbol) => boolean): readonly Ticker[] {
    return [...this.book.watchers.values()].filter(wanted).map(({ symbol }) => symbol);
  }
}
