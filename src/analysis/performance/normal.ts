/**
 * The standard normal distribution function Φ(x), to about 1e-15.
 *
 * By the series of erf within 3 and the continued fraction of erfc beyond.
 *
 * @see Abramowitz and Stegun 1964, 7.1.5 and 7.1.14
 */
export function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const tail = z < 3 ? (1 - erfSeries(z)) / 2 : erfcFraction(z) / 2;
  return x > 0 ? 1 - tail : tail;
}

function erfSeries(z: number): number {
  // erf z = 2/√π · e^(−z²) · Σ 2^k z^(2k+1) / (1·3·…·(2k+1)): every term positive, no cancellation.
  let term = z;
  let total = z;
  for (let k = 1; k < 200; k += 1) {
    term *= (2 * z * z) / (2 * k + 1);
    total += term;
    if (term < 1e-17 * total) break;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * total;
}

function erfcFraction(z: number): number {
  let fraction = 0;
  for (let k = 60; k >= 1; k -= 1) fraction = k / 2 / (z + fraction);
  return Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction);
}

/** The standard normal density. */
export function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

const A = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
  -3.066479806614716e1, 2.506628277459239,
];
const B = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
  -1.328068155288572e1, 1,
];
const C = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
];
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((value, coefficient) => value * x + coefficient, 0);
}

/**
 * The standard normal quantile Φ⁻¹(p): Acklam's rational approximation and one step of Halley.
 *
 * @param p strictly between 0 and 1; NaN otherwise
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return Number.NaN;
  const start = acklam(p);
  const error = normalCdf(start) - p;
  const step = error / normalDensity(start);
  return start - step / (1 + (start * step) / 2);
}

function acklam(p: number): number {
  if (p > 0.5) return -acklam(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(C, q) / polynomial(D, q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (polynomial(A, r) * q) / polynomial(B, r);
}
