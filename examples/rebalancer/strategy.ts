import { defineStrategy, number, target } from 'quipu-portfolio';

/** Equal weights with a band: trades only what has drifted outside it. */
export default defineStrategy({
  name: 'rebalancer-daily',
  description: 'Keeps equal weights within a band, on daily bars.',
  params: {
    weight: number({ min: 0, max: 1, default: 0.45, description: 'Weight of each symbol.' }),
    band: number({ min: 0.01, max: 1, default: 0.1, description: 'Drift that is tolerated.' }),
  },
  symbols: ['SPY', 'EEM'],
  timeframe: '1Day',
  onBars({ symbols, book, params: { weight, band } }) {
    const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)}%`;
    return symbols.flatMap(({ symbol }) => {
      const held = book.weight(symbol);
      if (Math.abs(held / weight - 1) <= band) return [];
      return [target(symbol, weight, `${percent(held)} of the book, target ${percent(weight)}`)];
    });
  },
});
