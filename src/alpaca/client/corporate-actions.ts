import { addDays, type IsoDate } from '../../core/time.ts';
import type { CorporateAction } from '../../market/corporate-action.ts';
import type { Ticker } from '../../market/symbol.ts';
import { alpacaError } from '../errors.ts';
import { ACTION_TYPES, parseActionPage } from '../wire/corporate-actions.ts';
import type { Rest } from './rest.ts';

/** Days, both included, and the symbol whose splits and dividends are wanted. */
export interface ActionQuery {
  readonly symbol: Ticker;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/**
 * Days after the ex-day by which an action is surely processed: Alpaca selects by that day, and a
 * dividend is paid weeks later.
 */
const PROCESSED_DAYS = 120;
const PAGE = 1_000;

/** Reads the splits and dividends of a symbol by ex-day, oldest first. */
export async function readActions(
  rest: Rest,
  { symbol, from, to }: ActionQuery,
): Promise<readonly CorporateAction[]> {
  const found: CorporateAction[] = [];
  let token: string | null = null;
  do {
    const params = new URLSearchParams({
      symbols: symbol,
      types: ACTION_TYPES.join(','),
      start: from,
      end: addDays(to, PROCESSED_DAYS),
      limit: String(PAGE),
      ...(token === null ? {} : { page_token: token }),
    });
    const page = parseActionPage(await rest.get(`/v1/corporate-actions?${params.toString()}`));
    found.push(...page.actions);
    if (page.next !== null && page.next === token) {
      const message = 'Expected a new page of corporate actions, found the same one again.';
      throw alpacaError('alpaca.unreadable', message);
    }
    token = page.next;
  } while (token !== null);
  // A dividend of the day of a split is paid per share before it.
  const rank = { dividend: 0, split: 1, ended: 2 };
  return found
    .filter((one) => one.symbol === symbol && one.exDate >= from && one.exDate <= to)
    .sort((a, b) => a.at - b.at || rank[a.kind] - rank[b.kind]);
}
