/** Terms that a user meets on the surfaces, in a sentence or two each. */
export const TERMS: Readonly<Record<string, string>> = {
  account:
    'Cash and positions at the broker. The ledger keeps its own copy, and the two are compared.',
  backtest:
    'A run of a strategy over past prices with the same engine, risk gate and ledger as live ' +
    'trading.',
  bar: 'Open, high, low, close and volume of one time span. It is known only at its end.',
  'basis point': 'A hundredth of a percent: 25 basis points are 0.25%.',
  benchmark:
    'A fund, an index or a passive holding that a result is compared with, over the same ' +
    'trading days.',
  book: "A strategy's sub-account: its own cash, lots and orders within the account.",
  'buying power':
    'The amount that the broker allows for new buys. It is used for a minute; after that the ' +
    'reservations of our own open orders are more current.',
  convention:
    'A set of definitions for figures that tools define differently. Choose one with ' +
    '--convention; docs/reference/metrics.md gives the version of each tool.',
  denied: 'Refused by our own risk gate before anything was sent. A denial is final.',
  drawdown:
    'Decline of equity from its previous peak, as a fraction of the peak. The largest is ' +
    'max_drawdown: a report computes it from daily closes, the dashboard from every mark.',
  engine: 'The part that turns bars and broker responses into journal entries and orders.',
  equity: 'Cash plus the value of all positions at their marks.',
  execution: 'One trade that fills all or part of an order. Each is booked exactly once.',
  exposure:
    'Positions as a fraction of equity: gross adds long and short, net subtracts short from long.',
  fill: 'See execution. In a backtest also the assumption about when an order trades.',
  flow: 'A change of cash without a trade: a deposit, a withdrawal, a fee, a dividend.',
  gate: 'The one place that every order passes. It evaluates every control and skips none.',
  halted: 'The engine blocks all new orders. The owner resumes it and gives a reason.',
  journal:
    'The record of everything that happened, each entry chained to the one before by its hash. ' +
    'All state is computed from it; quipu journal verify checks it.',
  latch: 'A stop that stays in force until a human resets it, not only until the next trading day.',
  leverage: 'Gross exposure: above 1, positions exceed equity.',
  lot: 'Shares bought at one time and price. Lots close first in, first out.',
  mark: 'The last known price of a symbol. It values positions, and it is an estimate.',
  mode: 'Where orders go: sim, paper or live. Every answer on every surface names it.',
  notional: 'Price times quantity in dollars.',
  paper: "Trading without real money: Quipu's embedded broker, or Alpaca's paper environment.",
  position: 'Holding in one symbol: shares, their cost, and their value at the mark.',
  recovering:
    'The engine is comparing ledger and broker. Until they agree, only reducing orders pass.',
  reduce_only: 'Only orders that bring a position closer to zero pass.',
  reservation: 'The worst-case cost of an open order, set aside until its outcome is known.',
  'risk-free rate': 'The annual return of money without risk, a fraction. The default is 0.',
  'round trip': 'A position from open to close, with its profit after fees.',
  session: 'One trading day of the exchange, from its open to its close.',
  strategy: 'A file that says what to hold. It returns intents; the engine turns them into orders.',
  'tear sheet': 'A report on one page: metrics, charts and tables.',
  'time-weighted': 'Describes a return that excludes deposits and withdrawals.',
  unknown:
    'State of an order that was sent and not answered. It counts at its worst case, blocks buys ' +
    'of its symbol, and is queried until the broker answers.',
  'value at risk': 'A loss exceeded on only a given share of trading days, such as one in twenty.',
  'warm-up': 'The bars before the first value of an indicator.',
};
