import { numberText } from '../../core/number-text.ts';
import { integer, number } from '../../core/schema.ts';
import { defineStrategy } from '../define.ts';
import { close, target, together } from '../intent.ts';

/** The line a = intercept + hedge * b over a window of logarithms, and its last residual. */
interface Spread {
  readonly hedge: number;
  /** The last residual in standard deviations of the window. */
  readonly z: number;
  /** Statistic of the test that the residuals return to zero: the more negative, the surer. */
  readonly statistic: number;
  /** Bars in which half of a residual is gone; infinite when it does not shrink. */
  readonly halfLife: number;
}

/**
 * The 5% critical value of the Engle-Granger test for two series and many observations.
 *
 * @see MacKinnon 2010, Critical Values for Cointegration Tests, table 2
 */
const CRITICAL = -3.34;

/**
 * Fits the spread of two series of logarithms by least squares, and tests its residuals for a unit
 * root: Δe(t) = ρ·e(t - 1), with the statistic ρ divided by its standard error.
 */
function spreadOf(a: readonly number[], b: readonly number[]): Spread {
  const { slope: hedge, intercept } = line(b, a);
  const rest = a.map((value, row) => value - intercept - hedge * b[row]!);
  const changes = rest.slice(1).map((value, row) => value - rest[row]!);
  const before = rest.slice(0, -1);
  const square = sum(before.map((value) => value * value));
  const rho = sum(before.map((value, row) => value * changes[row]!)) / square;
  const errors = changes.map((value, row) => value - rho * before[row]!);
  const variance = sum(errors.map((value) => value * value)) / (errors.length - 1);
  const deviation = Math.sqrt(sum(rest.map((value) => value * value)) / (rest.length - 2));
  return {
    hedge,
    z: rest.at(-1)! / deviation,
    statistic: rho / Math.sqrt(variance / square),
    halfLife: rho < 0 && rho > -1 ? -Math.LN2 / Math.log(1 + rho) : Number.POSITIVE_INFINITY,
  };
}

function line(x: readonly number[], y: readonly number[]) {
  const [meanX, meanY] = [sum(x) / x.length, sum(y) / y.length];
  const spread = sum(x.map((value) => (value - meanX) ** 2));
  const slope = sum(x.map((value, row) => (value - meanX) * (y[row]! - meanY))) / spread;
  return { slope, intercept: meanY - slope * meanX };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * Sells the dearer of two cointegrated symbols, buys the cheaper, and closes both when their
 * spread has returned.
 *
 * The hedge ratio is refitted at every bar. A pair is opened only while the Engle-Granger test
 * rejects at 5% that the spread is a random walk. It is closed when the spread is back, or when the
 * position has lasted four of its half-lives.
 */
export const pairsTrading = defineStrategy({
  name: 'pairs-trading',
  description: 'Trades the spread of two cointegrated symbols: both legs or none.',
  notes: {
    idea:
      'Two prices with the same causes, such as two banks, move together. While a test says that ' +
      'their spread returns to its mean, a wide spread is likely to narrow.',
    sources: [
      'Engle and Granger 1987, Co-integration and Error Correction, Econometrica',
      'Gatev, Goetzmann and Rouwenhorst 2006, Pairs Trading, Review of Financial Studies',
      'MacKinnon 2010, Critical Values for Cointegration Tests',
    ],
    losesWhen:
      'The causes part, as in a merger or a fraud: the spread widens for good, and the loss is ' +
      'closed only by time. Selling short needs `allowShort` and costs a borrow fee.',
  },
  params: {
    window: integer({ min: 30, max: 750, default: 120, description: 'Bars of the fit and test.' }),
    enter: number({
      min: 0.5,
      max: 5,
      default: 2,
      description: 'Standard deviations of the spread at which it opens.',
    }),
    exit: number({
      min: 0,
      max: 3,
      default: 0.3,
      description: 'Standard deviations at which it closes.',
    }),
    weight: number({ min: 0, max: 0.5, default: 0.3, description: 'Weight of the first leg.' }),
  },
  symbols: ['SPY', 'IWM'],
  timeframe: '1Day',
  memory: (): { a: number[]; b: number[]; held: number; lasts: number } => ({
    a: [],
    b: [],
    held: 0,
    lasts: 0,
  }),
  onBars({ symbols, book, params, memory }) {
    const [first, second] = symbols;
    if (first === undefined || second === undefined) return undefined;
    memory.a.push(Math.log(first.bar.close));
    memory.b.push(Math.log(second.bar.close));
    if (memory.a.length > params.window) {
      memory.a.shift();
      memory.b.shift();
    }
    if (memory.a.length < params.window) return undefined;
    const spread = spreadOf(memory.a, memory.b);
    const isOpen = book.weight(first.symbol) !== 0 || book.weight(second.symbol) !== 0;
    const z = `spread ${numberText(spread.z, 2)} deviations`;
    if (isOpen) {
      memory.held += 1;
      const isLong = memory.held > memory.lasts;
      if (Math.abs(spread.z) > params.exit && !isLong) return undefined;
      const why = isLong ? `${z} after ${memory.held} bars` : z;
      return [close(first.symbol, why), close(second.symbol, why)];
    }
    const isCointegrated = spread.statistic < CRITICAL && spread.hedge > 0;
    if (!isCointegrated || Math.abs(spread.z) < params.enter) return undefined;
    memory.held = 0;
    memory.lasts = Math.ceil(4 * spread.halfLife);
    const side = spread.z > 0 ? -1 : 1;
    const hedge = Math.min(1, params.weight * spread.hedge);
    return [
      together([
        target(first.symbol, side * params.weight, z),
        target(second.symbol, -side * hedge, z),
      ]),
    ];
  },
});
