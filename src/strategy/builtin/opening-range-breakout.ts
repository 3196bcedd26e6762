import { moneyText } from '../../core/number-text.ts';
import { integer, number } from '../../core/schema.ts';
import { MINUTE } from '../../core/time.ts';
import { sessionAt } from '../../market/calendar.ts';
import { defineStrategy } from '../define.ts';
import { close, target } from '../intent.ts';

interface OpeningRange {
  date: string;
  high: number;
  low: number;
  /** Whether the day's only trade was made. */
  done: boolean;
}

/**
 * Buys the first close above the range of the day's first minutes, and is flat by the close.
 *
 * It leaves at the low of the range, or some minutes before the close; at most one trade a day.
 *
 * @see Crabel 1990, Day Trading with Short Term Price Patterns and Opening Range Breakout
 */
export const openingRangeBreakout = defineStrategy({
  name: 'opening-range-breakout',
  description: "Buys above the range of the day's first minutes, and is flat by the close.",
  notes: {
    idea:
      'The first minutes gather the orders of the night. A close above their range shows more ' +
      'demand than they could absorb, and the direction often lasts for the day.',
    sources: ['Crabel 1990, Day Trading with Short Term Price Patterns and Opening Range Breakout'],
    losesWhen:
      'Days have no direction: the price leaves the range and returns. Costs weigh more than in ' +
      'slower strategies, because every trade lasts less than a day.',
  },
  params: {
    minutes: integer({ min: 1, max: 120, default: 30, description: 'Minutes of the range.' }),
    flatBefore: integer({
      min: 2,
      max: 120,
      default: 10,
      description: 'Minutes before the close at which it sells.',
    }),
    weight: number({ min: 0, max: 1, default: 0.2, description: 'Weight of a symbol when held.' }),
  },
  symbols: ['SPY'],
  timeframe: '1Min',
  memory: (): { ranges: Record<string, OpeningRange> } => ({ ranges: {} }),
  onBar({ bar, at, position, params: { minutes, flatBefore, weight }, memory }) {
    // A bar is named by its start; bars outside of regular trading form no range.
    const session = sessionAt(bar.start);
    if (session === undefined || bar.start < session.open || at > session.close) return undefined;
    let range = memory.ranges[bar.symbol];
    if (range?.date !== session.date) {
      range = { date: session.date, high: -1, low: Number.MAX_VALUE, done: false };
      memory.ranges[bar.symbol] = range;
    }
    if (at <= session.open + minutes * MINUTE) {
      range.high = Math.max(range.high, bar.high);
      range.low = Math.min(range.low, bar.low);
      return undefined;
    }
    const isLate = at >= session.close - flatBefore * MINUTE;
    if (position !== undefined) {
      if (isLate) return [close(bar.symbol, `${flatBefore} minutes before the close`)];
      if (bar.close >= range.low) return undefined;
      return [close(bar.symbol, `below the range's low ${moneyText(range.low)}`)];
    }
    // Without a bar in its minutes the day has no range.
    if (range.done || isLate || range.high < 0 || bar.close <= range.high) return undefined;
    range.done = true;
    return [target(bar.symbol, weight, `above the range's high ${moneyText(range.high)}`)];
  },
});
