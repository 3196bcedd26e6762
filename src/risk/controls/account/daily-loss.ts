import { flag, object } from '../../../core/schema.ts';
import { defineControl } from '../../control.ts';
import { fraction } from '../../fraction.ts';
import { shownLoss } from '../../control-text.ts';
import type { RiskView } from '../../view.ts';

/**
 * Loss as a fraction of the equity at the start of the day; negative for a gain, and NaN while the
 * start or the present has no complete valuation.
 */
function lossOf({ dayStartEquity: start, equity }: Pick<RiskView, 'dayStartEquity' | 'equity'>) {
  // Before the first session there is no start of day, and no loss to compare with it.
  return start === null ? 0 : (start - equity) / start;
}

/** the loss since the start of the trading day, open positions included. */
export const dailyLoss = defineControl({
  id: 'R-17',
  code: 'risk.daily_loss',
  title: 'Daily loss',
  limits: {
    dailyLoss: object({
      warn: fraction('loss since the start of the day that is reported'),
      reduce: fraction('loss from which only reducing orders pass'),
      halt: fraction('loss from which no order passes'),
      latch: flag({ description: 'whether the owner must re-open, not the next trading day' }),
    }),
  },
  defaults: {
    live: { dailyLoss: { warn: 0.02, reduce: 0.03, halt: 0.05, latch: true } },
    sim: { dailyLoss: { warn: 0.05, reduce: 0.1, halt: 0.2, latch: false } },
    research: { dailyLoss: { warn: 0.05, reduce: 0.1, halt: 0.2, latch: false } },
  },
  check({ facts, view, limits }) {
    const { reduce, halt } = limits.dailyLoss;
    const loss = lossOf(view);
    // What limits risk never holds back an order that reduces it.
    if (Number.isNaN(loss)) return facts.reduces;
    return loss < reduce || (facts.reduces && loss < halt);
  },
  inputs({ facts, view, limits }) {
    const { reduce, halt } = limits.dailyLoss;
    return { loss: lossOf(view), reduce, halt, reduces: facts.reduces };
  },
  fractions: ['loss', 'reduce', 'halt'],
  explain: ({ loss, reduce, halt }) =>
    Number.isFinite(loss)
      ? `The account's day P&L is ${shownLoss(loss)}; from ${shownLoss(reduce)} only ` +
        `reducing orders pass, from ${shownLoss(halt)} none.`
      : "The account's day P&L is unknown: a position had no price when the trading day began, " +
        'or has none now. Until every position has one, only reducing orders pass.',
  usage({ view, limits }) {
    const { warn, reduce, halt, latch } = limits.dailyLoss;
    const until = latch ? 'until resumed' : 'until the next trading day';
    const levels = `${shownLoss(warn)} warns, ${shownLoss(reduce)} reduces`;
    const limit = `${levels}, ${shownLoss(halt)} halts ${until}`;
    const loss = Math.max(0, lossOf(view));
    if (view.dayStartEquity === null || !Number.isFinite(loss)) {
      return { limit, value: null, used: null };
    }
    return { limit, value: shownLoss(loss), used: loss / reduce };
  },
  meaning: {
    means:
      'The day has lost as much as its limit allows, open positions included; or the loss is not ' +
      'known, because a position has no price yet.',
    atLimit:
      'A loss of exactly dailyLoss.reduce denies orders that add, and one of exactly ' +
      'dailyLoss.halt denies every order; the engine changes its state once the loss is larger.',
    remedy:
      'Wait for the next trading day, or until the owner resumes the engine; while the loss is ' +
      'not known, until every position has a price.',
  },
});
