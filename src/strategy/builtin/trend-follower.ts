import { bpsText } from '../../core/number-text.ts';
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
  notes: {
    idea:
      'Prices move in trends that last longer than chance explains. A fast average above a slow ' +
      'one says that the trend is up; the band keeps noise from trading.',
    sources: [
      'Brock, Lakonishok and LeBaron 1992, Simple Technical Trading Rules, Journal of Finance',
      'Moskowitz, Ooi and Pedersen 2012, Time Series Momentum, Journal of Financial Economics',
    ],
    losesWhen:
      'A market moves sideways: each crossing costs a spread and a small loss. It leaves every ' +
      'trend late.',
  },
  params: {
    fast: integer({ min: 2, max: 200, default: 15, description: 'Bars of the fast average.' }),
    slow: integer({ min: 3, max: 400, default: 60, description: 'Bars of the slow average.' }),
    bandBps: number({ min: 0, max: 500, default: 8, description: 'How far apart, in bps.' }),
    weight: number({ min: 0, max: 1, default: 0.08, description: 'Weight of a symbol when held.' }),
  },
  symbols: ['SPY'],
  timeframe: '1Min',
  indicators: ({ fast, slow }) => ({ fast: ema({ period: fast }), slow: ema({ period: slow }) }),
  onBar({ bar, indicators: { fast, slow }, position, params }) {
    const lead = fast.value / slow.value - 1;
    const band = params.bandBps / 10_000;
    if (position === undefined && lead > band) {
      const apart = bpsText(Math.round(lead * 10_000));
      return [target(bar.symbol, params.weight, `rising: fast average ${apart} above slow`)];
    }
    if (position !== undefined && position.quantity > 0 && lead < -band) {
      const apart = bpsText(Math.round(-lead * 10_000));
      return [close(bar.symbol, `falling: fast average ${apart} below slow`)];
    }
    return undefined;
  },
});
