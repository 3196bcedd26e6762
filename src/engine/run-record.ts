import type { PerformanceInput } from '../analysis/performance/input.ts';
import type { EpochMs, IsoDate } from '../core/time.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import type { ClosedLot } from '../ledger/lots.ts';
import type { FoldObserver } from '../ledger/portfolio.ts';
import { newYorkDate } from '../market/calendar.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BookId } from '../orders/request.ts';
import type { Engine } from './engine.ts';
import { TradeCollector } from './trades.ts';

/** Keeps of a run what its report needs: equity per session, traded value, trades and denials. */
export class RunRecord implements FoldObserver {
  readonly entries: JournalEntry[] = [];
  /** Denials by the code of the control. */
  readonly denied = new Map<string, number>();
  readonly #initial: number;
  readonly #keep: boolean;
  readonly #trades = new TradeCollector();
  readonly #dates: IsoDate[] = [];
  readonly #equity: number[] = [];
  readonly #gross: number[] = [];
  readonly #traded: number[] = [];
  #tradedNow = 0;

  constructor(initial: number, keep: boolean) {
    this.#initial = initial;
    this.#keep = keep;
  }

  onClosed(closed: ClosedLot, _book: BookId, symbol: Ticker, at: EpochMs): void {
    this.#trades.onClosed(closed, symbol, at);
  }

  /** Notes entries as they are made. */
  note(entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      if (this.#keep) this.entries.push(entry);
      const { body } = entry;
      if (body.kind === 'order_event') {
        const { event } = body;
        if (event.kind === 'filled') {
          const { fill } = event;
          this.#tradedNow += fill.quantity.toNumber() * fill.price.toNumber();
          this.#trades.onFill(fill);
        } else if (event.kind === 'denied') {
          for (const { code } of event.denials) {
            this.denied.set(code, (this.denied.get(code) ?? 0) + 1);
          }
        }
      } else if (body.kind === 'cash_moved' && body.flow.kind === 'fee') {
        // A fee is told right after the execution that it was charged for.
        this.#trades.onFee(-body.flow.amount.toNumber());
      }
    }
  }

  /** Notes the end of a session. */
  close(engine: Engine, at: EpochMs): void {
    this.#row(engine, newYorkDate(at));
  }

  /** Notes what came after the last close: bars outside sessions, or the end within one. */
  finish(engine: Engine): void {
    const date = newYorkDate(engine.now);
    const last = this.#dates.at(-1);
    if (last === undefined || date > last) {
      this.#row(engine, date);
    } else if (date === last) {
      this.#equity[this.#equity.length - 1] = engine.equity;
    }
  }

  /** Everything as the input of the measures. */
  performance(engine: Engine, riskFree: number): { readonly input: PerformanceInput } {
    const gross = Float64Array.from(this.#gross);
    const open = [...engine.portfolio.holdings.keys()].length;
    return {
      input: {
        dates: this.#dates,
        equity: Float64Array.from(this.#equity),
        initialEquity: this.#initial,
        roundTrips: this.#trades.views(),
        openTrades: open,
        grossExposure: gross,
        netExposure: gross,
        tradedNotional: Float64Array.from(this.#traded),
        fees: engine.portfolio.fees.toNumber(),
        income: engine.portfolio.income.toNumber(),
        riskFree,
      },
    };
  }

  #row(engine: Engine, date: IsoDate): void {
    const { equity } = engine;
    this.#dates.push(date);
    this.#equity.push(equity);
    this.#gross.push(engine.markets.gross() / equity);
    this.#traded.push(this.#tradedNow);
    this.#tradedNow = 0;
  }
}
