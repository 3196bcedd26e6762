import type { ReportInput } from '../analysis/report/report-input.ts';
import { type AccountQuestion, accountReport } from './account-report.ts';
import type { AppContext } from './context.ts';
import { withBenchmark } from './report-benchmark.ts';

/**
 * What a report of the running account is made of, compared with a benchmark where one is named.
 *
 * @throws QuipuError `app.no_data`, `app.usage`
 */
export async function reportOfAccount(
  { engine, journal, market }: Pick<AppContext, 'engine' | 'journal' | 'market'>,
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
