import { type Holdings, HoldingsRecord } from '../../analysis/performance/holdings.ts';
import type { PerformanceInput } from '../../analysis/performance/input.ts';
import type { EpochMs, IsoDate } from '../../core/time.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import type { ClosedLot } from '../../ledger/lots.ts';
import type { FoldObserver } from '../../ledger/portfolio.ts';
import { newYorkDate } from '../../market/calendar.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { OrderEvent } from '../../orders/event.ts';
import type { BookId } from '../../orders/request.ts';
import type { Engine } from '../../engine/engine.ts';
import { marketValue } from '../../market/instrument.ts';
import { FillRecord } from './fill-record.ts';
import { OrderOutcomes } from './order-outcomes.ts';
import { type PricePathOf, TradeCollector } from './round-trips.ts';

/** Keeps of a run what its report needs: equity and holdings per session, trades, denials. */
export class RunRecord implements FoldObserver {
  readonly entries: JournalEntry[] = [];
  readonly outcomes = new OrderOutcomes();
  readonly fills = new FillRecord();
  readonly #initial: number;
  readonly #keep: boolean;
  readonly #trades = new TradeCollector();
  readonly #dates: IsoDate[] = [];
  readonly #equity: number[] = [];
  readonly #gross: number[] = [];
  readonly #net: number[] = [];
  readonly #cash: number[] = [];
  readonly #held = new HoldingsRecord();
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
      if (body.kind === 'order_event') this.#onOrderEvent(body.event);
      else if (body.kind === 'ordered') {
        this.fills.onOrdered(body.order);
        this.outcomes.onOrdered(body.order);
      } else if (body.kind === 'cash_moved' && body.flow.kind === 'fee') {
        // A fee follows the execution that it was charged for.
        this.#trades.onFee(-body.flow.amount.toNumber());
      }
    }
  }

  #onOrderEvent(event: OrderEvent): void {
    const { kind } = event;
    this.outcomes.onEvent(event);
    if (kind === 'filled') {
      const { fill } = event;
      const { instrument, price, quantity } = fill;
      this.#tradedNow += marketValue(instrument, price.toNumber(), quantity.toNumber());
      this.#trades.onFill(fill);
      this.fills.onFill(fill, event.complete);
    } else if (
      kind === 'denied' ||
      kind === 'rejected' ||
      kind === 'canceled' ||
      kind === 'expired'
    ) {
      this.fills.onEnded(event.order);
    }
  }

  /** Notes the end of a session. */
  close(engine: Engine, at: EpochMs): void {
    this.#row(engine, newYorkDate(at));
    this.outcomes.onClose();
  }

  /** Notes what came after the last close: bars outside sessions, or the end within one. */
  finish(engine: Engine): void {
    const date = newYorkDate(engine.now);
    const last = this.#dates.at(-1);
    if (last === undefined || date > last) {
      this.#row(engine, date);
    } else if (date === last) {
      const row = this.#equity.length - 1;
      this.#held.forget(row);
      this.#value(engine, row);
    }
  }

  /** What was held at the end of each session, at its last price. */
  holdings(): Holdings {
    return { basis: 'value', columns: this.#held.columns() };
  }

  /** Cash at the end of each session. */
  get cash(): readonly number[] {
    return this.#cash;
  }

  /** Everything as the input of the metrics; `course` returns excursions on demand. */
  performance(
    engine: Engine,
    riskFree: number,
    course?: PricePathOf,
  ): { readonly input: PerformanceInput } {
    const open = [...engine.portfolio.holdings.keys()].length;
    return {
      input: {
        dates: this.#dates,
        equity: Float64Array.from(this.#equity),
        initialEquity: this.#initial,
        roundTrips: this.#trades.views(course),
        openTrades: open,
        grossExposure: Float64Array.from(this.#gross),
        netExposure: Float64Array.from(this.#net),
        tradedNotional: Float64Array.from(this.#traded),
        fees: engine.portfolio.fees.toNumber(),
        income: engine.portfolio.income.toNumber(),
        riskFree,
      },
    };
  }

  #row(engine: Engine, date: IsoDate): void {
    this.#dates.push(date);
    this.#traded.push(this.#tradedNow);
    this.#tradedNow = 0;
    this.#value(engine, this.#dates.length - 1);
  }

  /** Values the account and each of its holdings at the end of a session. */
  #value({ equity, markets, portfolio }: Engine, row: number): void {
    let gross = 0;
    let net = 0;
    for (const { symbol, instrument, held, price } of markets.states.values()) {
      // What has no price yet is not in the account's value either.
      if (held === 0 || Number.isNaN(price)) continue;
      const value = marketValue(instrument, price, held);
      gross += Math.abs(value);
      net += value;
      this.#held.note(symbol, row, value);
    }
    this.#equity[row] = equity;
    this.#cash[row] = portfolio.cash.toNumber();
    this.#gross[row] = gross / equity;
    this.#net[row] = net / equity;
  }
}
