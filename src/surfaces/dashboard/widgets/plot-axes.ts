import { clockMinuteText } from '../../../core/number-text.ts';
import type uPlot from 'uplot';
import { shortDayText } from '../model/market-time.ts';
import type { TradingTime } from '../model/trading-time.ts';
import type { PlotColors } from './plot-colors.ts';

// uPlot's sides are a const enum, which has no value to import.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const RIGHT = 1 as NonNullable<uPlot.Axis['side']>;
const HOUR = 3_600_000;

/** The fonts of a plot; a canvas cannot read style sheet variables. */
export const PLOT_FONT = 'Inter, ui-sans-serif, system-ui, sans-serif';

/** Width of the value axis, in pixels. */
export const AXIS_WIDTH = 74;

/** Holder of the market time axis; undefined before the first point. */
export interface TimeHolder {
  time: TradingTime | undefined;
}

/** Returns the market time axis; only its grid without `shown`. */
export function xAxis(data: TimeHolder, colors: PlotColors, shown: boolean): uPlot.Axis {
  return {
    show: true,
    stroke: colors.faint,
    font: `11px ${PLOT_FONT}`,
    size: shown ? 24 : 0,
    gap: 6,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    splits: (plot, _axis, min, max) => timeSplits(data.time, { min, max, width: plot.width }),
    values: (_plot, splits) => splits.map((place) => (shown ? splitText(data.time, place) : '')),
  };
}

/** Returns market opens when several are in view, otherwise round times of day. */
function timeSplits(
  time: TradingTime | undefined,
  { min, max, width }: { readonly min: number; readonly max: number; readonly width: number },
): number[] {
  if (time === undefined) return [];
  const most = Math.max(2, Math.floor(width / 90));
  const opens = time.opensBetween(min, max).map((index) => time.starts[index]!);
  if (opens.length > 3 || (opens.length > 1 && most < 5)) {
    const every = Math.ceil(opens.length / most);
    return opens.filter((_, index) => index % every === 0);
  }
  const steps = [5, 10, 15, 30, 60, 120, 180].map((minutes) => minutes * 60_000);
  const step = steps.find((one) => (max - min) / one <= most) ?? 6.5 * HOUR;
  const found: number[] = [];
  // The market opens at half past the hour, so round times count from the hour before.
  for (const index of withPrevious(time, min, max)) {
    const start = time.starts[index]!;
    const end = time.starts[index + 1] ?? max;
    if (start >= min && start <= max) found.push(start);
    for (let place = start - HOUR / 2 + step; place < end - step / 3; place += step) {
      if (place > start + step / 3 && place >= min && place <= max) found.push(place);
    }
  }
  return found;
}

function withPrevious(time: TradingTime, min: number, max: number): readonly number[] {
  const inside = time.opensBetween(min, max);
  const first = inside[0] ?? time.opensBetween(0, min).at(-1) ?? 0;
  return [...new Set([Math.max(0, first - 1), first, ...inside])];
}

function splitText(time: TradingTime | undefined, place: number): string {
  if (time === undefined) return '';
  const at = time.toInstant(place);
  return time.starts.includes(place) ? shortDayText(at) : clockMinuteText(at);
}

/** Minimum distance in pixels between an axis value and the tag of the last value. */
const TAG_REACH = 16;

/**
 * Returns the value axis, on the right next to the latest data.
 *
 * @param last the value of the axis tag; axis values close to it are omitted
 */
export function yAxis(
  colors: PlotColors,
  write: (value: number) => string,
  { space, last }: { readonly space: number; readonly last?: (plot: uPlot) => number | undefined },
): uPlot.Axis {
  const shown = (plot: uPlot, value: number): string => {
    const named = last?.(plot);
    if (named === undefined) return write(value);
    const away = Math.abs(plot.valToPos(value, 'y') - plot.valToPos(named, 'y'));
    return away < TAG_REACH ? '' : write(value);
  };
  return {
    side: RIGHT,
    stroke: colors.faint,
    font: `11px ${PLOT_FONT}`,
    size: AXIS_WIDTH,
    gap: 8,
    space,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    values: (plot, splits) => splits.map((value) => shown(plot, value)),
  };
}
