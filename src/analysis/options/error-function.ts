const CENTER_TOP = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
  3.20937758913846947e3,
];
const CENTER_BOTTOM = [
  1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
];
const MIDDLE_TOP = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
  2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
  1.23033935479799725e3,
];
const MIDDLE_BOTTOM = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
  3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
];
const TAIL_TOP = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
];
const TAIL_BOTTOM = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
  2.33520497626869185e-3,
];

/** Below this the error function itself is approximated, above it the complement. */
const CENTER = 0.46875;
const INVERSE_ROOT_PI = 1 / Math.sqrt(Math.PI);

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

function erfNearZero(x: number): number {
  const square = x * x;
  return (x * polynomial(CENTER_TOP, square)) / polynomial(CENTER_BOTTOM, square);
}

/** e^(x²)·erfc(x) for x above {@link CENTER}. */
function scaledTail(x: number): number {
  if (x <= 4) return polynomial(MIDDLE_TOP, x) / polynomial(MIDDLE_BOTTOM, x);
  const inverse = 1 / (x * x);
  const fraction = polynomial(TAIL_TOP, inverse) / polynomial(TAIL_BOTTOM, inverse);
  return (INVERSE_ROOT_PI - inverse * fraction) / x;
}

/** e^(−x²) with the square split, so that its rounding does not grow with x. */
function gauss(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
}

/**
 * The complementary error function to a few units of the last digit, in the tail too.
 *
 * erfc(x) = 2/√π · ∫ₓ^∞ e^(−t²) dt, by rational Chebyshev approximation
 *
 * @see Cody 1969, Mathematics of Computation 23(107)
 */
export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size <= CENTER) return 1 - erfNearZero(x);
  const tail = size > 27 ? 0 : gauss(size) * scaledTail(size);
  return x > 0 ? tail : 2 - tail;
}

/**
 * The scaled complementary error function e^(x²)·erfc(x), which does not vanish for large x.
 *
 * @param x overflows to Infinity below about −26.6
 * @see Cody 1969, Mathematics of Computation 23(107)
 */
export function erfcx(x: number): number {
  const size = Math.abs(x);
  if (size <= CENTER) return Math.exp(x * x) * (1 - erfNearZero(x));
  return x > 0 ? scaledTail(x) : 2 / gauss(size) - scaledTail(size);
}

/**
 * The standard normal distribution function with full relative precision in the lower tail.
 *
 * N(x) = erfc(−x/√2) / 2
 */
export function cumulativeNormal(x: number): number {
  return erfc(-x * Math.SQRT1_2) / 2;
}
