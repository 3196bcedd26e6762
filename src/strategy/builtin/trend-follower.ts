import { ema } from '../../analysis/indicators/ema.ts';
import { integer, number } from '../../core/schema.ts';
import { defineStrategy } from '../define.ts';
import { close, target } from '../intent.ts';

/**
 * Holds a symbol while its fast average is above its slow one; flat otherwise.
 *
 * The band keeps the two from crossing back and forth on noise.
 */
export const trendFollower = defineStrategy({
  name: 'trend-follower',
  description: 'Holds what has been rising: a fast average above a slow one, by a band.',
  params: {
    fast: integer({ min: 2, max: 200, default: 15, description: 'Bars of the fast average.' }),
    slow: integer({ min: 3, max: 400, default: 60, description: 'Bars of the slow average.' }),
    bandBps: number({ min: 0, max: 500, default: 8, description: 'How far apart, in bp.' }),
    weight: number({ min: 0, max: 1, default: 0.08, description: 'Weight of a symbol when held.' }),
  },
  symbols: ['SPY'],
  timeframe: '1Min',
  indicators: ({ fast, slow }) => ({ fast: ema({ period: fast }), slow: ema({ period: slow }) }),
  onBar({ bar, indicators: { fast, slow }, position, params }) {
    const lead = fast.value / slow.value - 1;
    const band = params.bandBps / 10_000;
    if (position === undefined && lead > band) {
      const apart = (lead * 10_000).toFixed(0);
      return [target(bar.symbol, params.weight, `rising: fast average ${apart} bp above slow`)];
    }
    if (position !== undefined && position.quantity > 0 && lead < -band) {
      const apart = (-lead * 10_000).toFixed(0);
      return [close(bar.symbol, `falling: fast average ${apart} bp below slow`)];
    }
    return undefined;
  },
});
