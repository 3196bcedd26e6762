import { withOptions } from '../../analysis/report/command.ts';
import { benchmarkCaveat, caveatsFrom } from '../../analysis/report/caveat-list.ts';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import { addDays, isoDate, type IsoDate } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { BarSeries } from '../../market/bar.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';
import { sessionReturns } from '../../market/total-return.ts';
import { readBarFolder } from '../files/bar-folder.ts';
import { appError } from '../kit/errors.ts';

/** Calendar days that surely include the trading day before the first one. */
export const DAYS_BEFORE = 10;

/** Requested days of a benchmark, both included. */
export interface BenchmarkQuery {
  readonly symbol: Ticker;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/**
 * Adds to a report the comparison with a symbol held without costs, dividends included.
 *
 * @param read returns the symbol's daily bars: raw with their actions, or fully adjusted
 * @throws QuipuError `app.no_data` if it has no return on any trading day of the report
 */
export async function withBenchmark(
  input: ReportInput,
  name: string,
  read: (query: BenchmarkQuery) => Promise<BarSeries>,
): Promise<ReportInput> {
  const { header, performance } = input;
  const { dates } = performance;
  const symbol = ticker(name.toUpperCase());
  const [first, last] = [isoDate(dates[0] ?? ''), isoDate(dates.at(-1) ?? '')];
  const series = await read({ symbol, from: addDays(first, -DAYS_BEFORE), to: last });
  const { returns: benchmark, from } = sessionReturns(series, dates);
  if (from === undefined) {
    throw appError(
      'app.no_data',
      `There is no return of ${symbol} on any trading day from ${first} to ${last}.`,
      {
        next:
          'Use a symbol whose bars cover those days; a running trading day has no return before ' +
          'its close.',
      },
    );
  }
  const caveats = caveatsFrom(benchmarkCaveat({ symbol, dates, returns: benchmark, from }));
  const assumption = `compared with ${symbol} held without costs, dividends reinvested on ex-days`;
  return {
    ...input,
    header: {
      ...header,
      benchmark: symbol,
      ...(caveats.length === 0 ? {} : { caveats: [...(header.caveats ?? []), ...caveats] }),
      assumptions: [...(header.assumptions ?? []), assumption],
      ...(header.reproduce === undefined
        ? {}
        : { reproduce: withOptions(header.reproduce, { benchmark: symbol }) }),
    },
    performance: { ...performance, benchmark, benchmarkFrom: from },
  };
}

/**
 * Applies {@link withBenchmark} with daily bars from a folder; no change if none is requested.
 *
 * @throws QuipuError `app.usage` without a folder, `app.data_row`, `app.no_data`
 */
export async function withBenchmarkOfFolder(
  world: World,
  input: ReportInput,
  {
    benchmark,
    data,
  }: { readonly benchmark: string | undefined; readonly data: string | undefined },
): Promise<ReportInput> {
  if (benchmark === undefined) return input;
  if (data === undefined) {
    throw appError(
      'app.usage',
      `--benchmark: expected a running server with prices of ${benchmark}, found none.`,
      { next: 'Start one, or name a folder with its bars: --data DIR.' },
    );
  }
  return withBenchmark(input, benchmark, async ({ symbol }) => {
    const query = { folder: data, symbol, timeframe: '1Day', skipBadRows: false } as const;
    return (await readBarFolder(world, query)).series;
  });
}
