import type { Money } from '../core/decimal.ts';
import { DAILY_LOSS, type EngineStanding } from '../ledger/portfolio.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { Desk } from './desk.ts';
import type { Recorder } from './recorder.ts';

/**
 * Watches the loss of the day at every price and closes the engine when it passes a limit.
 *
 * Where limits latch, a person must re-open; elsewhere the next session does.
 */
export class LossGuard {
  readonly #recorder: Recorder;
  readonly #desk: Desk;
  readonly #limits: RiskLimits;
  /** The equity below which something must be done; kept as one number for the hot path. */
  #floor = Number.NEGATIVE_INFINITY;
  /** The engine's standing that the floor was made for; a person may have changed it since. */
  #seen: EngineStanding | undefined;
  /** What had been contributed then; a deposit raises the floor. */
  #contributed: Money | undefined;

  constructor(parts: { recorder: Recorder; desk: Desk; limits: RiskLimits }) {
    this.#recorder = parts.recorder;
    this.#desk = parts.desk;
    this.#limits = parts.limits;
  }

  /** Compares equity with the floor; two comparisons on a quiet day. */
  check(equity: number): void {
    const { engine, contributed } = this.#recorder.portfolio;
    if (engine !== this.#seen || contributed !== this.#contributed) this.#setFloor();
    if (equity < this.#floor) this.#breach(equity);
  }

  /** A new session begins: measures from here, and re-opens what does not latch. */
  newDay(): void {
    this.#seen = undefined;
    const { engine } = this.#recorder.portfolio;
    if (engine.by !== DAILY_LOSS || this.#limits.dailyLoss.latch) return;
    // What a person has closed meanwhile, or had closed before, a new day does not open.
    if (engine.state === engine.under) return;
    const reason = 'a new session began';
    this.#recorder.record({ kind: 'engine_state', state: engine.under, by: DAILY_LOSS, reason });
  }

  #setFloor(): void {
    const start = this.#desk.dayStartEquity;
    const { engine, contributed } = this.#recorder.portfolio;
    this.#seen = engine;
    this.#contributed = contributed;
    const { state } = this.#seen;
    const { reduce, halt } = this.#limits.dailyLoss;
    if (start === null || state === 'halted') this.#floor = Number.NEGATIVE_INFINITY;
    else this.#floor = start * (1 - (state === 'running' ? reduce : halt));
  }

  #breach(equity: number): void {
    // The floor may be out of date after a deposit or a person's order; look again before acting.
    this.#setFloor();
    if (!(equity < this.#floor)) return;
    const start = this.#desk.dayStartEquity!;
    const loss = 1 - equity / start;
    const state = loss >= this.#limits.dailyLoss.halt ? 'halted' : 'reduce_only';
    const reason = `the account lost ${(loss * 100).toFixed(2)} % since the start of the day`;
    this.#recorder.record({ kind: 'engine_state', state, by: DAILY_LOSS, reason });
    this.#desk.withdrawEntries(reason);
    this.#setFloor();
  }
}
