import { number } from '../../core/schema.ts';
import { defineStrategy } from '../define.ts';
import { target } from '../intent.ts';

/**
 * Keeps every symbol at the same weight, and trades only when one has drifted out of its band.
 */
export const rebalancer = defineStrategy({
  name: 'rebalancer',
  description: 'Keeps fixed weights; trades when a weight has drifted out of its band.',
  params: {
    weight: number({ min: 0, max: 1, default: 0.15, description: 'Weight of each symbol.' }),
    band: number({
      min: 0.001,
      max: 1,
      default: 0.02,
      description: 'Drift that is let be, as a fraction of the weight.',
    }),
  },
  symbols: ['SPY'],
  timeframe: '1Min',
  onBar({ bar, book, params: { weight, band } }) {
    const held = book.weight(bar.symbol);
    const drift = held / weight - 1;
    if (Math.abs(drift) <= band) return undefined;
    const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;
    return [target(bar.symbol, weight, `weight ${percent(held)}, target ${percent(weight)}`)];
  },
});
