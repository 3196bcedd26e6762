import type { ReportInput } from '../analysis/report/report-input.ts';
import { addDays, isoDate, type IsoDate } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { BarSeries } from '../market/bar.ts';
import { type Ticker, ticker } from '../market/symbol.ts';
import { sessionReturns } from '../market/total-return.ts';
import { readBarFolder } from './bar-folder.ts';
import { appError } from './errors.ts';

/** Days in which a session is found whose close the first session is compared with. */
export const DAYS_BEFORE = 10;

/** The days of a benchmark that are wanted, both included. */
export interface BenchmarkQuery {
  readonly symbol: Ticker;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/**
 * The report of an account compared with a symbol that was held without costs, dividends included.
 *
 * @param read gives the symbol's bars of days: raw with their actions, or adjusted for all
 * @throws QuipuError `app.no_data` where it has no return in any session of the report
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
  const benchmark = sessionReturns(series, dates);
  if (benchmark.every(Number.isNaN)) {
    throw appError(
      'app.no_data',
      `There is no return of ${symbol} in any session from ${first} to ${last}.`,
      {
        next:
          'Compare with a symbol whose bars cover those days; ' +
          'a session under way has no return before its close.',
      },
    );
  }
  const told = `compared with ${symbol} held without costs, dividends put back on the ex-day`;
  return {
    ...input,
    header: {
      ...header,
      benchmark: symbol,
      assumptions: [...(header.assumptions ?? []), told],
      ...(header.reproduce === undefined
        ? {}
        : { reproduce: `${header.reproduce} --benchmark ${symbol}` }),
    },
    performance: { ...performance, benchmark },
  };
}

/**
 * {@link withBenchmark} of daily bars in a folder; the report as it is where none is asked for.
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
      `--benchmark: expected a server that has prices of ${benchmark}, found none running here.`,
      { next: 'Start it, or name a folder with its bars: --data DIR.' },
    );
  }
  return withBenchmark(input, benchmark, async ({ symbol }) => {
    const query = { folder: data, symbol, timeframe: '1Day', skipBadRows: false } as const;
    return (await readBarFolder(world, query)).series;
  });
}
