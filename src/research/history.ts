import { barColumns, lowerBound } from '../core/columns.ts';
import type { EpochMs } from '../core/time.ts';
import type { BarSeries } from '../market/bar.ts';
import type { Answer, Command } from '../engine/events.ts';

/**
 * The bars before an instant in the shares of that instant: what indicators are warmed with after
 * a split, so that it never looks like a crash.
 *
 * Prices are divided and volumes multiplied by every split between the bar and the instant.
 */
export function adjustedHistory(
  series: readonly BarSeries[],
  from: EpochMs,
  command: Command & { kind: 'history' },
): Answer | undefined {
  const found = series.find(
    ({ symbol, timeframe }) => symbol === command.symbol && timeframe === command.timeframe,
  );
  if (found === undefined) return undefined;
  const { columns } = found;
  const last = lowerBound(columns.end, command.until + 1);
  const first = Math.max(lowerBound(columns.end, from), last - command.bars);
  const bars = barColumns(last - first);
  const splits = found.actions.filter(
    (action) => action.kind === 'split' && action.at <= command.until,
  );
  let applied = splits.length - 1;
  let factor = 1;
  for (let row = last - 1; row >= first; row -= 1) {
    const end = columns.end[row]!;
    while (applied >= 0 && splits[applied]!.at >= end) {
      const split = splits[applied]!;
      if (split.kind === 'split') factor *= split.to.toNumber() / split.from.toNumber();
      applied -= 1;
    }
    const at = row - first;
    bars.start[at] = columns.start[row]!;
    bars.end[at] = end;
    bars.open[at] = columns.open[row]! / factor;
    bars.high[at] = columns.high[row]! / factor;
    bars.low[at] = columns.low[row]! / factor;
    bars.close[at] = columns.close[row]! / factor;
    bars.volume[at] = columns.volume[row]! * factor;
  }
  const { symbol, timeframe, until: at } = command;
  return { kind: 'history', at, symbol, timeframe, bars };
}
