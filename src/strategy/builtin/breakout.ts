import { highest } from '../../analysis/indicators/highest.ts';
import { lowest } from '../../analysis/indicators/lowest.ts';
import { moneyText } from '../../core/number-text.ts';
import { integer, number } from '../../core/schema.ts';
import { defineStrategy } from '../define.ts';
import { close, target } from '../intent.ts';

/**
 * Buys a new high of the close and sells a new low of a shorter period.
 *
 * A breakout system after Donchian, on closes; the exit period is shorter, so that a trend is left
 * sooner than it is entered.
 *
 * @see Faith 2003, The Original Turtle Trading Rules (20-day entry, 10-day exit)
 */
export const breakout = defineStrategy({
  name: 'breakout',
  description: 'Buys a new high of the close, sells a new low of a shorter period.',
  notes: {
    idea:
      'A price that leaves its range often continues in that direction, because new information ' +
      'spreads slowly and stop orders add to the move. Many small losses pay for a few long ' +
      'trends.',
    sources: [
      'Faith 2003, The Original Turtle Trading Rules (20-day entry, 10-day exit)',
      'Covel 2007, The Complete TurtleTrader',
    ],
    losesWhen:
      'A market moves sideways: it buys highs that do not hold and sells lows that recover.',
  },
  params: {
    entry: integer({
      min: 2,
      max: 500,
      default: 20,
      description: 'Bars whose highest close is an entry.',
    }),
    exit: integer({
      min: 2,
      max: 500,
      default: 10,
      description: 'Bars whose lowest close is an exit.',
    }),
    weight: number({ min: 0, max: 1, default: 0.2, description: 'Weight of a symbol when held.' }),
  },
  symbols: ['SPY'],
  timeframe: '1Day',
  indicators: ({ entry, exit }) => ({
    high: highest({ period: entry }),
    low: lowest({ period: exit }),
  }),
  onBar({ bar, position, indicators: { high, low }, params: { entry, exit, weight } }) {
    if (position === undefined && bar.close >= high.value) {
      const reason = `the close ${moneyText(bar.close)} is the highest of ${entry} bars`;
      return [target(bar.symbol, weight, reason)];
    }
    if (position !== undefined && bar.close <= low.value) {
      const reason = `the close ${moneyText(bar.close)} is the lowest of ${exit} bars`;
      return [close(bar.symbol, reason)];
    }
    return undefined;
  },
});
