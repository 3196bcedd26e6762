import type { JournalEntry } from '../../src/ledger/journal.ts';
import type { Portfolio } from '../../src/ledger/portfolio.ts';

/** How far the simulated market moves the account from what it paid; a missing position is more. */
const MOVED_MAX = 0.1;

/**
 * the loss of a day is measured from an equity in which every position has a price. What the
 * account has paid is the oracle: prices move little in the minutes of a seed.
 */
export class DayStartLaw {
  readonly findings: string[] = [];

  /** Checks a portfolio right after an entry. */
  see(portfolio: Portfolio, { seq, body }: JournalEntry): void {
    if (body.kind !== 'session' && body.kind !== 'day_valued') return;
    const { equity } = body;
    if (equity === null) return;
    const paid = paidFor(portfolio);
    const known = portfolio.openedAt !== null;
    if (known && Math.abs(equity - paid) <= MOVED_MAX * paid) return;
    const account = known ? `an account of ${paid}` : 'an account that is not known yet';
    this.findings.push(`R-17: entry ${seq} (${body.kind}) values ${account} at ${equity}`);
  }
}

/** Cash, and what the positions cost. */
function paidFor({ cash, books }: Portfolio): number {
  let paid = cash.toNumber();
  for (const { positions } of books.values()) {
    for (const { cost } of positions.values()) paid += cost.toNumber();
  }
  return paid;
}
