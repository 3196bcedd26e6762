import { number } from '../../../core/schema.ts';
import { defineControl, everywhere } from '../../control.ts';
import { shownDollars } from '../../control-text.ts';

/** nothing is added to any position while the broker reports cash that the ledger lacks. */
export const unreconciledCash = defineControl({
  id: 'R-35',
  code: 'risk.cash_unreconciled',
  title: 'Unreconciled cash',
  limits: {
    maxCashDrift: number({
      min: 0,
      description: 'unexplained difference of cash in dollars up to which orders still add',
    }),
  },
  defaults: everywhere({ maxCashDrift: 1 }),
  check: ({ facts, view, limits }) => facts.reduces || !(view.cashDrift > limits.maxCashDrift),
  inputs: ({ facts, view, limits }) => ({
    drift: view.cashDrift,
    limit: limits.maxCashDrift,
    reduces: facts.reduces,
  }),
  explain: ({ drift, limit }) =>
    `The broker's cash and our ledger differ by ${shownDollars(drift)}, more than ` +
    `${shownDollars(limit)}; only reducing orders pass until a statement agrees. ` +
    "See the broker's activities for a transfer or a fee; the owner books it with quipu " +
    'ledger adjust.',
  usage({ view, limits }) {
    const { cashDrift } = view;
    const { maxCashDrift } = limits;
    return {
      limit: `cash differs by ${shownDollars(maxCashDrift)} at most`,
      value: shownDollars(cashDrift),
      used: maxCashDrift === 0 ? null : cashDrift / maxCashDrift,
      breached: cashDrift > maxCashDrift,
    };
  },
  meaning: {
    means: 'The broker reports cash that the ledger cannot explain, so nothing is added.',
    atLimit: 'A difference of exactly maxCashDrift passes.',
    remedy: 'Compare quipu account with the broker; orders that add pass again once both agree.',
  },
});
