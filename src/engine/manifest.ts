import { JOURNAL_FORMAT, type RunManifest } from '../ledger/journal.ts';
import { isPlainStock } from '../market/instrument.ts';
import type { BookRunner } from './book-runner.ts';
import type { Markets } from './markets.ts';

/** A driver's description of a run; the engine adds the books and the journal format. */
export type RunIdentity = Omit<RunManifest, 'books' | 'format'>;

/** The manifest of a run of these books; it names a format only where stocks are not all. */
export function manifestOf(
  facts: RunIdentity,
  runners: readonly BookRunner[],
  markets: Markets,
): RunManifest {
  const books = runners.map(({ id, strategy, params, symbols, capital }) => ({
    book: id,
    strategy: strategy.name,
    params: params as Readonly<Record<string, string | number | boolean>>,
    symbols,
    capital,
  }));
  const plain = runners.every(({ symbols }) =>
    symbols.every((symbol) => isPlainStock(markets.get(symbol).instrument)),
  );
  return plain ? { ...facts, books } : { ...facts, books, format: JOURNAL_FORMAT };
}
