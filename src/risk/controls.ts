import { dailyLoss } from './controls/account/daily-loss.ts';
import { drawdownControl } from './controls/account/drawdown.ts';
import { engineStateControl } from './controls/account/engine-state.ts';
import { capital } from './controls/exposure/capital.ts';
import { concentrationControl } from './controls/exposure/concentration.ts';
import { staleQuote } from './controls/market/stale-quote.ts';
import { maxOrderShares } from './controls/order/max-order-shares.ts';
import { maxOrderValue } from './controls/order/max-order-value.ts';
import { ownShares } from './controls/order/own-shares.ts';
import { priceCollar } from './controls/order/price-collar.ts';
import { restricted } from './controls/order/restricted.ts';
import { duplicate } from './controls/rate/duplicate.ts';
import { openOrders } from './controls/rate/open-orders.ts';
import { refusalBackoff } from './controls/rate/refusal-backoff.ts';
import { unreconciledCash } from './controls/reconciliation/unreconciled-cash.ts';
import { unreconciledSymbol } from './controls/reconciliation/unreconciled-symbol.ts';

/** Every control of the gate, in the order in which their results are journaled. */
export const CONTROLS = [
  engineStateControl,
  maxOrderValue,
  maxOrderShares,
  priceCollar,
  duplicate,
  refusalBackoff,
  openOrders,
  capital,
  concentrationControl,
  dailyLoss,
  drawdownControl,
  restricted,
  ownShares,
  staleQuote,
  unreconciledSymbol,
  unreconciledCash,
] as const;
