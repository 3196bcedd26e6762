import { moneyText } from '../../core/number-text.ts';
import { number, oneOf } from '../../core/schema.ts';
import type { EpochMs } from '../../core/time.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { defineStrategy } from '../define.ts';
import { order } from '../intent.ts';

const MONDAY_MS = Date.UTC(1970, 0, 5);
const WEEK_MS = 7 * 24 * 60 * 60_000;

/** Names the week or month of an instant in New York; equal names are the same one. */
function periodOf(at: EpochMs, every: string): string {
  const date = newYorkDate(at);
  if (every === 'month') return date.slice(0, 7);
  return String(Math.floor((Date.parse(date) - MONDAY_MS) / WEEK_MS));
}

/** Fractions of a share that are bought, as Alpaca takes them. */
const STEPS = 1_000_000;

/**
 * Buys for the same dollars every week or month, whatever the price.
 *
 * Shares are fractional. The average price paid is the harmonic mean of the prices, which is at
 * most their mean; a lump sum has the higher expected value while prices rise more than they fall.
 *
 * @see Constantinides 1979, A Note on the Suboptimality of Dollar-Cost Averaging
 */
export const dollarCostAveraging = defineStrategy({
  name: 'dollar-cost-averaging',
  description: 'Buys for the same dollars every week or month, whatever the price.',
  notes: {
    idea:
      'It invests savings as they come, buys more shares when they are cheap, and needs no ' +
      'forecast.',
    sources: [
      'Constantinides 1979, A Note on the Suboptimality of Dollar-Cost Averaging, Journal of ' +
        'Financial and Quantitative Analysis',
    ],
    losesWhen:
      'The symbol falls for years. A sum that is there at the start earns more on average when ' +
      'all of it is invested then, because prices rise more often than they fall.',
  },
  params: {
    amount: number({
      min: 1,
      max: 1_000_000,
      default: 500,
      description: 'Dollars for each symbol and buy.',
    }),
    every: oneOf(['week', 'month'], { default: 'month', description: 'How often it buys.' }),
  },
  symbols: ['SPY'],
  timeframe: '1Day',
  fractional: true,
  memory: (): { bought: Record<string, string> } => ({ bought: {} }),
  onBar({ at, bar, book, params: { amount, every }, memory }) {
    const period = periodOf(at, every);
    if (memory.bought[bar.symbol] === period) return undefined;
    const quantity = Math.floor((amount / bar.close) * STEPS) / STEPS;
    if (quantity === 0 || book.cash < amount) return undefined;
    memory.bought[bar.symbol] = period;
    const reason = `${moneyText(amount)} this ${every}`;
    return [order({ symbol: bar.symbol, side: 'buy', quantity: quantity }, reason)];
  },
});
