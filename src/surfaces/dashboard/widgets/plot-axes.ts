import type uPlot from 'uplot';
import { minuteText, shortDayText } from '../model/market-time.ts';
import type { TradingTime } from '../model/trading-time.ts';
import type { PlotColors } from './plot-colors.ts';

// uPlot's sides are a const enum, which has no value to import.
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment
const RIGHT = 1 as NonNullable<uPlot.Axis['side']>;
const HOUR = 3_600_000;

/** How wide the axis of values is, in pixels. */
export const AXIS_WIDTH = 74;

/** Where the market's time on an axis is kept; undefined before the first point. */
export interface TimeHolder {
  time: TradingTime | undefined;
}

/** The axis of market time; without `shown` only its grid. */
export function xAxis(data: TimeHolder, colors: PlotColors, shown: boolean): uPlot.Axis {
  return {
    show: true,
    stroke: colors.faint,
    font: '11px Inter, ui-sans-serif, system-ui, sans-serif',
    size: shown ? 24 : 0,
    gap: 6,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    splits: (plot, _axis, min, max) => timeSplits(data.time, { min, max, width: plot.width }),
    values: (_plot, splits) => splits.map((place) => (shown ? splitText(data.time, place) : '')),
  };
}

/** Openings of sessions where several are in sight, else round times of the day. */
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
  // Sessions open at half past the hour, so round times are counted from the hour before.
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
  return time.starts.includes(place) ? shortDayText(at) : minuteText(at);
}

/** A value on the axis nearer than this to the tag of the last, in pixels, would run into it. */
const TAG_REACH = 16;

/**
 * The axis of values, on the right where the present is.
 *
 * @param last the value that a tag on the axis names; values beside it are left out
 */
export function yAxis(
  colors: PlotColors,
  write: (value: number) => string,
  { space, last }: { readonly space: number; readonly last?: () => number | undefined },
): uPlot.Axis {
  const shown = (plot: uPlot, value: number): string => {
    const named = last?.();
    if (named === undefined) return write(value);
    const away = Math.abs(plot.valToPos(value, 'y') - plot.valToPos(named, 'y'));
    return away < TAG_REACH ? '' : write(value);
  };
  return {
    side: RIGHT,
    stroke: colors.faint,
    font: '11px Inter, ui-sans-serif, system-ui, sans-serif',
    size: AXIS_WIDTH,
    gap: 8,
    space,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
    values: (plot, splits) => splits.map((value) => shown(plot, value)),
  };
}
