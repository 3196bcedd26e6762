/** A coordinate to a tenth of a pixel, as short as SVG allows. */
export function coordinate(value: number): string {
  return tenths(Math.round(value * 10));
}

/** A whole number of tenths: integers to text are far cheaper than fractions. */
function tenths(count: number): string {
  const size = Math.abs(count);
  const whole = Math.floor(size / 10);
  const rest = size - whole * 10;
  const sign = count < 0 ? '-' : '';
  if (rest === 0) return `${whole === 0 ? '' : sign}${whole}`;
  return whole === 0 ? `${sign}.${rest}` : `${sign}${whole}.${rest}`;
}

/** A path through points, in steps from one to the next; a NaN lifts the pen. */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  let path = '';
  let [x, y, down] = [0, 0, false];
  for (let index = 0; index < xs.length; index += 1) {
    const nextY = ys[index]!;
    if (Number.isNaN(nextY)) {
      down = false;
      continue;
    }
    // Steps between rounded points, so that rounding does not add up along the line.
    const to = Math.round(xs[index]! * 10);
    const at = Math.round(nextY * 10);
    if (down) {
      const dx = tenths(to - x);
      const dy = tenths(at - y);
      path += `l${dx}${dy.startsWith('-') ? '' : ' '}${dy}`;
    } else path += `M${tenths(to)} ${tenths(at)}`;
    [x, y, down] = [to, at, true];
  }
  return path;
}

/**
 * The points that a line of `columns` pixels can show: of each pixel's column the first, the
 * lowest, the highest and the last, so that no spike is lost.
 *
 * @returns indices in ascending order
 */
export function visiblePoints(values: ArrayLike<number>, columns: number): readonly number[] {
  const length = values.length;
  if (length <= columns * 3) return Array.from({ length }, (_, index) => index);
  const kept: number[] = [];
  for (let column = 0; column < columns; column += 1) {
    const from = Math.floor((column * length) / columns);
    const to = Math.floor(((column + 1) * length) / columns);
    let [low, high] = [from, from];
    for (let index = from; index < to; index += 1) {
      if (!(values[index]! >= values[low]!)) low = index;
      if (!(values[index]! <= values[high]!)) high = index;
    }
    kept.push(...new Set([from, Math.min(low, high), Math.max(low, high), to - 1]));
  }
  return kept;
}
