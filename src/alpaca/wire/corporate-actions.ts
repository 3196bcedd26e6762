import { list, looseObject, nullable, number, optional, text } from '../../core/schema.ts';
import { price, quantity } from '../../core/decimal.ts';
import { isIsoDate } from '../../core/time.ts';
import { CALENDAR_YEARS, sessionsBetween } from '../../market/calendar.ts';
import type { CorporateAction } from '../../market/corporate-action.ts';
import { isTicker } from '../../market/symbol.ts';
import { readWire } from './json.ts';

const dated = { symbol: text(), ex_date: text() };
const split = looseObject({ ...dated, new_rate: number(), old_rate: number() });
const answer = looseObject({
  corporate_actions: looseObject({
    cash_dividends: optional(list(looseObject({ ...dated, rate: number() }))),
    forward_splits: optional(list(split)),
    reverse_splits: optional(list(split)),
  }),
  next_page_token: optional(nullable(text())),
});

/** The types of corporate actions that change what a share is or pays, as Alpaca names them. */
export const ACTION_TYPES = ['cash_dividend', 'forward_split', 'reverse_split'] as const;

/** One page of corporate actions, and the token of the next page. */
export interface ActionPage {
  readonly actions: readonly CorporateAction[];
  readonly next: string | null;
}

/**
 * Reads a page of `/v1/corporate-actions`; rows on days without a session are left out.
 *
 * @throws QuipuError `alpaca.unreadable`
 */
export function parseActionPage(value: unknown): ActionPage {
  const read = readWire(answer, value, 'corporate actions');
  const { cash_dividends: dividends = [], ...splits } = read.corporate_actions;
  const { forward_splits: forward = [], reverse_splits: reverse = [] } = splits;
  const actions: CorporateAction[] = [];
  for (const row of dividends) {
    const on = placeOf(row.symbol, row.ex_date);
    if (on !== undefined && row.rate > 0) {
      actions.push({ ...on, kind: 'dividend', perShare: price(row.rate) });
    }
  }
  for (const row of [...forward, ...reverse]) {
    const on = placeOf(row.symbol, row.ex_date);
    if (on === undefined || row.old_rate <= 0 || row.new_rate <= 0) continue;
    const [from, to] = [quantity(row.old_rate), quantity(row.new_rate)];
    actions.push({ ...on, kind: 'split', from, to });
  }
  return { actions, next: read.next_page_token ?? null };
}

/** The symbol and the first session from the ex-day on. */
function placeOf(symbol: string, day: string) {
  const year = Number(day.slice(0, 4));
  const isKnown = year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
  if (!isTicker(symbol) || !isIsoDate(day) || !isKnown) return undefined;
  const session = sessionsBetween(day, day)[0];
  return session === undefined ? undefined : { symbol, exDate: session.date, at: session.open };
}

/** Returns a page of corporate actions as JSON in Alpaca's format. */
export function toWireActions(actions: readonly CorporateAction[]): unknown {
  const rows: Record<string, unknown[]> = {};
  for (const action of actions) {
    const { symbol, exDate } = action;
    const on = { symbol, ex_date: exDate, process_date: exDate };
    if (action.kind === 'dividend') {
      const rate = action.perShare.toNumber();
      (rows['cash_dividends'] ??= []).push({ ...on, rate, special: false, foreign: false });
      continue;
    }
    if (action.kind !== 'split') continue;
    const [from, to] = [action.from.toNumber(), action.to.toNumber()];
    const name = to > from ? 'forward_splits' : 'reverse_splits';
    (rows[name] ??= []).push({ ...on, old_rate: from, new_rate: to });
  }
  return { corporate_actions: rows, next_page_token: null };
}
