const CENTER_TOP = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
];
const CENTER_BOTTOM = [
  1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171,
];
const MIDDLE_TOP = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163,
  298.6351381974001, 881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const MIDDLE_BOTTOM = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903,
  3290.7992357334597, 4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const TAIL_TOP = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926,
  0.016083785148742275, 6.587491615298378e-4,
];
const TAIL_BOTTOM = [
  1, 2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132,
  0.0023352049762686918,
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

/** e^(-x²) with the square split, so that its rounding does not grow with x. */
function gauss(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(-coarse * coarse) * Math.exp(-(x - coarse) * (x + coarse));
}

/**
 * The complementary error function to a few units of the last digit, in the tail too.
 *
 * erfc(x) = 2/√π · ∫ₓ^∞ e^(-t²) dt, by rational Chebyshev approximation
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
 * @param x overflows to Infinity below about -26.6
 * @see Cody 1969, Mathematics of Computation 23(107)
 */
export function erfcx(x: number): number {
  const size = Math.abs(x);
  if (size <= CENTER) return Math.exp(x * x) * (1 - erfNearZero(x));
  return x > 0 ? scaledTail(x) : 2 / gauss(size) - scaledTail(size);
}
