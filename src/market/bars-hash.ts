import { canonicalJson } from '../core/canonical.ts';
import { sha256Hex } from '../core/sha256.ts';
import type { BarSeries } from './bar.ts';

/**
 * Returns the SHA-256 of bars and corporate actions, 64 hexadecimal digits: the same symbols,
 * timeframe, times, prices, volumes and actions in the same order give the same one.
 *
 * The numbers are hashed as the 64-bit floats that they are, lowest byte first.
 */
export function barsHash(series: readonly BarSeries[]): string {
  return sha256Hex(canonicalJson(series.map(digestOf)));
}

function digestOf({ symbol, timeframe, columns, actions }: BarSeries): unknown {
  const { start, end, open, high, low, close, volume } = columns;
  return {
    symbol,
    timeframe,
    actions,
    columns: [start, end, open, high, low, close, volume].map((column) => hashOf(column)),
  };
}

/** Returns the bytes of a column, the same on any machine. */
function hashOf(column: Float64Array): string {
  const bytes = new DataView(new ArrayBuffer(column.byteLength));
  for (let row = 0; row < column.length; row += 1) bytes.setFloat64(row * 8, column[row]!, true);
  return sha256Hex(new Uint8Array(bytes.buffer));
}
