import { type Control, dollars, input, type Review } from '../control.ts';

const inDoubt = ({ view, limits }: Review): boolean => view.cashDrift > limits.maxCashDrift;

/** nothing is added to any position while the broker states cash that the ledger lacks. */
export const cashInDoubt: Control = {
  id: 'R-35',
  code: 'risk.cash_in_doubt',
  title: 'Cash in doubt',
  check: (review) => review.facts.reduces || !inDoubt(review),
  inputs: ({ facts, view, limits }) => ({
    drift: view.cashDrift,
    limit: limits.maxCashDrift,
    reduces: facts.reduces,
  }),
  explain(inputs) {
    return (
      `The broker's cash and our ledger differ by ${dollars(input(inputs, 'drift'))}, more than ` +
      `${dollars(input(inputs, 'limit'))}; only reducing orders pass until a statement agrees. ` +
      "See the broker's activities for a transfer or a fee; the owner takes it in with quipu " +
      'ledger adjust.'
    );
  },
};
