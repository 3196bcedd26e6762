import {
  bpsText,
  durationText,
  lossPercentText,
  moneyText,
  shortPercentText,
} from '../core/number-text.ts';
import { money } from '../core/decimal.ts';
import type { RiskLimits } from '../risk/limits.ts';
import { GTC_DAYS } from '../simulator/session.ts';
import type { BacktestCosts, BacktestOptions } from './options.ts';

/** Facts of a finished run, next to what was requested. */
export interface AssumedFacts {
  readonly limits: RiskLimits;
  /** Whether targets were sized in fractions of a share. */
  readonly fractional: boolean;
}

/** Everything that a backtest assumed, a sentence each; every one is an option. */
export function assumptionsOf(options: BacktestOptions, facts: AssumedFacts): readonly string[] {
  const { limits, fractional } = facts;
  return [
    `starting cash ${moneyText(money(options.cash ?? 100_000))}, none added`,
    fillSentence(options),
    ...(options.delayBars === 1
      ? ['every order leaves only after the next bar of its symbol, for comparison']
      : []),
    `a good-till-canceled order expires after ${GTC_DAYS} days, as at Alpaca`,
    costSentence(options.costs ?? {}),
    feeSentence(options.costs ?? {}),
    fractional ? 'targets are sized in fractions of a share' : 'targets are sized in whole shares',
    options.dividends === 'ignore'
      ? 'dividends are left out; a split multiplies shares on the ex-day'
      : 'a dividend is paid in cash on the ex-day; a split multiplies shares on the ex-day',
    'strategies see prices in the shares of the day; orders and the ledger are in raw dollars',
    'cash earns nothing; an overdraft by a gap between decision and fill costs nothing',
    'open positions are valued at the last close and listed',
    'MAE and MFE are of whole bars between entry and exit,' +
      ' of the entry bar from its open or at its close, of the exit bar at the exit price',
    `returns per session, ${options.periodsPerYear ?? 252} a year; CAGR by ` +
      `${options.growthBy === 'sessions' ? 'sessions' : 'calendar days'}; ` +
      `risk-free rate ${shortPercentText(options.riskFree ?? 0)} a year`,
    ...benchmarkSentences(options),
    'only bars between the two dates, both included, are read, also to warm indicators',
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
  const [spread, slippage] = [halfSpreadBps * 2, slippageBps].map(bpsText);
  return `it pays half a spread of ${spread} and ${slippage} of slippage`;
}

function feeSentence({ fees = 'us_equities', ...costs }: BacktestCosts): string {
  const { commissionBps = 0, commissionPerShare = 0 } = costs;
  const parts = [
    ...(commissionBps === 0 ? [] : [`${bpsText(commissionBps)} of the value of every fill`]),
    ...(commissionPerShare === 0 ? [] : [`${moneyText(commissionPerShare)} for every share`]),
    ...(typeof fees === 'object'
      ? [`${shortPercentText(fees.rate)} of the value of every fill`]
      : []),
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
  return [
    `compared with ${benchmark.symbol} held without costs from the close before the first ` +
      `session, ${paid}`,
  ];
}

function limitSentences(limits: RiskLimits): readonly string[] {
  const { maxOrderValue, maxGross, dailyLoss, priceCollar, barStalePeriods } = limits;
  const dollars = maxOrderValue === null ? '' : ` and at most ${moneyText(maxOrderValue)}`;
  return [
    `one order is worth at most ${shortPercentText(limits.maxOrderFraction)} of ` +
      `equity${dollars}, one symbol at most ${shortPercentText(limits.maxConcentration)}`,
    `when an order is decided, all positions are worth at most ${shortPercentText(maxGross)} of ` +
      'equity (prices that move before the fill and later can take them above it) and targets ' +
      `leave ${shortPercentText(limits.cashBuffer)} of it in cash; ` +
      (limits.allowShort ? 'shares may be sold short' : 'nothing is sold short'),
    limits.spendProceeds
      ? 'an open sell order pays for buys'
      : 'a sell order pays for buys once it is filled',
    `a day P&L of ${lossPercentText(dailyLoss.reduce)} leaves only orders that reduce, ` +
      `one of ${lossPercentText(dailyLoss.halt)} leaves none` +
      (dailyLoss.latch ? '; it stays so' : ', until the next session'),
    `a limit price may be off the market by ${shortPercentText(priceCollar.high)} for prices of ` +
      `$25 and more, ${shortPercentText(priceCollar.middle)} from $3 to $25 and ` +
      `${shortPercentText(priceCollar.low)} below; a stop by ${shortPercentText(priceCollar.stop)}`,
    `a like order within ${durationText(limits.duplicateWindowMs)} is a duplicate; a quote is ` +
      `stale after ${durationText(limits.quoteStaleMs)} and a bar after ${barStalePeriods} of ` +
      'its periods',
  ];
}
