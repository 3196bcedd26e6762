import type { Control } from './control.ts';
import { capital } from './controls/capital.ts';
import { cashInDoubt } from './controls/cash-in-doubt.ts';
import { concentration } from './controls/concentration.ts';
import { dailyLoss } from './controls/daily-loss.ts';
import { doubtfulSymbol } from './controls/doubtful-symbol.ts';
import { duplicate } from './controls/duplicate.ts';
import { engineState } from './controls/engine-state.ts';
import { maxOrderShares } from './controls/max-order-shares.ts';
import { maxOrderValue } from './controls/max-order-value.ts';
import { openOrders } from './controls/open-orders.ts';
import { priceCollar } from './controls/price-collar.ts';
import { refusalBackoff } from './controls/refusal-backoff.ts';
import { staleQuote } from './controls/stale-quote.ts';

/** Every control of the gate, in the order in which their results are journaled. */
export const CONTROLS: readonly Control[] = [
  engineState,
  maxOrderValue,
  maxOrderShares,
  priceCollar,
  duplicate,
  refusalBackoff,
  openOrders,
  capital,
  concentration,
  dailyLoss,
  staleQuote,
  doubtfulSymbol,
  cashInDoubt,
];
