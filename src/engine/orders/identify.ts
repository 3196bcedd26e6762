import type { EpochMs } from '../../core/time.ts';
import type { Ticker } from '../../market/symbol.ts';
import { type BookId, type ClientOrderId, clientOrderId } from '../../orders/request.ts';
import type { SingleIntent } from '../../strategy/intent.ts';

/** Stands for the bars of an instant where a decision was made on all of them together. */
export const ALL_BARS = '*';

/** Gives a decision its client order id. */
export type OrderIds = (decision: Identity) => ClientOrderId;

/**
 * What makes a strategy's decision this one and no other.
 *
 * All of it follows from the bar and from the strategy's answer to it. Neither the present, nor the
 * account, nor anything that was decided at another bar takes part, because each of them may be
 * different when the bar is decided again after a crash.
 */
export interface StrategyDecision {
  readonly source: BookId;
  /** The end of the bar that it was made at. */
  readonly at: EpochMs;
  /** The symbol of that bar; {@link ALL_BARS} for a decision on all of an instant. */
  readonly bar: Ticker | typeof ALL_BARS;
  readonly symbol: Ticker;
  /** Which of the answer's orders and targets for the symbol, from 0. */
  readonly ordinal: number;
  /** Which of the orders that carry it out, from 0; a reversal has two. Absent means 0. */
  readonly step?: number;
}

/** A decision: a strategy's, or a person's by the key that the caller minted. */
export type Identity = StrategyDecision | { readonly source: BookId; readonly key: string };

/** Ids derived from decisions, which never change; for brokers that outlive our process. */
export function derivedIds(account: string): OrderIds {
  return (decision) => {
    const key = 'key' in decision ? decision.key : keyOf(decision);
    return clientOrderId({ account, source: decision.source, key });
  };
}

function keyOf({ at, bar, symbol, ordinal, step = 0 }: StrategyDecision): string {
  const key = `${at}|${bar}|${symbol}|${ordinal}`;
  return step === 0 ? key : `${key}|${step}`;
}

/** The decision that one intent of an answer to a bar is. */
export function decisionOf(
  { runner, at, bar }: Pick<StrategyDecision, 'at' | 'bar'> & { readonly runner: { id: BookId } },
  intents: readonly SingleIntent[],
  place: number,
): StrategyDecision {
  const symbol = symbolOfIntent(intents[place]!)!;
  return { source: runner.id, at, bar, symbol, ordinal: ordinalOf(intents, place) };
}

/** Counts the orders and targets for the same symbol that come before one of a list of intents. */
export function ordinalOf(intents: readonly SingleIntent[], place: number): number {
  const symbol = symbolOfIntent(intents[place]!);
  let ordinal = 0;
  for (let before = 0; before < place; before += 1) {
    if (symbolOfIntent(intents[before]!) === symbol) ordinal += 1;
  }
  return ordinal;
}

/** The symbol that an intent is about; a cancel names an order instead. */
function symbolOfIntent(intent: SingleIntent): Ticker | undefined {
  if (intent.kind === 'cancel') return undefined;
  return intent.kind === 'order' ? intent.order.symbol : intent.symbol;
}
