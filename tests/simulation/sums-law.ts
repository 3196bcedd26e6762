import { type Money, type Quantity, ZERO_MONEY, ZERO_QUANTITY } from '../../src/core/decimal.ts';
import { apply } from '../../src/ledger/apply.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { decodeEntry, encodeEntry } from '../../src/ledger/journal-codec.ts';
import { emptyPortfolio, type Portfolio } from '../../src/ledger/portfolio.ts';
import type { Ticker } from '../../src/market/symbol.ts';

/** Amounts of an account and of each of its books. */
const AMOUNTS = ['cash', 'realized', 'fees', 'income', 'contributed'] as const;

/**
 * INV-14, INV-16: after every entry the books add up to the account in cash, realized P&L, fees,
 * income, net deposits and shares, and each book balances: cash plus the cost of positions equals
 * net deposits, realized P&L and income, minus fees.
 */
export class SumsLaw {
  readonly #found = new Map<string, string>();

  /** One sentence for the first entry that breaks each law. */
  get findings(): readonly string[] {
    return [...this.#found.values()];
  }

  /** Checks a portfolio right after an entry. */
  see(portfolio: Portfolio, { seq, body }: JournalEntry): void {
    for (const [law, text] of broken(portfolio)) {
      if (this.#found.has(law)) continue;
      this.#found.set(law, `${law}: entry ${seq} (${body.kind}): ${text}`);
    }
  }
}

/** Replays a journal from its text and checks the sums after every entry. */
export function sums(entries: readonly JournalEntry[]): readonly string[] {
  const portfolio = emptyPortfolio();
  const law = new SumsLaw();
  for (const entry of entries) {
    apply(portfolio, decodeEntry(encodeEntry(entry)));
    law.see(portfolio, entry);
  }
  return law.findings;
}

function broken(portfolio: Portfolio): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const amount of AMOUNTS) {
    let total: Money = ZERO_MONEY;
    for (const book of portfolio.books.values()) total = total.plus(book[amount]);
    if (total.equals(portfolio[amount])) continue;
    const text = `books ${total.toString()}, account ${portfolio[amount].toString()}`;
    found.push([`INV-14 ${amount}`, text]);
  }
  const shares = new Map<Ticker, Quantity>();
  let held: Money = ZERO_MONEY;
  for (const { id, positions, ...book } of portfolio.books.values()) {
    let cost: Money = ZERO_MONEY;
    for (const position of positions.values()) {
      cost = cost.plus(position.cost);
      const before = shares.get(position.symbol) ?? ZERO_QUANTITY;
      shares.set(position.symbol, before.plus(position.quantity));
    }
    held = held.plus(cost);
    found.push(...unbalanced(`book ${id}`, book, cost));
  }
  found.push(...unbalanced('the account', portfolio, held));
  for (const symbol of new Set([...shares.keys(), ...portfolio.holdings.keys()])) {
    const books = shares.get(symbol) ?? ZERO_QUANTITY;
    const account = portfolio.holdings.get(symbol) ?? ZERO_QUANTITY;
    if (books.equals(account)) continue;
    const text = `${symbol}: books ${books.toString()}, account ${account.toString()}`;
    found.push(['INV-13 shares', text]);
  }
  return found;
}

function unbalanced(
  name: string,
  amounts: Pick<Portfolio, (typeof AMOUNTS)[number]>,
  cost: Money,
): readonly (readonly [string, string])[] {
  const { cash, contributed, realized, income, fees } = amounts;
  const has = cash.plus(cost);
  const came = contributed.plus(realized).plus(income).minus(fees);
  if (has.equals(came)) return [];
  const text = `has ${has.toString()}, of which ${came.toString()} is explained`;
  return [[`INV-16 ${name}`, text]];
}
