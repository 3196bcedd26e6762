import { ShortMap } from '../../core/short-map.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { Fill } from '../../orders/event.ts';
import type { ClientOrderId, OrderRequest } from '../../orders/request.ts';

/** The numbers of one execution, side by side in one column. */
const FIELDS = 5;
/** Executions to a block; blocks are added, so that none is ever copied. */
const BLOCK = 1_024;
const [AT, SIGNED, PRICE, SYMBOL, REASON] = [0, 1, 2, 3, 4];

/** One execution with the reason of its order. */
export interface RecordedFill {
  readonly symbol: Ticker;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Shares, negative when sold. */
  readonly signed: number;
  readonly price: number;
  /** Of the instrument; 1 where absent. */
  readonly multiplier?: number;
  readonly reason: string;
}

/** Few different texts, each stored once and referenced by its index. */
class Texts {
  readonly #list: string[] = [];
  readonly #places = new Map<string, number>();
  #last = 0;

  at(place: number): string | undefined {
    return this.#list[place];
  }

  placeOf(text: string): number {
    // Mostly the one before: strategies trade one symbol after another, for one reason.
    if (this.#list[this.#last] === text) return this.#last;
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.#list.length;
      this.#list.push(text);
      this.#places.set(text, place);
    }
    this.#last = place;
    return place;
  }
}

/** Keeps every execution of a run as numbers, and says why each was ordered. */
export class FillRecord {
  readonly #blocks: Float64Array[] = [];
  #count = 0;
  readonly #symbols = new Texts();
  /** Of the symbol at the same place. */
  readonly #multipliers: number[] = [];
  readonly #reasons = new Texts();
  /** The newest order, which is mostly the one that is filled next, and those before it. */
  #newest: ClientOrderId | undefined;
  #newestReason = 0;
  readonly #working = new ShortMap<ClientOrderId, number>();

  /** Notes an order; its reason is kept until it is filled or ends. */
  onOrdered({ id, reason }: OrderRequest): void {
    if (this.#newest !== undefined) this.#working.set(this.#newest, this.#newestReason);
    this.#newest = id;
    this.#newestReason = this.#reasons.placeOf(reason);
  }

  /** Notes that an order came to an end. */
  onEnded(order: ClientOrderId): void {
    if (order === this.#newest) this.#newest = undefined;
    else this.#working.delete(order);
  }

  onFill(fill: Fill, complete: boolean): void {
    const row = (this.#count % BLOCK) * FIELDS;
    if (row === 0) this.#blocks.push(new Float64Array(BLOCK * FIELDS));
    const column = this.#blocks[this.#blocks.length - 1]!;
    const shares = fill.quantity.toNumber();
    column[row + AT] = fill.at;
    column[row + SIGNED] = fill.side === 'buy' ? shares : -shares;
    column[row + PRICE] = fill.price.toNumber();
    const place = this.#symbols.placeOf(fill.symbol);
    this.#multipliers[place] = fill.instrument.multiplier.toNumber();
    column[row + SYMBOL] = place;
    const isNewest = fill.order === this.#newest;
    column[row + REASON] = isNewest ? this.#newestReason : (this.#working.get(fill.order) ?? -1);
    this.#count += 1;
    if (complete) this.onEnded(fill.order);
  }

  /** Every execution so far, in order. */
  *fills(): Generator<RecordedFill> {
    for (let index = 0; index < this.#count; index += 1) {
      const column = this.#blocks[Math.floor(index / BLOCK)]!;
      const row = (index % BLOCK) * FIELDS;
      yield {
        symbol: this.#symbols.at(column[row + SYMBOL]!) as Ticker,
        at: column[row + AT]!,
        signed: column[row + SIGNED]!,
        price: column[row + PRICE]!,
        multiplier: this.#multipliers[column[row + SYMBOL]!] ?? 1,
        reason: this.#reasons.at(column[row + REASON]!) ?? '',
      };
    }
  }
}
