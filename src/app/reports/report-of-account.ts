import type { ReportInput } from '../../analysis/report/report-input.ts';
import { type AccountQuestion, accountReport } from './account-report.ts';
import type { Engine } from '../../engine/engine.ts';
import type { JournalReader } from '../../store/ports.ts';
import type { MarketReference } from '../projections/market-reference.ts';
import { withBenchmark } from './with-benchmark.ts';

interface AccountSource {
  readonly engine: Engine;
  readonly journal: JournalReader;
  readonly market: MarketReference;
}

/**
 * Builds the report data of the running account, with a benchmark if one is named.
 *
 * @throws QuipuError `app.no_data`, `app.usage`
 */
export async function reportOfAccount(
  { engine, journal, market }: AccountSource,
  question: AccountQuestion,
  benchmark: string | undefined,
): Promise<ReportInput> {
  const account = await accountReport(journal, question, {
    equity: engine.equity,
    price: (symbol) => engine.markets.get(symbol).price,
  });
  if (benchmark === undefined) return account;
  return withBenchmark(account, benchmark, (query) =>
    market.bars({ ...query, timeframe: '1Day', adjustment: 'all' }),
  );
}
