import { Decimal } from '../core/decimal.ts';
import { QuipuError } from '../core/errors.ts';
import type { Ticker } from '../market/symbol.ts';
import type { OrderTerms, TimeInForce } from '../orders/request.ts';
import type { Intent, OrderDraft } from './intent.ts';

const TIMES: ReadonlySet<unknown> = new Set<TimeInForce>([
  'day',
  'gtc',
  'ioc',
  'fok',
  'opg',
  'cls',
]);

/**
 * Judges what a strategy answered, which no compiler has checked when it comes from a user's file.
 *
 * @param watched whether the strategy reads a symbol; only what it reads has a price to size by
 * @returns the intents; undefined when it wants nothing
 * @throws QuipuError `strategy.invalid_intent` naming the field, what was expected and found
 */
export function checkIntents(
  answer: unknown,
  watched: (symbol: Ticker) => boolean,
): readonly Intent[] | undefined {
  if (answer === undefined) return undefined;
  if (!Array.isArray(answer)) throw invalid('onBar', 'a list of intents, or nothing', answer);
  for (const intent of answer as readonly unknown[]) checkIntent(intent, watched);
  return answer.length === 0 ? undefined : (answer as readonly Intent[]);
}

function checkIntent(value: unknown, watched: (symbol: Ticker) => boolean): void {
  if (typeof value !== 'object' || value === null) {
    throw invalid('an intent', 'what target(), close(), order() or cancel() makes', value);
  }
  const intent = value as Intent;
  if (typeof intent.reason !== 'string') throw invalid('reason', 'a text', intent.reason);
  switch (intent.kind) {
    case 'target':
      checkSymbol(intent.symbol, watched);
      if (!Number.isFinite(intent.weight)) throw invalid('weight', 'a number', intent.weight);
      return;
    case 'target_quantity':
      checkSymbol(intent.symbol, watched);
      checkDecimal('quantity', intent.quantity);
      return;
    case 'order':
      checkDraft(intent.order, watched);
      return;
    case 'cancel':
      if (typeof intent.order !== 'string') throw invalid('order', 'its id', intent.order);
      return;
    default:
      throw invalid('kind', 'target, target_quantity, order or cancel', (value as Intent).kind);
  }
}

function checkDraft(draft: OrderDraft, watched: (symbol: Ticker) => boolean): void {
  const { symbol, side, quantity, terms, timeInForce, extendedHours } = draft;
  checkSymbol(symbol, watched);
  if (side !== 'buy' && side !== 'sell') throw invalid('side', 'buy or sell', side);
  checkDecimal('quantity', quantity);
  if (quantity.sign() <= 0) throw invalid('quantity', 'more than 0', quantity.toString());
  if (!TIMES.has(timeInForce)) {
    throw invalid('timeInForce', [...TIMES].join(', '), timeInForce);
  }
  if (typeof extendedHours !== 'boolean') {
    throw invalid('extendedHours', 'true or false', extendedHours);
  }
  checkTerms(terms);
}

function checkTerms(terms: OrderTerms): void {
  switch (terms.type) {
    case 'market':
      return;
    case 'limit':
      checkDecimal('limitPrice', terms.limitPrice);
      return;
    case 'stop':
      checkDecimal('stopPrice', terms.stopPrice);
      return;
    case 'stop_limit':
      checkDecimal('limitPrice', terms.limitPrice);
      checkDecimal('stopPrice', terms.stopPrice);
      return;
    default:
      throw invalid('type', 'market, limit, stop or stop_limit', (terms as OrderTerms).type);
  }
}

function checkSymbol(symbol: Ticker, watched: (symbol: Ticker) => boolean): void {
  if (!watched(symbol)) throw invalid('symbol', 'one that the strategy reads', symbol);
}

function checkDecimal(field: string, value: unknown): void {
  if (!(value instanceof Decimal)) throw invalid(field, 'an exact decimal', value);
}

function invalid(field: string, expected: string, found: unknown): QuipuError {
  const shown = typeof found === 'string' ? `"${found}"` : describe(found);
  return new QuipuError(
    'strategy.invalid_intent',
    `What onBar returned has the wrong ${field}: expected ${expected}, found ${shown}.`,
    { next: 'Correct onBar in the strategy file.' },
  );
}

function describe(found: unknown): string {
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  return found === undefined || found === null ? 'nothing' : `a value of the kind ${typeof found}`;
}
