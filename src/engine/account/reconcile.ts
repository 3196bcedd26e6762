import { decimal, type Money, ZERO_QUANTITY } from '../../core/decimal.ts';
import { type EpochMs, HOUR } from '../../core/time.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { isBooked } from '../../ledger/apply.ts';
import type { BrokerSnapshot, Drift } from '../../ledger/journal.ts';
import { notional } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { Evidence } from '../../orders/event.ts';
import { type ClientOrderId, MANUAL_BOOK, parseClientOrderId } from '../../orders/request.ts';
import type { BookRunner } from '../book-runner.ts';
import { type Difference, differenceOf, describeDifference } from './difference.ts';
import type { Markets, MarketState } from '../markets.ts';
import {
  bookExternal,
  bookFlow,
  bookFound,
  bookOrderEvent,
  isOpenAtBroker,
} from '../orders/order-events.ts';
import type { Recorder } from '../recorder.ts';

/** Number of rechecks before a difference counts as unexplained. */
const RECHECKS = 5;

/** Whether the ledger and the broker agree, or must be compared again in a moment. */
export type Reconciliation = 'agreed' | 'recheck' | 'unexplained';

/** The ledger compared with the broker's last statement. */
export interface Comparison {
  /** `moved_since`: they were equal, and executions or flows were booked after it. */
  readonly standing: 'equal' | 'moved_since' | 'differs';
  readonly asOf: EpochMs;
  /** The ledger's cash minus the statement's. */
  readonly cash: Money;
}

/** What reconciliation works on. */
export interface ReconcileParts {
  readonly recorder: Recorder;
  readonly markets: Markets;
  readonly runners: readonly BookRunner[];
}

/**
 * Compares the broker's statement with the ledger and books what was missed.
 *
 * Executions and flows that we have not seen are facts and are booked. Our orders that are missing
 * from the list of open orders are queried by id, never declared dead. Orders that are not ours are
 * adopted. Any remaining difference is checked again, because a statement may have been made
 * between an execution and its report, and then marked as unexplained: nothing is added to such a
 * symbol until a person or a later statement explains it.
 */
export class Reconciler {
  readonly #parts: ReconcileParts;
  #rechecks = 0;
  #last: BrokerSnapshot | undefined;
  /** Whether the ledger was equal to the last statement after that statement was booked. */
  #agreed = false;
  /** Flows without an instant that were listed before the cash of the next statement was read. */
  #listed: ReadonlySet<string> = new Set();

  constructor(parts: ReconcileParts) {
    this.#parts = parts;
  }

  reconcile(snapshot: BrokerSnapshot): Reconciliation {
    const { recorder } = this.#parts;
    recorder.observe(snapshot.at);
    this.#last = snapshot;
    const { markets } = this.#parts;
    for (const { symbol, averagePrice, marketPrice } of snapshot.positions) {
      if (marketPrice === undefined) markets.seedCost(symbol, averagePrice.toNumber());
      else markets.seed(symbol, marketPrice.toNumber());
    }
    if (recorder.portfolio.openedAt === null) {
      const listed = this.#listed;
      this.#listed = new Set(undated(snapshot));
      if (!isQuiet(snapshot, listed)) return 'recheck';
      this.#open(snapshot);
      this.#agreed = true;
      return 'agreed';
    }
    this.#takeIn(snapshot);
    const drift = this.#drift(snapshot);
    this.#agreed = drift.length === 0;
    if (drift.length > 0 && this.#rechecks < RECHECKS) {
      this.#rechecks += 1;
      return 'recheck';
    }
    this.#rechecks = 0;
    this.#state(snapshot, drift);
    return drift.length === 0 ? 'agreed' : 'unexplained';
  }

  /** Compares the current ledger with the last statement; undefined before the first. */
  get comparison(): Comparison | undefined {
    const last = this.#last;
    const { portfolio } = this.#parts.recorder;
    if (last === undefined || portfolio.openedAt === null) return undefined;
    const drift = this.#drift(last);
    const cash = portfolio.cash.minus(last.account.cash);
    const differs = this.#agreed ? 'moved_since' : 'differs';
    return { standing: drift.length === 0 ? 'equal' : differs, asOf: last.at, cash };
  }

  /**
   * A difference that could be booked: it was journaled as unexplained, and the newest statement
   * still has it to the ledger as it is now. Undefined while something moves, so that an execution
   * or a flow about to be reported is not booked twice.
   */
  get difference(): Difference | undefined {
    const { recorder, markets } = this.#parts;
    const { portfolio } = recorder;
    const last = this.#last;
    if (last === undefined || portfolio.reconciled.drift.length === 0) return undefined;
    const drift = this.#drift(last);
    if (describeDifference(drift) !== describeDifference(portfolio.reconciled.drift))
      return undefined;
    const marketOf = (symbol: Ticker): MarketState => markets.get(symbol);
    return differenceOf(portfolio, last, { drift, marketOf });
  }

  /** The first statement ever: what is there becomes the opening balance of the manual book. */
  #open(snapshot: BrokerSnapshot): void {
    const { at: asOf, account, positions, openOrders } = snapshot;
    const { recorder, runners } = this.#parts;
    const ids = undated(snapshot);
    const contained = ids.length === 0 ? undefined : { contained: ids };
    const cause = recorder.record({ kind: 'reconciled', asOf, account, drift: [], ...contained });
    const id = `opening:${account.id}`;
    const note = 'cash found at the broker';
    const flow = { kind: 'deposit', amount: account.cash, book: MANUAL_BOOK, id, note } as const;
    recorder.record({ kind: 'cash_moved', flow }, cause);
    let equity: Money = account.cash;
    for (const { symbol, instrument, quantity, averagePrice } of positions) {
      const cost = notional(instrument, averagePrice, quantity);
      equity = equity.plus(cost);
      recorder.record(
        {
          kind: 'adjusted',
          book: MANUAL_BOOK,
          symbol,
          instrument,
          quantity,
          cost,
          cash: cost.minus(cost),
          cause: 'position found at the broker',
        },
        cause,
      );
    }
    for (const { id: book, capital } of runners) {
      if (capital <= 0) continue;
      const amount = equity.times(decimal(capital)).round(2, 'down');
      recorder.record({ kind: 'book_funded', book, amount }, cause);
    }
    for (const order of openOrders) bookExternal(recorder, order);
  }

  /**
   * Books the executions and flows of a statement, which are facts however old it is.
   *
   * @returns client ids of orders that were executed and that nobody here has made
   */
  takeFacts({ fills, flows }: BrokerSnapshot): ReadonlySet<ClientOrderId> {
    const { recorder } = this.#parts;
    const { portfolio } = recorder;
    const evidence: Evidence = { source: 'query', message: 'account activities' };
    const strangers = new Set<ClientOrderId>();
    for (const fill of fills) {
      if (isBooked(portfolio, fill)) continue;
      const complete = false;
      const { at, order } = fill;
      if (!portfolio.orders.has(order)) {
        // Traded elsewhere while the engine was away.
        strangers.add(order);
        continue;
      }
      bookOrderEvent(recorder, { kind: 'filled', at, order, fill, complete, evidence });
    }
    for (const flow of flows) bookFlow(recorder, flow);
    return strangers;
  }

  #takeIn(snapshot: BrokerSnapshot): void {
    const { openOrders } = snapshot;
    const { recorder } = this.#parts;
    const { portfolio } = recorder;
    const strangers = this.takeFacts(snapshot);
    const listed = new Set<string>();
    for (const order of openOrders) {
      listed.add(order.clientId);
      if (portfolio.orders.has(parseClientOrderId(order.clientId))) bookFound(recorder, order);
      else bookExternal(recorder, order);
    }
    for (const order of portfolio.external.values()) {
      if (!listed.has(order.clientId) && isOpenAtBroker(order)) {
        recorder.command({ kind: 'find', order: parseClientOrderId(order.clientId) });
      }
    }
    for (const order of strangers) {
      if (order !== '' && !listed.has(order)) recorder.command({ kind: 'find', order });
    }
    for (const id of portfolio.open.keys()) {
      if (!listed.has(id)) recorder.command({ kind: 'find', order: id });
    }
  }

  #drift({ account, positions }: BrokerSnapshot): readonly Drift[] {
    const { portfolio } = this.#parts.recorder;
    const drift: Drift[] = [];
    if (!account.cash.equals(portfolio.cash)) {
      drift.push({
        what: 'cash',
        symbol: null,
        ours: portfolio.cash.toString(),
        theirs: account.cash.toString(),
        resolution: 'unexplained',
      });
    }
    const theirs = new Map(positions.map(({ symbol, quantity }) => [symbol, quantity]));
    const symbols = new Set<Ticker>([...theirs.keys(), ...portfolio.holdings.keys()]);
    for (const symbol of [...symbols].sort()) {
      const a = portfolio.holdings.get(symbol) ?? ZERO_QUANTITY;
      const b = theirs.get(symbol) ?? ZERO_QUANTITY;
      if (a.equals(b)) continue;
      drift.push({
        what: 'position',
        symbol,
        ours: a.toString(),
        theirs: b.toString(),
        resolution: 'unexplained',
      });
    }
    return drift;
  }

  /** Journals the comparison when its result is new. */
  #state({ at: asOf, account }: BrokerSnapshot, drift: readonly Drift[]): void {
    const { recorder } = this.#parts;
    const { drift: known, at } = recorder.portfolio.reconciled;
    const same = canonicalJson(known) === canonicalJson(drift);
    if (same && recorder.now - at < HOUR) return;
    recorder.record({ kind: 'reconciled', asOf, account, drift });
  }
}

/**
 * Whether nothing moved while the statement was read: activities are read last, so one that is
 * later than the clock, which is read first, may or may not be in the balance. One without an
 * instant is in it when an earlier statement listed it.
 */
function isQuiet({ at, fills, flows }: BrokerSnapshot, listed: ReadonlySet<string>): boolean {
  return (
    fills.every((fill) => fill.at <= at) &&
    flows.every((flow) => (flow.dateOnly ? listed.has(flow.id) : flow.at <= at))
  );
}

function undated({ flows }: BrokerSnapshot): readonly string[] {
  return flows.filter(({ dateOnly }) => dateOnly).map(({ id }) => id);
}
