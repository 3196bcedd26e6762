import { integer } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The number of the trading day that an instant belongs to, days turning at `rollHour` UTC. */
function dayOf(startMs: number, rollHour: number): number {
  return Math.floor((startMs - rollHour * HOUR_MS) / DAY_MS);
}

/**
 * Volume-weighted average price since the start of the session: Σ typical·volume / Σ volume.
 *
 * A session turns at `rollHour` UTC. The default, 6, falls between the extended hours of two New
 * York days in summer and winter; use 0 for markets that never close. The column `start` holds
 * epoch milliseconds. The typical price stands in until a share has traded; an output from the
 * first row.
 */
export const sessionVwap = defineIndicator({
  name: 'session_vwap',
  title: 'Volume-weighted average price of the session',
  params: { rollHour: integer({ min: 0, max: 23, default: 6 }) },
  inputs: ['start', 'high', 'low', 'close', 'volume'],
  outputs: ['value'],
  lookback: () => 0,
  init: ({ rollHour }) => ({ rollHour, day: Number.NaN, money: 0, shares: 0 }),
  step(state, input, output) {
    const day = dayOf(input[0]!, state.rollHour);
    if (day !== state.day) {
      state.day = day;
      state.money = 0;
      state.shares = 0;
    }
    const typical = (input[1]! + input[2]! + input[3]!) / 3;
    state.money += typical * input[4]!;
    state.shares += input[4]!;
    output[0] = state.shares === 0 ? typical : state.money / state.shares;
  },
});
