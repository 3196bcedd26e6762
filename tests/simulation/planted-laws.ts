import type { Planted } from './planted.ts';

const IDENTITY = 'src/engine/orders/identity.test.ts';
const TERMS = 'src/engine/orders/quarantine-terms.test.ts';
const SALES = 'src/engine/orders/working-sales.test.ts';

const FRESH = 'src/engine/freshness.test.ts';
const IN_PROCESS = 'tests/simulation/in-process.test.ts';

/** Bugs that target one law each; the law's own test file finds them. */
export const PLANTED_LAWS: readonly Planted[] = [
  {
    name: 'an order id depends on the current time',
    early: 1,
    testFile: IDENTITY,
    file: 'src/engine/orders/orders.ts',
    from: 'const decision = decisionOf(moment, intents, place);\n    const { symbol }',
    to: 'const decision = decisionOf({ ...moment, at: this.view.at }, intents, place);\n    const { symbol }',
  },
  {
    name: 'an order id depends on the side that sizing chose',
    testFile: IDENTITY,
    file: 'src/engine/orders/orders.ts',
    from: 'id: orderIds(decision), reason }',
    to: 'id: orderIds({ ...decision, source: `${runner.id}${found.side}` as BookId }), reason }',
  },
  {
    name: 'orders are counted across all bars of an instant',
    early: 1,
    file: 'src/engine/orders/orders.ts',
    from: 'id: orderIds(decision), reason }',
    to:
      'id: orderIds({ ...decision, ordinal: decision.ordinal + this.view.recent.length }), ' +
      'reason }',
  },
  {
    name: 'an order id omits the symbol of the bar',
    testFile: IDENTITY,
    file: 'src/engine/orders/identify.ts',
    from: 'const key = `${at}|${bar}|${symbol}|${ordinal}`;',
    to: 'const key = `${at}|${symbol}|${symbol}|${ordinal}`;',
  },
  {
    name: 'an exit is sent while the order that holds its shares still works',
    early: 1,
    file: 'src/engine/orders/waiting.ts',
    from: 'if (before.length > 0) {',
    to: 'if (before.length > 99) {',
  },
  {
    name: "extended-hours trading is not part of an order's terms",
    early: 1,
    testFile: TERMS,
    file: 'src/orders/same-terms.ts',
    from: 'a.extendedHours === b.extendedHours',
    to: 'a.timeInForce === b.timeInForce',
  },
  {
    name: 'quarantine treats prices within a cent as equal',
    testFile: TERMS,
    file: 'src/orders/same-terms.ts',
    from: 'return a === undefined || b === undefined ? a === b : a.equals(b);',
    to: 'return Math.abs((a?.toNumber() ?? 0) - (b?.toNumber() ?? 0)) < 0.01;',
  },
  {
    name: 'shares of a sell with an unknown outcome are sold again',
    early: 1,
    testFile: SALES,
    file: 'src/orders/lifecycle.ts',
    from: 'if (isPossiblyLive(order.status)) return remaining(order);',
    to:
      "if (order.status === 'unknown') return ZERO_QUANTITY;\n" +
      '  if (isPossiblyLive(order.status)) return remaining(order);',
  },
  {
    name: 'shares of a sell with a pending cancel are sold again',
    testFile: SALES,
    file: 'src/orders/lifecycle.ts',
    from: 'if (isPossiblyLive(order.status)) return remaining(order);',
    to: "if (isPossiblyLive(order.status) && order.cancel === 'none') return remaining(order);",
  },
  {
    name: 'shares in missing fills of a finished sell are sold again',
    testFile: SALES,
    file: 'src/orders/lifecycle.ts',
    from: 'return order.gap ? order.reported.minus(order.filled) : ZERO_QUANTITY;',
    to: 'return ZERO_QUANTITY;',
  },
  {
    name: 'a delayed quote replaces a newer one',
    early: 1,
    testFile: FRESH,
    file: 'src/engine/markets.ts',
    from: '    if (quote.at < state.at) return;\n',
    to: '',
  },
  {
    name: 'a price is dated by its arrival',
    testFile: FRESH,
    file: 'src/engine/engine.ts',
    from: 'this.markets.onQuote(event.quote);',
    to: 'this.markets.onQuote({ ...event.quote, at: this.#recorder.now });',
  },
  {
    name: 'an out-of-order statement counts as the newest',
    early: 1,
    testFile: FRESH,
    file: 'src/engine/account/statement-schedule.ts',
    from: 'if (newest !== undefined && at < newest.at) {',
    to: 'if (newest !== undefined && at < newest.at - 600_000) {',
  },
  {
    name: 'an out-of-order message sets the external orders',
    testFile: FRESH,
    file: 'src/engine/orders/order-events.ts',
    from: 'const late = known !== undefined && isOlder(told, known);',
    to: 'const late = known !== undefined && known.id !== told.id;',
  },
  {
    name: "a late response reverts an order's status",
    testFile: FRESH,
    file: 'src/orders/lifecycle.ts',
    from: '  if (isOvertaken(order, event)) return order;\n',
    to: '',
  },
  {
    name: '"not found" is dated by its arrival',
    testFile: FRESH,
    file: 'src/engine/orders/settle.ts',
    from: 'if (askedAt - asked.since >= this.#fenceMs) asked.proven = true;',
    to: 'if (this.#monotonic - asked.since >= this.#fenceMs) asked.proven = true;',
  },
  {
    name: 'a late history response drops the bars since',
    testFile: FRESH,
    file: 'src/engine/book-runner.ts',
    from: '    for (const seen of since) this.step(seen.bar, seen.at);\n',
    to: '',
  },
  {
    name: 'a fee is charged to a book but not to the account',
    early: 1,
    file: 'src/ledger/apply.ts',
    from: '      portfolio.fees = portfolio.fees.minus(flow.amount);\n',
    to: '',
  },
  {
    name: 'P&L realized by an adjustment is booked to the account only',
    early: 1,
    testFile: 'tests/simulation/sums.test.ts',
    file: 'src/ledger/apply.ts',
    from: '  book.realized = book.realized.plus(realized);\n',
    to: '',
  },
  {
    name: 'each part of a dividend is truncated to the cent',
    early: 1,
    testFile: IN_PROCESS,
    file: 'src/engine/orders/order-events.ts',
    from: 'last || part === undefined ? left : allocate(flow.amount, { part, whole, scale: COST_SCALE });',
    to: 'part === undefined ? left : allocate(flow.amount, { part, whole, scale: 2 });',
  },
  {
    name: 'a bar that ends at a split counts as new shares',
    early: 1,
    testFile: IN_PROCESS,
    file: 'src/engine/markets.ts',
    from: 'if (reported.at > splitAt) return reported;',
    to: 'if (reported.at >= splitAt) return reported;',
  },
  {
    name: 'a mark stays in old shares after a split',
    testFile: IN_PROCESS,
    file: 'src/engine/markets.ts',
    from: 'state.price /= factor;',
    to: 'state.price /= 1;',
  },
  {
    name: 'indicators stay in old shares after a split',
    testFile: IN_PROCESS,
    file: 'src/engine/engine.ts',
    from: "    if (action.kind !== 'split') return;\n",
    to:
      "    if (action.kind !== 'split') return;\n" +
      '    const { symbol, at } = action;\n' +
      '    this.markets.split(symbol, { at, factor: action.to.toNumber() / action.from.toNumber() });\n' +
      '    if (at > 0) return;\n',
  },
];
