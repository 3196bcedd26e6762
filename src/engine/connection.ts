import type { Reconciliation } from './account/reconcile.ts';
import type { StatementSchedule } from './account/statement-schedule.ts';

/** How far the engine is: it decides only when `ready`. */
export type Phase = 'starting' | 'recovering' | 'ready';

/** The connection to the broker: whether what is known of the account is complete and current. */
export class Connection {
  readonly #statements: StatementSchedule;
  #phase: Phase = 'starting';
  #isUp = false;
  #hasRead = false;
  /** The first statement that shows what a gap hid. */
  #needed = 1;

  constructor(statements: StatementSchedule) {
    this.#statements = statements;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether a statement was compared with the ledger in this life, and settled. */
  get hasRead(): boolean {
    return this.#hasRead;
  }

  /** Leaves `starting`: from here on the broker is read. */
  begin(): void {
    this.#phase = 'recovering';
  }

  /** The broker's stream is up; earlier events may have been missed. */
  onConnected(): void {
    this.#phase = 'recovering';
    this.#isUp = true;
    this.#needed = this.#statements.request();
  }

  /**
   * The stream is down: what happens now may be missed, so nothing is added until there is a
   * connection again and the account was read after that.
   */
  onDisconnected(): void {
    this.#phase = 'recovering';
    this.#isUp = false;
  }

  /** A statement was compared with the ledger; the right one ends the recovery. */
  onStatement(statement: number, result: Reconciliation): void {
    this.#statements.compared(statement, result);
    if (result !== 'recheck') this.#hasRead = true;
    const isCurrent = this.#isUp && statement >= this.#needed;
    if (result !== 'recheck' && isCurrent) this.#phase = 'ready';
  }

  /**
   * The wall clock jumped: the machine may have slept, and how old prices and the account are is
   * unknown, so nothing is added until the broker has reported both its time and the account.
   */
  onWallJump(monotonic: number): void {
    this.#phase = 'recovering';
    this.#needed = this.#statements.request();
    this.#statements.restart(monotonic);
  }
}
