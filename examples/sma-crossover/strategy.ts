import { defineStrategy, integer, sma, target } from 'quipu-portfolio';

export default defineStrategy({
  name: 'sma-crossover',
  params: {
    fast: integer({ min: 2, max: 100, default: 20 }),
    slow: integer({ min: 3, max: 300, default: 50 }),
  },
  symbols: ['SPY'],
  timeframe: '1Day',
  indicators: ({ fast, slow }) => ({ fast: sma({ period: fast }), slow: sma({ period: slow }) }),
  onBar({ bar, position, indicators: { fast, slow } }) {
    if (!position && fast.value > slow.value) return [target(bar.symbol, 1, 'fast above slow')];
    if (position && fast.value < slow.value) return [target(bar.symbol, 0, 'fast below slow')];
  },
});
