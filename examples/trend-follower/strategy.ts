import { atr, close, defineStrategy, ema, integer, number, target } from 'quipu-portfolio';

/** Buys uptrends, sizes them by volatility, and exits when the trend turns. */
export default defineStrategy({
  name: 'trend-follower-daily',
  description: 'Follows trends on daily bars with positions sized by volatility.',
  params: {
    fast: integer({ min: 2, max: 100, default: 20, description: 'Days of the fast average.' }),
    slow: integer({ min: 3, max: 300, default: 100, description: 'Days of the slow average.' }),
    atrDays: integer({ min: 2, max: 100, default: 20, description: 'Days of the average range.' }),
    risk: number({
      min: 0.001,
      max: 0.1,
      default: 0.01,
      description: 'Equity at risk per average daily move.',
    }),
  },
  symbols: ['SPY', 'EEM', 'USO'],
  timeframe: '1Day',
  indicators: ({ fast, slow, atrDays }) => ({
    fast: ema({ period: fast }),
    slow: ema({ period: slow }),
    range: atr({ period: atrDays }),
  }),
  onBar({ bar, position, indicators: { fast, slow, range }, params }) {
    if (position === undefined && fast.value > slow.value) {
      // The more a share moves in a day, the fewer shares: each symbol puts the same amount at
      // risk.
      const weight = Math.min(0.33, params.risk / (range.value / bar.close));
      return [target(bar.symbol, weight, 'fast average above slow')];
    }
    if (position !== undefined && fast.value < slow.value) {
      return [close(bar.symbol, 'fast average below slow')];
    }
    return undefined;
  },
});
