import { number } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';

/** One stop-and-reverse system; every field is a number. */
interface SarState {
  readonly acceleration: number;
  readonly maximum: number;
  /** Rows seen: 0, 1, then 2 for good. */
  seen: number;
  /** 1 long, -1 short. */
  side: number;
  high: number;
  low: number;
  sar: number;
  extreme: number;
  factor: number;
}

function start(state: SarState, high: number, low: number): void {
  const down = state.low - low;
  const up = high - state.high;
  // Long unless the second bar moved down and further than up, as in TA-Lib.
  state.side = down > 0 && down > up ? -1 : 1;
  state.sar = state.side === 1 ? state.low : state.high;
  state.extreme = state.side === 1 ? high : low;
  state.high = high;
  state.low = low;
}

function beyond(state: SarState, value: number): boolean {
  return (value - state.extreme) * state.side > 0;
}

/** Moves the stop, never past the side of the last two bars that the trend must clear. */
function trail(state: SarState, first: number, second: number): void {
  const next = state.sar + state.factor * (state.extreme - state.sar);
  state.sar = state.side === 1 ? Math.min(next, first, second) : Math.max(next, first, second);
}

/**
 * Parabolic stop and reverse: a stop that accelerates toward the price and turns when it is hit.
 *
 * First output at row 1; the first direction is long unless the second bar moved down.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_SAR`
 */
export const parabolicSar = defineIndicator({
  name: 'parabolic_sar',
  title: 'Parabolic stop and reverse',
  params: {
    acceleration: number({ min: 0, max: 10, default: 0.02 }),
    maximum: number({ min: 0, max: 10, default: 0.2 }),
  },
  inputs: ['high', 'low'],
  outputs: ['value'],
  lookback: () => 1,
  init: (params): SarState => ({
    acceleration: Math.min(params.acceleration, params.maximum),
    maximum: params.maximum,
    seen: 0,
    side: 1,
    high: Number.NaN,
    low: Number.NaN,
    sar: Number.NaN,
    extreme: Number.NaN,
    factor: Math.min(params.acceleration, params.maximum),
  }),
  step(state, input, output) {
    const high = input[0]!;
    const low = input[1]!;
    if (state.seen === 0) {
      state.seen = 1;
      state.high = high;
      state.low = low;
      output[0] = Number.NaN;
      return;
    }
    if (state.seen === 1) {
      state.seen = 2;
      start(state, high, low);
    }
    const long = state.side === 1;
    const touched = long ? low <= state.sar : high >= state.sar;
    if (touched) {
      state.side = -state.side;
      const first = long ? state.high : state.low;
      const second = long ? high : low;
      const from = state.extreme;
      state.sar = long ? Math.max(from, first, second) : Math.min(from, first, second);
      output[0] = state.sar;
      state.factor = state.acceleration;
      state.extreme = long ? low : high;
      trail(state, first, second);
    } else {
      output[0] = state.sar;
      const reached = long ? high : low;
      if (beyond(state, reached)) {
        state.extreme = reached;
        state.factor = Math.min(state.factor + state.acceleration, state.maximum);
      }
      trail(state, long ? state.low : state.high, long ? low : high);
    }
    state.high = high;
    state.low = low;
  },
});
