/** One reading of two clocks, both in milliseconds. */
export interface ClockReading {
  readonly market: number;
  readonly wall: number;
}

const READINGS = 24;
const NICE = [1, 2, 5, 10, 15, 20, 30, 60, 90, 120, 180, 240, 300, 600, 900, 1_200, 1_800, 3_600];

/**
 * Returns the speed of the market relative to real time, from readings of both clocks; NaN while
 * unknown. It uses the median ratio, so that a skipped night does not count.
 */
export function marketSpeed(readings: readonly ClockReading[]): number {
  const ratios: number[] = [];
  for (let index = 1; index < readings.length; index += 1) {
    const wall = readings[index]!.wall - readings[index - 1]!.wall;
    const market = readings[index]!.market - readings[index - 1]!.market;
    if (wall > 50) ratios.push(market / wall);
  }
  if (ratios.length < 4) return Number.NaN;
  ratios.sort((a, b) => a - b);
  const middle = ratios[ratios.length >> 1]!;
  const near = NICE.find((nice) => Math.abs(middle / nice - 1) < 0.12);
  return near ?? Math.round(middle);
}

/** Adds a reading in place and drops readings that are too old. */
export function noteReading(readings: ClockReading[], reading: ClockReading): void {
  readings.push(reading);
  if (readings.length > READINGS) readings.shift();
}
