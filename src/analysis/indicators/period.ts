import type { Schema } from '../../core/schema.ts';
import { integer } from '../../core/schema.ts';

/** A window length in rows, with its usual value and its least useful one. */
export function periodParameter(usual: number, min = 1): Schema<number> {
  return integer({ min, max: 100_000, default: usual, description: 'Rows in the window.' });
}
