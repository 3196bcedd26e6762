import type { Watcher } from '../../src/engine/book-runner.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { MarketState } from '../../src/engine/markets.ts';

/** Backward step of the broker's clock from which it counts as reset and is accepted. */
const CLOCK_SET_MS = 30_000;
const STATEMENT = {};

const markName = ({ symbol }: MarketState): string => `mark ${symbol}`;
const watcherName = ({ runner, symbol }: Watcher): string => `bar ${runner.id} ${symbol}`;
const statementName = (): string => 'statement';

/**
 * The freshness law: within one run of an engine, no mark, strategy bar or account statement is
 * replaced by an older one, even when messages are delayed, duplicated or reordered.
 */
export class FreshnessLaw {
  readonly #found = new Map<string, string>();
  /** The newest instant by what has it: a mark's state, a strategy's watcher, or the statement. */
  readonly #newest = new Map<object, number>();

  get findings(): readonly string[] {
    return [...this.#found.values()];
  }

  /** Starts a new run of the engine, which knows nothing yet. */
  boot(): void {
    this.#newest.clear();
  }

  /** Checks an engine after an event. */
  see({ markets, runners, statement }: Engine): void {
    for (const mark of markets.states.values()) this.#check(mark, mark.at, markName);
    for (const { watchers } of runners) {
      for (const watcher of watchers.values()) this.#check(watcher, watcher.at, watcherName);
    }
    if (statement === undefined) return;
    const before = this.#newest.get(STATEMENT) ?? 0;
    if (before - statement.at >= CLOCK_SET_MS) this.#newest.delete(STATEMENT);
    this.#check(STATEMENT, statement.at, statementName);
  }

  #check<T extends object>(of: T, at: number, nameOf: (of: T) => string): void {
    const before = this.#newest.get(of) ?? 0;
    if (at === before) return;
    this.#newest.set(of, at);
    if (at > before) return;
    const what = nameOf(of);
    if (this.#found.has(what)) return;
    this.#found.set(what, `freshness: ${what} of ${before} was replaced by one of ${at}`);
  }
}
