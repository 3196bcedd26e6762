import { rsi } from '../../analysis/indicators/rsi.ts';
import { sma } from '../../analysis/indicators/sma.ts';
import { numberText } from '../../core/number-text.ts';
import { integer, number } from '../../core/schema.ts';
import { defineStrategy } from '../define.ts';
import { close, target } from '../intent.ts';

/**
 * Buys a sharp fall within an uptrend and sells the recovery.
 *
 * @see Connors and Alvarez 2008, Short Term Trading Strategies That Work (2-period RSI)
 */
export const meanReversion = defineStrategy({
  name: 'mean-reversion',
  description: 'Buys a sharp fall within an uptrend, sells the recovery.',
  notes: {
    idea:
      'Within an uptrend a sharp fall is often forced selling, and the price recovers within ' +
      'days.',
    sources: ['Connors and Alvarez 2008, Short Term Trading Strategies That Work (2-period RSI)'],
    losesWhen:
      'A fall is the start of a decline: it buys early, and it has no stop. Gains are small and ' +
      'frequent, losses are large and rare.',
  },
  params: {
    trend: integer({
      min: 2,
      max: 500,
      default: 200,
      description: 'Bars of the average above which the trend is up.',
    }),
    rsiPeriod: integer({ min: 2, max: 50, default: 2, description: 'Period of the RSI.' }),
    oversold: number({ min: 1, max: 50, default: 10, description: 'RSI below which it buys.' }),
    recovery: integer({
      min: 2,
      max: 100,
      default: 5,
      description: 'Bars of the average above which it sells.',
    }),
    weight: number({ min: 0, max: 1, default: 0.2, description: 'Weight of a symbol when held.' }),
  },
  symbols: ['SPY'],
  timeframe: '1Day',
  indicators: ({ trend, rsiPeriod, recovery }) => ({
    trend: sma({ period: trend }),
    rsi: rsi({ period: rsiPeriod }),
    recovery: sma({ period: recovery }),
  }),
  onBar({ bar, position, indicators, params: { oversold, weight } }) {
    const { trend, rsi: strength, recovery } = indicators;
    if (position === undefined && bar.close > trend.value && strength.value < oversold) {
      const reason = `RSI ${numberText(strength.value, 1)} is below ${oversold} in an uptrend`;
      return [target(bar.symbol, weight, reason)];
    }
    if (position !== undefined && bar.close > recovery.value) {
      return [close(bar.symbol, 'the close is back above its short average')];
    }
    return undefined;
  },
});
