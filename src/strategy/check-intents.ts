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
 * Validates the answer of a strategy, which no compiler has checked when it comes from a user's
 * file.
 *
 * @param watched whether the strategy reads a symbol; only what it reads has a price to size by
 * @returns the intents; undefined when it wants nothing
 * @throws QuipuError `strategy.invalid_intent` naming the intent, its field, what was
 *   expected and found
 */
export function checkIntents(
  answer: unknown,
  watched: (symbol: Ticker) => boolean,
): readonly Intent[] | undefined {
  if (answer === undefined) return undefined;
  if (!Array.isArray(answer)) {
    const fault = invalid('answer', 'a list of intents, or nothing', answer);
    throw refused(`The strategy returned the wrong ${fault}`);
  }
  for (const [place, intent] of (answer as readonly unknown[]).entries()) {
    const fault = faultOf(intent, watched);
    if (fault !== undefined) throw wrongIntent(intent, { place, of: answer.length, fault });
  }
  return answer.length === 0 ? undefined : (answer as readonly Intent[]);
}

/** Returns the field of an intent that is wrong, what was expected and found. */
function faultOf(value: unknown, watched: (symbol: Ticker) => boolean): string | undefined {
  if (typeof value !== 'object' || value === null) {
    return invalid('value', 'what target(), close(), order(), cancel() or together() makes', value);
  }
  const intent = value as Intent;
  if (typeof intent.reason !== 'string') return invalid('reason', 'a text', intent.reason);
  switch (intent.kind) {
    case 'target':
      return (
        symbolFault(intent.symbol, watched) ??
        (Number.isFinite(intent.weight) ? undefined : invalid('weight', 'a number', intent.weight))
      );
    case 'target_quantity':
      return symbolFault(intent.symbol, watched) ?? decimalFault('quantity', intent.quantity);
    case 'order':
      return draftFault(intent.order, watched);
    case 'together':
      return legsFault(intent.legs, watched);
    case 'cancel':
      return typeof intent.order === 'string'
        ? undefined
        : invalid('order', 'its id', intent.order);
    default:
      return invalid('kind', KINDS, (value as Intent).kind);
  }
}

const KINDS = 'target, target_quantity, order, cancel or together';

function legsFault(legs: unknown, watched: (symbol: Ticker) => boolean): string | undefined {
  if (!Array.isArray(legs) || legs.length === 0) return invalid('legs', 'a list of intents', legs);
  for (const [place, leg] of (legs as readonly unknown[]).entries()) {
    const kind = (leg as Intent | null)?.kind;
    const isLeg = kind !== 'cancel' && kind !== 'together';
    const fault = isLeg ? faultOf(leg, watched) : invalid('kind', 'a target or an order', kind);
    if (fault !== undefined) return `leg ${place + 1}, ${fault}`;
  }
  return undefined;
}

function draftFault(draft: OrderDraft, watched: (symbol: Ticker) => boolean): string | undefined {
  const { symbol, side, quantity, terms, timeInForce, extendedHours } = draft;
  const wrong = symbolFault(symbol, watched) ?? decimalFault('quantity', quantity);
  if (wrong !== undefined) return wrong;
  if (side !== 'buy' && side !== 'sell') return invalid('side', 'buy or sell', side);
  if (quantity.sign() <= 0) return invalid('quantity', 'more than 0', quantity.toString());
  if (!TIMES.has(timeInForce)) {
    return invalid('timeInForce', [...TIMES].join(', '), timeInForce);
  }
  if (typeof extendedHours !== 'boolean') {
    return invalid('extendedHours', 'true or false', extendedHours);
  }
  return termsFault(terms);
}

function termsFault(terms: OrderTerms): string | undefined {
  switch (terms.type) {
    case 'market':
      return undefined;
    case 'limit':
      return decimalFault('limitPrice', terms.limitPrice);
    case 'stop':
      return decimalFault('stopPrice', terms.stopPrice);
    case 'stop_limit':
      return (
        decimalFault('limitPrice', terms.limitPrice) ?? decimalFault('stopPrice', terms.stopPrice)
      );
    default:
      return invalid('type', 'market, limit, stop or stop_limit', (terms as OrderTerms).type);
  }
}

function symbolFault(symbol: Ticker, watched: (symbol: Ticker) => boolean): string | undefined {
  return watched(symbol) ? undefined : invalid('symbol', 'one that the strategy reads', symbol);
}

function decimalFault(field: string, value: unknown): string | undefined {
  return value instanceof Decimal ? undefined : invalid(field, 'an exact decimal', value);
}

function invalid(field: string, expected: string, found: unknown): string {
  const shown = typeof found === 'string' ? `"${found}"` : describe(found);
  return `${field}: expected ${expected}, found ${shown}`;
}

interface WrongField {
  readonly place: number;
  readonly of: number;
  readonly fault: string;
}

function wrongIntent(value: unknown, { place, of, fault }: WrongField): QuipuError {
  const which = of === 1 ? '' : ` ${place + 1} of ${of}`;
  return refused(`The strategy returned an intent${which}${nameOf(value)} with the wrong ${fault}`);
}

/** The kind and the symbol of an intent, as far as it has them. */
function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const { kind, symbol, order } = value as Readonly<Record<string, unknown>>;
  const of = symbol ?? (order as { readonly symbol?: unknown } | undefined)?.symbol;
  const words = [kind, of].filter((word) => typeof word === 'string').join(' ');
  return words === '' ? '' : ` (${words})`;
}

function refused(message: string): QuipuError {
  return new QuipuError('strategy.invalid_intent', `${message}.`, {
    next: 'Correct the strategy file.',
  });
}

function describe(found: unknown): string {
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  return found === undefined || found === null ? 'nothing' : `a value of the kind ${typeof found}`;
}
