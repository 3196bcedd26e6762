import type { LaneKernel } from './lanes.ts';
import { f64x2 } from './assembler.ts';

const { add, sub, mul, div, abs, sqrt, atLeast, and } = f64x2;

/** Sums of a window, constants [1 / period]. */
const sma: LaneKernel = {
  name: 'sma',
  groups: 2,
  inputs: 1,
  outputs: 1,
  looksBack: true,
  states: 1,
  constants: 1,
  scratch: 0,
  step: ({ inputs: [x], lagged, state: [sum], constants: [scale], keep }) => ({
    statements: keep(sum!, add(sum!, sub(x!, lagged))),
    outputs: [mul(sum!, scale!)],
  }),
};

/** Exponential averages, constants [decay, weight]. */
const ema: LaneKernel = {
  name: 'ema',
  groups: 4,
  inputs: 1,
  outputs: 1,
  looksBack: false,
  states: 1,
  constants: 2,
  scratch: 0,
  step: ({ inputs: [x], state: [v], constants: [decay, weight], keep }) => ({
    statements: keep(v!, add(mul(v!, decay!), mul(x!, weight!))),
    outputs: [v!],
  }),
};

/**
 * States [weighted average, plain sum, origin], the sum of distances from the origin; constants
 * [period, 1 / Σ weights].
 *
 * The sum stays undivided: a share of each change would be rounded the same way row after row.
 */
const wma: LaneKernel = {
  name: 'wma',
  groups: 2,
  inputs: 1,
  outputs: 1,
  looksBack: true,
  states: 3,
  constants: 2,
  scratch: 0,
  step: ({ inputs: [x], lagged, state: [average, plain, origin], constants, keep }) => {
    const [period, scale] = constants;
    const rise = sub(mul(sub(x!, origin!), period!), plain!);
    return {
      statements: [
        ...keep(average!, add(average!, mul(rise, scale!))),
        ...keep(plain!, add(plain!, sub(x!, lagged))),
      ],
      outputs: [average!],
    };
  },
};

/** States [previous, 100 · gain, size], constants [decay, 50 · weight, weight, least size]. */
const rsi: LaneKernel = {
  name: 'rsi',
  groups: 2,
  inputs: 1,
  outputs: 1,
  looksBack: false,
  states: 3,
  constants: 4,
  scratch: 2,
  step: ({ inputs: [x], state: [previous, gain, size], constants, scratch: [d, m], keep }) => ({
    statements: [
      ...keep(d!, sub(x!, previous!)),
      ...keep(previous!, x!),
      ...keep(m!, abs(d!)),
      ...keep(gain!, add(mul(gain!, constants[0]!), mul(add(d!, m!), constants[1]!))),
      ...keep(size!, add(mul(size!, constants[0]!), mul(m!, constants[2]!))),
    ],
    outputs: [and(div(gain!, size!), atLeast(size!, constants[3]!))],
  }),
};

/** States [fast, slow, signal], constants their weights. */
const macd: LaneKernel = {
  name: 'macd',
  groups: 2,
  inputs: 1,
  outputs: 3,
  looksBack: false,
  states: 3,
  constants: 3,
  scratch: 1,
  step: ({ inputs: [x], state: [fast, slow, signal], constants, scratch: [macdLine], keep }) => ({
    statements: [
      ...keep(fast!, add(mul(sub(x!, fast!), constants[0]!), fast!)),
      ...keep(slow!, add(mul(sub(x!, slow!), constants[1]!), slow!)),
      ...keep(macdLine!, sub(fast!, slow!)),
      ...keep(signal!, add(mul(sub(macdLine!, signal!), constants[2]!), signal!)),
    ],
    outputs: [macdLine!, signal!, sub(macdLine!, signal!)],
  }),
};

/** States [previous close, average], constants [decay, weight / 2]. */
const atr: LaneKernel = {
  name: 'atr',
  groups: 2,
  inputs: 3,
  outputs: 1,
  looksBack: false,
  states: 2,
  constants: 2,
  scratch: 1,
  step: ({ inputs, state: [previous, average], constants, scratch: [range], keep }) => {
    const [high, low, close] = inputs;
    const reach = add(abs(sub(high!, previous!)), abs(sub(low!, previous!)));
    return {
      statements: [
        ...keep(range!, add(sub(high!, low!), reach)),
        ...keep(previous!, close!),
        ...keep(average!, add(mul(average!, constants[0]!), mul(range!, constants[1]!))),
      ],
      outputs: [average!],
    };
  },
};

/**
 * States [mean - origin, squared distances, origin], constants [1 / period, widths above and
 * below, 1e-14].
 */
const bands: LaneKernel = {
  name: 'bands',
  groups: 2,
  inputs: 1,
  outputs: 3,
  looksBack: true,
  states: 3,
  constants: 4,
  scratch: 4,
  step: ({ inputs: [x], lagged, state, constants, scratch, keep }) => {
    const [mean, spread, origin] = state;
    const [scale, above, below, least] = constants;
    const [change, both, deviation, center] = scratch;
    const bound = add(least!, mul(least!, mul(mean!, mean!)));
    return {
      statements: [
        ...keep(change!, sub(x!, lagged)),
        ...keep(both!, sub(add(sub(x!, origin!), sub(lagged, origin!)), mean!)),
        ...keep(mean!, add(mean!, mul(change!, scale!))),
        ...keep(spread!, add(spread!, mul(change!, sub(both!, mean!)))),
        ...keep(deviation!, mul(spread!, scale!)),
        ...keep(deviation!, and(deviation!, atLeast(deviation!, bound))),
        ...keep(deviation!, sqrt(deviation!)),
        ...keep(center!, add(origin!, mean!)),
      ],
      outputs: [
        add(center!, mul(deviation!, above!)),
        center!,
        sub(center!, mul(deviation!, below!)),
      ],
    };
  },
};

/** The kernels that walk recurrences. */
export const LANE_KERNELS = { sma, ema, wma, rsi, macd, atr, bands } as const;

/** The name of one of them. */
export type LaneKernelName = keyof typeof LANE_KERNELS;
