/** The words of the house that a person meets on its surfaces, in a sentence or two each. */
export const TERMS: Readonly<Record<string, string>> = {
  account:
    'Cash and positions at the broker. The ledger keeps its own copy, and the two are compared.',
  backtest:
    'A run of a strategy over past prices by the same engine, gate and ledger as live trading.',
  bar: 'Open, high, low, close and volume of one span of time. It is known from its end.',
  'basis point': 'A hundredth of a percent: 25 basis points are 0.25 %.',
  benchmark:
    'What a result is compared with, as returns of the same sessions: a fund, an index, or ' +
    'holding.',
  book: 'The part of the account that one strategy trades, with its own cash, lots and orders.',
  'buying power':
    'What the broker says may still be bought. It counts for a minute; after that the ' +
    'reservations of our own working orders know better.',
  convention:
    'A choice where tools define a figure differently. --convention names whose choices are ' +
    'followed; docs/reference/metrics.md says which version of each tool.',
  denied: 'Refused by our own gate, before anything was sent. A denial is final.',
  drawdown:
    'How far equity lies below its highest point before, as a fraction of that point. The ' +
    'greatest is max_drawdown: a report takes it of session closes, the dashboard of every mark.',
  engine: 'What turns bars and answers of the broker into entries of the journal and orders.',
  equity: 'Cash plus the value of all positions at their marks.',
  execution: 'One trade that filled an order, wholly or in part. Each is booked exactly once.',
  exposure:
    'What is held as a fraction of equity: gross adds long and short, net takes short from long.',
  fill: 'See execution; also the assumption of a backtest about when an order trades.',
  flow: 'Money that came or went without a trade: a deposit, a withdrawal, a fee, a dividend.',
  gate: 'The one place that every order passes. It evaluates every control and skips none.',
  halted: 'The engine lets no order pass. The owner opens it again, and gives a reason.',
  journal:
    'The list of everything that happened, each entry chained to the one before. State comes ' +
    'from it alone; quipu journal verify checks it.',
  latch: 'A stop that stays shut until a person opens it, rather than with the next session.',
  leverage: 'Gross exposure: above 1 more is held than there is equity.',
  lot: 'Shares bought at one time and price. Lots close first in, first out.',
  mark: 'The last price that is known of a symbol. Positions are valued at it; it is an estimate.',
  mode: 'Where orders go: sim, paper or live. Every answer of every surface says which.',
  notional: 'Price times quantity in dollars.',
  paper: "Trading with play money: Quipu's embedded broker, or Alpaca's paper environment.",
  position: 'What is held of one symbol: shares, their cost, and their value at the mark.',
  recovering: 'The engine compares ledger and broker. Until they agree, only what reduces passes.',
  reduce_only: 'Only orders that bring a position nearer to zero pass.',
  reservation: 'The worst that a working order may cost, kept free until its fate is known.',
  'risk-free rate': 'What money earns without risk, a fraction a year. It is 0 unless said.',
  'round trip': 'A position from its opening to its closing, with its profit after fees.',
  session: 'One day of trading of the exchange, from its open to its close.',
  strategy: 'A file that says what to hold. It returns intents; the engine makes orders of them.',
  'tear sheet': 'The report of a result on one page: measures, plots and tables.',
  'time-weighted': 'A return from which deposits and withdrawals are taken out.',
  unknown:
    'The fate of an order that left and was not answered. It counts at its worst, blocks ' +
    'purchases of its symbol, and is asked for until the broker answers.',
  'value at risk': 'A loss that a session exceeds only so often, such as one in twenty.',
  'warm-up': 'The bars before the first value of an indicator.',
};
