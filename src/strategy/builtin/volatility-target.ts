import { historicalVolatility } from '../../analysis/indicators/historical-volatility.ts';
import { percentText } from '../../core/number-text.ts';
import { integer, number } from '../../core/schema.ts';
import { defineStrategy } from '../define.ts';
import { target } from '../intent.ts';

/**
 * Holds more of a symbol while it is calm and less while it is volatile.
 *
 * The weight is the wanted volatility divided by the measured one, up to a maximum, and it changes
 * only when it is out of its band.
 *
 * @see Moreira and Muir 2017, Volatility-Managed Portfolios, Journal of Finance
 */
export const volatilityTarget = defineStrategy({
  name: 'volatility-target',
  description: 'Holds more of a symbol while it is calm, less while it is volatile.',
  notes: {
    idea:
      'Volatility persists from day to day while returns do not follow it, so a constant risk ' +
      'earns more for each unit of it than a constant weight.',
    sources: ['Moreira and Muir 2017, Volatility-Managed Portfolios, Journal of Finance'],
    losesWhen:
      'Prices fall without warning from a calm market, or recover fast while volatility is still ' +
      'high.',
  },
  params: {
    volatility: number({
      min: 0.01,
      max: 1,
      default: 0.1,
      description: 'Annual volatility that each symbol should contribute; 0.1 is 10%.',
    }),
    period: integer({ min: 2, max: 252, default: 20, description: 'Bars of the measurement.' }),
    maxWeight: number({ min: 0, max: 1, default: 0.9, description: 'Highest weight of a symbol.' }),
    band: number({
      min: 0,
      max: 1,
      default: 0.1,
      description: 'Drift without a trade, as a fraction of the weight.',
    }),
  },
  symbols: ['SPY'],
  timeframe: '1Day',
  indicators: ({ period }) => ({ measured: historicalVolatility({ period }) }),
  onBar({ bar, book, indicators: { measured }, params: { volatility, maxWeight, band } }) {
    // A price that does not move measures 0, and allows the highest weight.
    const wanted = Math.min(maxWeight, volatility / measured.value);
    if (Math.abs(book.weight(bar.symbol) - wanted) <= band * wanted) return undefined;
    const now = percentText(measured.value);
    const reason = `volatility is ${now}, wanted ${percentText(volatility)}`;
    return [target(bar.symbol, wanted, reason)];
  },
});
