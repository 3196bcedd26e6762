import type { BarColumns } from '../../../core/columns.ts';
import { epochMs } from '../../../core/time.ts';
import type { CorporateAction } from '../../../market/corporate-action.ts';
import type { Ticker } from '../../../market/symbol.ts';
import type { MarketSource } from '../../../simulator/source/source.ts';
import type { AdjustmentFlags } from '../routes/data-query.ts';

/** Factors for prices and volumes of bars before an instant. */
export interface AdjustmentStep {
  readonly before: number;
  readonly price: number;
  readonly volume: number;
}

/**
 * Returns the adjustment steps for every known corporate action, oldest first.
 *
 * A split multiplies earlier prices with from / to and volumes with its inverse; a dividend
 * multiplies earlier prices with 1 - dividend / last close before the ex-day.
 */
export function adjustmentSteps(
  source: MarketSource,
  symbol: Ticker,
  adjustment: AdjustmentFlags,
  now: number,
): readonly AdjustmentStep[] {
  if (!adjustment.split && !adjustment.dividend) return [];
  const span = { from: epochMs(0), to: epochMs(now) };
  const days = source.history(symbol, '1Day', span);
  return source.actions(symbol, span).flatMap((action) => {
    const step = stepOf(action, days, adjustment);
    return step === undefined ? [] : [step];
  });
}

function stepOf(
  action: CorporateAction,
  days: BarColumns,
  adjustment: AdjustmentFlags,
): AdjustmentStep | undefined {
  if (action.kind === 'split') {
    if (!adjustment.split) return undefined;
    const factor = action.from.toNumber() / action.to.toNumber();
    return { before: action.at, price: factor, volume: 1 / factor };
  }
  if (action.kind !== 'dividend' || !adjustment.dividend) return undefined;
  const close = closeBefore(days, action.at);
  if (close === undefined) return undefined;
  return { before: action.at, price: 1 - action.perShare.toNumber() / close, volume: 1 };
}

function closeBefore(days: BarColumns, at: number): number | undefined {
  for (let index = days.length - 1; index >= 0; index -= 1) {
    if (days.end[index]! <= at) return days.close[index];
  }
  return undefined;
}

/** Returns the factors for a bar that ends at `end`. */
export function factorsAt(
  steps: readonly AdjustmentStep[],
  end: number,
): { readonly price: number; readonly volume: number } {
  let price = 1;
  let volume = 1;
  for (const step of steps) {
    if (end > step.before) continue;
    price *= step.price;
    volume *= step.volume;
  }
  return { price, volume };
}
