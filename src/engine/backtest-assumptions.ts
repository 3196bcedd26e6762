import { money } from '../core/decimal.ts';
import { type IsoDate, isoDate } from '../core/time.ts';
import { CALENDAR_YEARS, sessionsBetween } from '../market/calendar.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { BacktestCosts, BacktestOptions } from './backtest.ts';

/** What a run turned out to be, beside what was asked for. */
export interface RunFacts {
  readonly limits: RiskLimits;
  /** Whether targets were sized in fractions of a share. */
  readonly fractional: boolean;
  /** First and last session with a bar. */
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** Everything that a backtest assumed, a sentence each; every one is an option. */
export function assumptionsOf(options: BacktestOptions, facts: RunFacts): readonly string[] {
  const { limits, fractional } = facts;
  return [
    `starting cash ${money(options.cash ?? 100_000).toFixed(2)} USD, none added`,
    fillSentence(options),
    ...(options.delayBars === 1
      ? ['every order leaves only after the next bar of its symbol, for comparison']
      : []),
    costSentence(options.costs ?? {}),
    feeSentence(options.costs ?? {}),
    fractional ? 'targets are sized in fractions of a share' : 'targets are sized in whole shares',
    options.dividends === 'ignore'
      ? 'dividends are left out; a split multiplies shares on the ex-day'
      : 'a dividend is paid in cash on the ex-day; a split multiplies shares on the ex-day',
    'strategies see prices in the shares of the day; orders and the ledger are in raw dollars',
    'cash earns nothing; an overdraft by a gap between decision and fill costs nothing',
    'open positions are valued at the last close and listed',
    'the greatest loss and profit of a trade while open are of whole bars between entry and exit,' +
      ' of the entry bar from its open or at its close, of the exit bar at the exit price',
    `returns per session, ${options.periodsPerYear ?? 252} a year; CAGR by ` +
      `${options.growthBy === 'sessions' ? 'sessions' : 'calendar days'}; ` +
      `risk-free rate ${percent(options.riskFree ?? 0)} a year`,
    ...benchmarkSentences(options),
    ...rangeSentences(options, facts),
    ...limitSentences(limits),
  ];
}

function fillSentence({ fill }: BacktestOptions): string {
  return fill === 'close'
    ? 'a market order decided at a close fills whole at that same close, which is optimistic: ' +
        'the close must be known before it can be traded at'
    : 'a market order decided at a close fills whole at the next open';
}

function costSentence({ halfSpreadBps = 1, slippageBps = 1 }: BacktestCosts): string {
  if (halfSpreadBps === 0 && slippageBps === 0) return 'it pays no spread and no slippage';
  return `it pays half a spread of ${halfSpreadBps * 2} bp and ${slippageBps} bp of slippage`;
}

function feeSentence({ fees = 'us_equities', ...costs }: BacktestCosts): string {
  const { commissionBps = 0, commissionPerShare = 0 } = costs;
  const parts = [
    ...(commissionBps === 0 ? [] : [`${commissionBps} bp of the value of every fill`]),
    ...(commissionPerShare === 0 ? [] : [`${commissionPerShare} USD for every share`]),
    ...(typeof fees === 'object' ? [`${percent(fees.rate)} of the value of every fill`] : []),
  ];
  const commission =
    parts.length === 0 ? 'no commission' : `a commission of ${parts.join(' and ')}`;
  return fees === 'us_equities'
    ? `${commission}; regulatory fees of the day on sales`
    : `${commission}; no regulatory fees`;
}

function benchmarkSentences({ benchmark, dividends }: BacktestOptions): readonly string[] {
  if (benchmark === undefined) return [];
  const paid = dividends === 'ignore' ? 'dividends left out' : 'dividends put back on the ex-day';
  return [`compared with ${benchmark.symbol} held without costs, ${paid}`];
}

/** The span that was asked for, and where the data do not fill it. */
function rangeSentences({ from, to }: BacktestOptions, facts: RunFacts): readonly string[] {
  const read = 'only bars between the two dates, both included, are read, also to warm indicators';
  return [
    read,
    ...(from !== undefined && isLate(from, facts.from)
      ? [`the data begin on ${facts.from}, after the first day asked for (${from})`]
      : []),
    ...(to !== undefined && isLate(facts.to, to)
      ? [`the data end on ${facts.to}, before the last day asked for (${to})`]
      : []),
  ];
}

/** Whether a session lies between the two dates, one of them excluded; any day where unknown. */
function isLate(first: string, second: string): boolean {
  if (first >= second) return false;
  const [start, end] = [isoDate(first), isoDate(second)];
  const isKnown = [start, end].every((date) => {
    const year = Number(date.slice(0, 4));
    return year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
  });
  return !isKnown || sessionsBetween(start, end).length > 1;
}

function limitSentences(limits: RiskLimits): readonly string[] {
  const { maxOrderValue, maxGross, dailyLoss, priceCollar, barStalePeriods } = limits;
  const dollars = maxOrderValue === null ? '' : ` and at most ${maxOrderValue} USD`;
  return [
    `one order is worth at most ${percent(limits.maxOrderFraction)} of equity${dollars}, ` +
      `one symbol at most ${percent(limits.maxConcentration)}`,
    `all positions are worth at most ${percent(maxGross)} of equity and targets leave ` +
      `${percent(limits.cashBuffer)} of it in cash; ` +
      (limits.allowShort ? 'shares may be sold short' : 'nothing is sold short'),
    limits.spendProceeds
      ? 'a sale that is still working pays for purchases'
      : 'a sale pays for purchases once it is filled',
    `a loss of ${percent(dailyLoss.reduce)} in a day leaves only orders that reduce, one of ` +
      `${percent(dailyLoss.halt)} leaves none` +
      (dailyLoss.latch ? '; it stays so' : ', until the next session'),
    `a limit price may be off the market by ${percent(priceCollar.high)} for prices of 25 and ` +
      `more, ${percent(priceCollar.middle)} from 3 to 25 and ${percent(priceCollar.low)} below; ` +
      `a stop by ${percent(priceCollar.stop)}`,
    `a like order within ${limits.duplicateWindowMs / 1000} s is a duplicate; a quote is stale ` +
      `after ${limits.quoteStaleMs / 1000} s and a bar after ${barStalePeriods} of its periods`,
  ];
}

/** A fraction as a percentage without rounding noise: 0.005 is `0.5 %`. */
function percent(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(12))} %`;
}
