import { percentText } from '../../core/number-text.ts';
import { number } from '../../core/schema.ts';
import { defineStrategy } from '../define.ts';
import { target } from '../intent.ts';

/**
 * Keeps every symbol at the same weight, and trades only when one has drifted out of its band.
 */
export const rebalancer = defineStrategy({
  name: 'rebalancer',
  description: 'Keeps fixed weights; trades when a weight has drifted out of its band.',
  notes: {
    idea:
      'Fixed weights keep the risk of a portfolio as it was chosen. Trading only outside of a ' +
      'band saves costs without changing the risk much.',
    sources: [
      'Perold and Sharpe 1988, Dynamic Strategies for Asset Allocation, Financial Analysts ' +
        'Journal',
      'Masters 2003, Rebalancing, Journal of Portfolio Management (bands)',
    ],
    losesWhen:
      'One holding rises or falls for years: it keeps selling the winner and buying the loser.',
  },
  params: {
    weight: number({
      min: 0,
      max: 1,
      default: 0.15,
      description: 'Weight of each symbol in the book.',
    }),
    band: number({
      min: 0.001,
      max: 1,
      default: 0.02,
      description: 'Drift that is let be, as a fraction of the weight.',
    }),
  },
  symbols: ['SPY'],
  timeframe: '1Min',
  onBars({ symbols, book, params: { weight, band } }) {
    return symbols.flatMap(({ symbol }) => {
      const held = book.weight(symbol);
      const drift = held / weight - 1;
      if (Math.abs(drift) <= band) return [];
      const reason = `${percentText(held)} of the book, target ${percentText(weight)}`;
      return [target(symbol, weight, reason)];
    });
  },
});
