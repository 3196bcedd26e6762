import type { Money } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import { SimulatedBroker } from '../engine/drive/simulated-broker.ts';
import { newYorkDate, sessionOn } from '../market/calendar.ts';
import { createExchange } from '../simulator/create-exchange.ts';
import type { FeeOptions } from '../simulator/options.ts';
import type { Strategy } from '../strategy/define.ts';
import type { BacktestCosts, BacktestOptions } from './options.ts';

/** Creates the simulated broker of a run, with the costs and the fill time of the options. */
export function brokerOf(
  strategy: Strategy,
  options: BacktestOptions,
  { cash, startsAt }: { readonly cash: Money; readonly startsAt: EpochMs },
): SimulatedBroker {
  const daily = strategy.timeframe === '1Day';
  const exchange = createExchange({
    deposit: { amount: cash, at: startsAt },
    fills: {
      halfSpreadBps: options.costs?.halfSpreadBps ?? 1,
      slippageBps: options.costs?.slippageBps ?? 1,
      at: options.fill ?? 'next_open',
    },
    fees: feesOf(options.costs ?? {}),
    rules: 'research',
    history: 'resting',
    ...(daily ? { openOf: (bar) => sessionOn(newYorkDate(bar.start))?.open ?? bar.start } : {}),
  });
  return new SimulatedBroker({
    exchange,
    account: 'backtest',
    startsAt,
    keepFills: false,
    seesEveryBar: options.fill === 'close',
  });
}

/** Combines the regulatory fees, or a rate, with a commission where there is one. */
function feesOf(costs: BacktestCosts): FeeOptions {
  const { fees = 'us_equities', commissionBps = 0, commissionPerShare = 0 } = costs;
  if (commissionBps === 0 && commissionPerShare === 0) return fees;
  const own = typeof fees === 'object' ? fees : { rate: 0, regulatory: fees === 'us_equities' };
  return {
    ...own,
    rate: own.rate + commissionBps / 10_000,
    perShare: (own.perShare ?? 0) + commissionPerShare,
  };
}
