import { lossPercentText } from '../../core/number-text.ts';
import type { Money } from '../../core/decimal.ts';
import { equityAtDrawdown, type Growth } from '../../ledger/growth.ts';
import { DAILY_LOSS, DRAWDOWN, type TradingState } from '../../ledger/portfolio.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import type { Orders } from '../orders/orders.ts';
import type { Recorder } from '../recorder.ts';

/**
 * Watches the loss of the day and since the high-water mark at every price.
 *
 * Closes the engine when one of them passes its limit.
 *
 * After a drawdown, and where the daily limit latches, the user must reopen it; elsewhere the next
 * trading day does.
 */
export class LossGuard {
  readonly #recorder: Recorder;
  readonly #orders: Orders;
  readonly #limits: RiskLimits;
  /** The equity below which something must be done; kept as one number for the hot path. */
  #floor = Number.NEGATIVE_INFINITY;
  /** The equity at the drawdown limit, while only that limit would close the engine further. */
  #lowest = Number.NEGATIVE_INFINITY;
  /** The trading state that the floor was computed for; the user may have changed it since. */
  #seen: TradingState | undefined;
  /** The high-water mark at that time; every mark may raise it. */
  #growth: Growth | null = null;
  /** Net deposits at that time; a deposit raises the floor. */
  #contributed: Money | undefined;

  constructor(parts: { recorder: Recorder; orders: Orders; limits: RiskLimits }) {
    this.#recorder = parts.recorder;
    this.#orders = parts.orders;
    this.#limits = parts.limits;
  }

  /** Compares equity with the floor; two comparisons on a quiet day. */
  check(equity: number): void {
    const { engine, contributed, growth } = this.#recorder.portfolio;
    const isCurrent = engine === this.#seen && contributed === this.#contributed;
    if (!isCurrent || growth !== this.#growth) this.#setFloor();
    if (equity < this.#floor || equity < this.#lowest) this.#breach(equity);
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
    const { engine, contributed, growth } = this.#recorder.portfolio;
    this.#seen = engine;
    this.#growth = growth;
    this.#contributed = contributed;
    const { state } = this.#seen;
    const { reduce, halt } = this.#limits.dailyLoss;
    if (start === null || state === 'halted') this.#floor = Number.NEGATIVE_INFINITY;
    else this.#floor = start * (1 - (state === 'running' ? reduce : halt));
    this.#lowest = Number.NEGATIVE_INFINITY;
    if (state !== 'running') return;
    this.#lowest = equityAtDrawdown(this.#recorder.portfolio, this.#limits.drawdown.reduce);
  }

  #breach(equity: number): void {
    // The floor may be out of date after a deposit or a user's order; check again before acting.
    this.#setFloor();
    if (equity < this.#lowest) {
      const { drawdown } = this.#orders.view;
      const reason = `the account's drawdown is ${lossPercentText(drawdown)}`;
      this.#close('reduce_only', DRAWDOWN, reason);
    }
    if (equity < this.#floor) {
      const loss = 1 - equity / this.#orders.view.dayStartEquity!;
      const state = loss >= this.#limits.dailyLoss.halt ? 'halted' : 'reduce_only';
      this.#close(state, DAILY_LOSS, `the account's day P&L is ${lossPercentText(loss)}`);
    }
  }

  #close(state: 'halted' | 'reduce_only', by: string, reason: string): void {
    this.#recorder.record({ kind: 'engine_state', state, by, reason });
    this.#orders.cancelIncreasing(reason);
    this.#setFloor();
  }
}
