import { money, quantity } from '../../src/core/decimal.ts';
import type { ServerRequest, ServerResponse } from '../../src/core/http.ts';
import type { SeededRandom } from '../../src/core/random.ts';
import { MINUTE, SECOND } from '../../src/core/time.ts';
import type { World } from '../../src/core/world.ts';
import type { Truth } from './invariants.ts';
import { SESSION, universeSymbols } from './market.ts';

/** Cash and shares that come to the account, and that no activity ever tells of. */
interface Moved {
  readonly afterMs: number;
  readonly cash: number;
  readonly shares: number;
}

/** What a broker's statement of the account does beside the truth. */
export interface StatementFaults {
  /** How long after the cash an activity without a trade is told. */
  readonly lateMs: number;
  /** Whether such an activity has a day and no instant. */
  readonly dateOnly: boolean;
  readonly moved: Moved | null;
}

/** A broker that tells everything at once, and moves nothing by itself. */
export const NO_STATEMENT_FAULTS: StatementFaults = { lateMs: 0, dateOnly: false, moved: null };

/** At most one of them, so that a difference has one cause. */
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

/** How the difference that was moved is to be confirmed. */
export function movedWords({ cash, shares }: Moved): string {
  const words = [`cash ${cash > 0 ? '+' : ''}${cash}`];
  if (shares > 0) words.push(`${movedSymbol()} +${shares}`);
  return words.join(', ');
}

/** The broker's truth with what was moved in it. */
export function withMoved(truth: Truth, { moved }: StatementFaults): Truth {
  if (moved === null) return truth;
  const cash = truth.cash.plus(money(moved.cash));
  if (moved.shares === 0) return { ...truth, cash };
  const before = quantity(truth.positions.get(movedSymbol()) ?? '0');
  const after = before.plus(quantity(moved.shares)).toString();
  return { ...truth, cash, positions: new Map([...truth.positions, [movedSymbol(), after]]) };
}

type Row = Readonly<Record<string, string | null>>;

/** An answer of the broker as the faults make it. */
export function misstated(
  faults: StatementFaults,
  parts: {
    readonly request: ServerRequest;
    readonly answered: ServerResponse;
    readonly world: World;
  },
): ServerResponse {
  const { request, answered, world } = parts;
  if (request.method !== 'GET' || answered.status !== 200) return answered;
  if (typeof answered.body !== 'string') return answered;
  const now = world.clock.now();
  const body = answered.body;
  if (request.path === '/v2/account/activities' && (faults.lateMs > 0 || faults.dateOnly)) {
    return { ...answered, body: activities(faults, { body, now }) };
  }
  const { moved } = faults;
  if (moved === null || now < SESSION.open + moved.afterMs) return answered;
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
