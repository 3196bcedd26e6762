import { type Control, dollars, input, judged } from '../control.ts';

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
  check({ order, facts, view, limits }) {
    const { reduces, value, reserved } = facts;
    const proceeds = limits.spendProceeds ? facts.expected : 0;
    const buffer = limits.cashBuffer * view.equity;
    const available = view.cash + proceeds - reserved - buffer;
    const gross = (view.gross - proceeds + reserved + value) / view.equity;
    const short = order.side === 'sell' && !reduces;
    const power = view.buyingPower === null ? null : view.buyingPower;
    const ok =
      reduces ||
      (value <= available &&
        gross <= limits.maxGross &&
        (power === null || value <= power) &&
        (!short || limits.allowShort));
    return judged(capital, ok, {
      value,
      available,
      gross,
      maxGross: limits.maxGross,
      short,
      reduces,
    });
  },
  explain(result) {
    if (result.inputs['short'] === true) {
      return 'The sale is larger than what is held and not already being sold; shorts are off.';
    }
    return (
      `The order needs ${dollars(input(result, 'value'))}; after working orders and the cash ` +
      `buffer ${dollars(input(result, 'available'))} is available.`
    );
  },
};
