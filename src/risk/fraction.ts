import { number, type Schema } from '../core/schema.ts';

/**
 * Slack of a comparison of two ratios of prices or quantities, far below any price or quantity
 * increment: the rounding errors of doubles must not decide an order exactly at its limit.
 */
export const RATIO_SLACK = 1e-9;

/** The schema of a limit that is a fraction, from 0 to 10 (1,000%). */
export function fraction(description: string): Schema<number> {
  return number({ min: 0, max: 10, description });
}
