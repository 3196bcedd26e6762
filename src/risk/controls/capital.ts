import { type Control, dollars, input, type Review } from '../control.ts';

function measure({ order, facts, view, limits }: Review) {
  const { reduces, value, reserved } = facts;
  const proceeds = limits.spendProceeds ? facts.expected : 0;
  const available = view.cash + proceeds - reserved - limits.cashBuffer * view.equity;
  const gross = (view.gross - proceeds + reserved + value) / view.equity;
  return { available, gross, short: order.side === 'sell' && !reduces };
}

/**
 * what an order may cost, with every order that may be alive counted at its worst.
 *
 * Cash less reservations must cover it and leave the buffer; gross exposure stays within its
 * limit; the broker's own buying power must allow it too where it is known.
 */
export const capital: Control = {
  id: 'R-14',
  code: 'risk.capital',
  title: 'Capital',
  check(review) {
    const { facts, view, limits } = review;
    if (facts.reduces) return true;
    const { available, gross, short } = measure(review);
    const power = view.buyingPower;
    return (
      facts.value <= available &&
      gross <= limits.maxGross &&
      (power === null || facts.value <= power) &&
      (!short || limits.allowShort)
    );
  },
  inputs: (review) => ({
    ...measure(review),
    value: review.facts.value,
    power: review.view.buyingPower,
    maxGross: review.limits.maxGross,
    reduces: review.facts.reduces,
  }),
  explain(inputs) {
    if (inputs['short'] === true) {
      return 'The sale is larger than what is held and not already being sold; shorts are off.';
    }
    return (
      `The order needs ${dollars(input(inputs, 'value'))}; after working orders and the cash ` +
      `buffer ${dollars(input(inputs, 'available'))} is available.`
    );
  },
};
