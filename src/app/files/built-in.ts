import { breakout } from '../../strategy/builtin/breakout.ts';
import { dollarCostAveraging } from '../../strategy/builtin/dollar-cost-averaging.ts';
import { meanReversion } from '../../strategy/builtin/mean-reversion.ts';
import { momentumRotation } from '../../strategy/builtin/momentum-rotation.ts';
import { openingRangeBreakout } from '../../strategy/builtin/opening-range-breakout.ts';
import { pairsTrading } from '../../strategy/builtin/pairs-trading.ts';
import { rebalancer } from '../../strategy/builtin/rebalancer.ts';
import { trendFollower } from '../../strategy/builtin/trend-follower.ts';
import { volatilityTarget } from '../../strategy/builtin/volatility-target.ts';
import type { Strategy } from '../../strategy/define.ts';

/** Built-in strategies, by name. */
export const BUILT_IN: ReadonlyMap<string, Strategy> = new Map(
  [
    trendFollower,
    rebalancer,
    breakout,
    momentumRotation,
    meanReversion,
    pairsTrading,
    openingRangeBreakout,
    volatilityTarget,
    dollarCostAveraging,
  ].map((strategy: Strategy) => [strategy.name, strategy]),
);
