import { defineStrategy, number, target } from 'quipu-portfolio';

/** Equal weights with a band: trades only what has drifted out of it. */
export default defineStrategy({
  name: 'rebalancer-daily',
  description: 'Keeps equal weights of daily bars within a band.',
  params: {
    weight: number({ min: 0, max: 1, default: 0.45, description: 'Weight of each symbol.' }),
    band: number({ min: 0.01, max: 1, default: 0.1, description: 'Drift that is let be.' }),
  },
  symbols: ['SPY', 'EEM'],
  timeframe: '1Day',
  onBar({ bar, book, params: { weight, band } }) {
    const held = book.weight(bar.symbol);
    if (Math.abs(held / weight - 1) <= band) return undefined;
    const percent = (fraction: number): string => `${(fraction * 100).toFixed(1)} %`;
    return [target(bar.symbol, weight, `weight ${percent(held)}, target ${percent(weight)}`)];
  },
});
