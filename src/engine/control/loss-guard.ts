import { lossPercentText } from '../../core/number-text.ts';
import type { Money } from '../../core/decimal.ts';
import { DAILY_LOSS, type TradingState } from '../../ledger/portfolio.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import type { Orders } from '../orders/orders.ts';
import type { Recorder } from '../recorder.ts';

/**
 * Watches the loss of the day at every price and closes the engine when it passes a limit.
 *
 * Where limits latch, the user must reopen it; elsewhere the next trading day does.
 */
export class LossGuard {
  readonly #recorder: Recorder;
  readonly #orders: Orders;
  readonly #limits: RiskLimits;
  /** The equity below which something must be done; kept as one number for the hot path. */
  #floor = Number.NEGATIVE_INFINITY;
  /** The trading state that the floor was computed for; the user may have changed it since. */
  #seen: TradingState | undefined;
  /** Net deposits at that time; a deposit raises the floor. */
  #contributed: Money | undefined;

  constructor(parts: { recorder: Recorder; orders: Orders; limits: RiskLimits }) {
    this.#recorder = parts.recorder;
    this.#orders = parts.orders;
    this.#limits = parts.limits;
  }

  /** Compares equity with the floor; two comparisons on a quiet day. */
  check(equity: number): void {
    const { engine, contributed } = this.#recorder.portfolio;
    if (engine !== this.#seen || contributed !== this.#contributed) this.#setFloor();
    if (equity < this.#floor) this.#breach(equity);
  }

  /** Measures the loss from the day's base, which has changed. */
  rebase(): void {
    this.#seen = undefined;
  }

  /** Starts a trading day: measures the loss from here, and reopens unless limits latch. */
  newDay(): void {
    this.rebase();
    const { engine } = this.#recorder.portfolio;
    if (engine.by !== DAILY_LOSS || this.#limits.dailyLoss.latch) return;
    // A new day does not reopen what the user closed.
    if (engine.state === engine.under) return;
    const reason = 'a new session began';
    this.#recorder.record({ kind: 'engine_state', state: engine.under, by: DAILY_LOSS, reason });
  }

  #setFloor(): void {
    const start = this.#orders.view.dayStartEquity;
    const { engine, contributed } = this.#recorder.portfolio;
    this.#seen = engine;
    this.#contributed = contributed;
    const { state } = this.#seen;
    const { reduce, halt } = this.#limits.dailyLoss;
    if (start === null || state === 'halted') this.#floor = Number.NEGATIVE_INFINITY;
    else this.#floor = start * (1 - (state === 'running' ? reduce : halt));
  }

  #breach(equity: number): void {
    // The floor may be out of date after a deposit or a user's order; check again before acting.
    this.#setFloor();
    if (!(equity < this.#floor)) return;
    const start = this.#orders.view.dayStartEquity!;
    const loss = 1 - equity / start;
    const state = loss >= this.#limits.dailyLoss.halt ? 'halted' : 'reduce_only';
    const reason = `the account's day P&L is ${lossPercentText(loss)}`;
    this.#recorder.record({ kind: 'engine_state', state, by: DAILY_LOSS, reason });
    this.#orders.cancelIncreasing(reason);
    this.#setFloor();
  }
}
