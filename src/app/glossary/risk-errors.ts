import type { Meanings } from './meaning.ts';

/** Of `risk`: why the gate denied an order. `quipu risk show` has every limit and its use. */
export const riskErrors: Meanings = {
  'risk.capital': [
    'The order costs more than the cash, the gross limit or the buying power allow, working ' +
      'orders counted at their worst; or it would sell short where that is not allowed.',
    'Lower the order, cancel working ones, or raise maxGross or lower cashBuffer on purpose.',
  ],
  'risk.cash_in_doubt': [
    'The broker states cash that the ledger cannot explain, so that nothing is added.',
    'Compare quipu account with the broker; additions pass again once both agree.',
  ],
  'risk.concentration': [
    'The order would make one symbol too large a part of equity.',
    'Lower the order, or raise maxConcentration on purpose.',
  ],
  'risk.daily_loss': [
    'The day has lost as much as may be lost, open positions included.',
    'Nothing that adds passes until the next session, or until the owner opens again.',
  ],
  'risk.denied': [
    'An order was denied and no control left its own code.',
    'Look at quipu order show ID.',
  ],
  'risk.duplicate': [
    'The same order of the same book was decided a moment ago.',
    'Wait until duplicateWindowMs has passed if a second one is meant.',
  ],
  'risk.engine_state': [
    'The engine is halted, recovering, or allows only what reduces a position.',
    'Look at quipu status; after a halt the owner opens it with quipu resume.',
  ],
  'risk.max_order_shares': [
    'The order has more shares than one order may.',
    'Look for a misplaced zero; split the order, or raise maxOrderShares on purpose.',
  ],
  'risk.max_order_value': [
    'The order is worth more than one order may be.',
    'Look for a misplaced zero; split the order, or raise maxOrderFraction or maxOrderValue.',
  ],
  'risk.open_orders': [
    'As many orders are alive as may be, in the symbol or in the account.',
    'Cancel some, or wait until they are filled.',
  ],
  'risk.price_collar': [
    'The limit or the stop is further from the market than a person would mean.',
    'Look for a misplaced point; name a price nearer to the market.',
  ],
  'risk.refusal_backoff': [
    'The broker refused the same a moment ago, and the repeat waits.',
    'Read why it refused with quipu order list; the wait ends by itself.',
  ],
  'risk.stale_quote': [
    'No price of the symbol is known, or the last one is too old to judge by.',
    'Wait for the session or for the stream; check quipu doctor if it should be open.',
  ],
  'risk.symbol_in_doubt': [
    'An order or a position of the symbol is in doubt, or too many fates are unknown.',
    'Look at quipu order list --status open; it ends once the broker has answered.',
  ],
  'risk.withheld': [
    'An approved order never left, because something failed before it was sent.',
    'Nothing is at the broker; place it again.',
  ],
};
