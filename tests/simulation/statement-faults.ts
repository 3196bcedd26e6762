import { money, quantity } from '../../src/core/decimal.ts';
import type { ServerRequest, ServerResponse } from '../../src/core/http.ts';
import type { SeededRandom } from '../../src/core/random.ts';
import { MINUTE, SECOND } from '../../src/core/time.ts';
import type { Truth } from './invariants.ts';
import { universeSymbols } from './market.ts';

/** Cash and shares that enter the account, and that no activity ever reports. */
interface Moved {
  readonly afterMs: number;
  readonly cash: number;
  readonly shares: number;
}

/** How a broker's account statement deviates from the truth. */
export interface StatementFaults {
  /** Delay between a cash change and the report of its non-trade activity. */
  readonly lateMs: number;
  /** Whether such an activity has a date but no time. */
  readonly dateOnly: boolean;
  readonly moved: Moved | null;
}

/** A broker that reports everything immediately, and moves nothing on its own. */
export const NO_STATEMENT_FAULTS: StatementFaults = { lateMs: 0, dateOnly: false, moved: null };

/** Draws at most one fault, so that a difference has one cause. */
export function drawStatementFaults(random: SeededRandom): StatementFaults {
  const kind = random.below(8);
  if (kind === 0) return { ...NO_STATEMENT_FAULTS, lateMs: MINUTE + random.below(2 * MINUTE) };
  if (kind === 1) return { ...NO_STATEMENT_FAULTS, dateOnly: true };
  if (kind > 3) return NO_STATEMENT_FAULTS;
  const cash = (random.chance(0.5) ? 1 : -1) * (1 + random.below(500));
  const shares = random.chance(0.5) ? 1 + random.below(5) : 0;
  const afterMs = 30 * SECOND + random.below(5 * MINUTE);
  return { ...NO_STATEMENT_FAULTS, moved: { afterMs, cash, shares } };
}

function movedSymbol(): string {
  return universeSymbols()[6]!;
}

/** Returns how to confirm the moved difference. */
export function movedWords({ cash, shares }: Moved): string {
  const words = [`cash ${cash > 0 ? '+' : ''}${cash}`];
  if (shares > 0) words.push(`${movedSymbol()} +${shares}`);
  return words.join(', ');
}

/** Returns the broker's true state, with what was moved. */
export function withMoved(truth: Truth, { moved }: StatementFaults): Truth {
  if (moved === null) return truth;
  const cash = truth.cash.plus(money(moved.cash));
  if (moved.shares === 0) return { ...truth, cash };
  const before = quantity(truth.positions.get(movedSymbol()) ?? '0');
  const after = before.plus(quantity(moved.shares)).toString();
  return { ...truth, cash, positions: new Map([...truth.positions, [movedSymbol(), after]]) };
}

type Row = Readonly<Record<string, string | null>>;

/** Returns a broker response as the faults change it. */
export function misstated(
  faults: StatementFaults,
  parts: {
    readonly request: ServerRequest;
    readonly answered: ServerResponse;
    /** The broker's current time, and how long the seed has been running. */
    readonly now: number;
    readonly passedMs: number;
  },
): ServerResponse {
  const { request, answered, now, passedMs } = parts;
  if (request.method !== 'GET' || answered.status !== 200) return answered;
  if (typeof answered.body !== 'string') return answered;
  const body = answered.body;
  if (request.path === '/v2/account/activities' && (faults.lateMs > 0 || faults.dateOnly)) {
    return { ...answered, body: activities(faults, { body, now }) };
  }
  const { moved } = faults;
  if (moved === null || passedMs < moved.afterMs) return answered;
  if (request.path === '/v2/account') {
    const account = JSON.parse(body) as Row;
    const cash = money(account['cash'] ?? '0')
      .plus(money(moved.cash))
      .toString();
    return { ...answered, body: JSON.stringify({ ...account, cash }) };
  }
  if (request.path !== '/v2/positions' || moved.shares === 0) return answered;
  return { ...answered, body: JSON.stringify(positions(JSON.parse(body) as Row[], moved)) };
}

function activities(
  { lateMs, dateOnly }: StatementFaults,
  { body, now }: { readonly body: string; readonly now: number },
): string {
  const rows: Row[] = [];
  for (const row of JSON.parse(body) as Row[]) {
    const { created_at: at, ...dated } = row;
    if (typeof at !== 'string') rows.push(row);
    else if (Date.parse(at) <= now - lateMs) rows.push(dateOnly ? dated : row);
  }
  return JSON.stringify(rows);
}

function positions(rows: readonly Row[], { shares }: Moved): readonly Row[] {
  const symbol = movedSymbol();
  const held = rows.find((row) => row['symbol'] === symbol);
  const qty = quantity(held?.['qty'] ?? '0')
    .plus(quantity(shares))
    .toString();
  const row = held ?? { symbol, avg_entry_price: '50', side: 'long' };
  return [...rows.filter((other) => other !== held), { ...row, qty }];
}
