import { object } from '../../../core/schema.ts';
import { shownLoss } from '../../control-text.ts';
import { defineControl } from '../../control.ts';
import { fraction } from '../../fraction.ts';

/** the loss since the highest mark of the account, deposits and withdrawals aside. */
export const drawdownControl = defineControl({
  id: 'R-18',
  code: 'risk.drawdown',
  title: 'Drawdown',
  limits: {
    drawdown: object({
      reduce: fraction('loss since the high-water mark from which only reducing orders pass'),
    }),
  },
  defaults: {
    live: { drawdown: { reduce: 0.15 } },
    sim: { drawdown: { reduce: 0.5 } },
    // A backtest shows the drawdown of a strategy; it does not cut it off.
    research: { drawdown: { reduce: 1 } },
  },
  // An unknown loss denies what adds, and what limits risk never holds back a reduction.
  check: ({ facts, view, limits }) => facts.reduces || view.drawdown < limits.drawdown.reduce,
  inputs: ({ facts, view, limits }) => ({
    drawdown: view.drawdown,
    reduce: limits.drawdown.reduce,
    reduces: facts.reduces,
  }),
  fractions: ['drawdown', 'reduce'],
  explain: ({ drawdown, reduce }) =>
    Number.isFinite(drawdown)
      ? `The account's drawdown is ${shownLoss(drawdown)}; from ${shownLoss(reduce)} only ` +
        'reducing orders pass.'
      : "The account's drawdown is unknown, because a position has no price. Until every " +
        'position has one, only reducing orders pass.',
  usage({ view, limits }) {
    const { reduce } = limits.drawdown;
    const limit = `${shownLoss(reduce)} reduces until resumed`;
    if (!Number.isFinite(view.drawdown)) return { limit, value: null, used: null };
    return { limit, value: shownLoss(view.drawdown), used: view.drawdown / reduce };
  },
  meaning: {
    means:
      'The account has lost more since its high-water mark than the limit allows, deposits and ' +
      'withdrawals aside; or the loss is not known, because a position has no price. The mark is ' +
      'the highest valuation at the open or the close of a trading day.',
    atLimit:
      'A drawdown of exactly drawdown.reduce denies orders that add; the engine passes only ' +
      'reducing orders once it is larger.',
    remedy:
      'Find out why before trading on. To continue, raise drawdown.reduce and have the owner ' +
      'resume the engine; a new trading day does not.',
  },
});
