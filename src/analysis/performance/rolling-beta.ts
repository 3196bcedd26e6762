import { checkLength, checkWhole } from '../arguments.ts';

/** Rows between two fresh sums, so that rounding cannot pile up. */
const STRETCH = 1024;

/**
 * Betas over a window that slides: the slope of returns on those of a benchmark.
 *
 * (n·Σxy - Σx·Σy) / (n·Σx² - (Σx)²) over the last n rows
 *
 * @param returns per period, fractions, no NaN
 * @param benchmark of the same periods
 * @param window at least 2 rows
 * @throws QuipuError `analysis.invalid_argument`
 * @returns one value a row, NaN before row window - 1 and where the benchmark does not vary
 */
export function rollingBeta(
  returns: Float64Array,
  benchmark: Float64Array,
  window: number,
): Float64Array {
  checkLength('benchmark returns', benchmark.length, returns.length);
  checkWhole('window', window, 2);
  const betas = new Float64Array(returns.length).fill(Number.NaN);
  const columns = { y: returns, x: benchmark, betas };
  for (let from = window - 1; from < returns.length; from += STRETCH) {
    stretch(columns, window, [from, Math.min(from + STRETCH, returns.length)]);
  }
  return betas;
}

interface Columns {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly betas: Float64Array;
}

function stretch({ x, y, betas }: Columns, window: number, rows: readonly [number, number]): void {
  const [from, to] = rows;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  for (let row = from - window + 1; row < from; row += 1) {
    sx += x[row]!;
    sy += y[row]!;
    sxx += x[row]! * x[row]!;
    sxy += x[row]! * y[row]!;
  }
  for (let row = from, oldest = from - window + 1; row < to; row += 1, oldest += 1) {
    const a = x[row]!;
    const b = y[row]!;
    sx += a;
    sy += b;
    sxx += a * a;
    sxy += a * b;
    const spread = window * sxx - sx * sx;
    // What rounding leaves of a benchmark that does not vary is no spread.
    betas[row] = spread > 1e-13 * window * sxx ? (window * sxy - sx * sy) / spread : Number.NaN;
    const c = x[oldest]!;
    const d = y[oldest]!;
    sx -= c;
    sy -= d;
    sxx -= c * c;
    sxy -= c * d;
  }
}
