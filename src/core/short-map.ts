/** Number of entries up to which keys are searched linearly, which is faster than hashing. */
const SHORT = 8;

/**
 * Map for a few short-lived entries, in insertion order.
 *
 * It behaves like a `Map`, except that an active iteration still sees entries deleted in between.
 * Adding and deleting the last entry costs a `Map` about a microsecond each time, because V8
 * allocates a new table; here it is free. Beyond eight entries it uses a `Map`.
 */
export class ShortMap<K, V> {
  #names: K[] = [];
  #held: V[] = [];
  #many: Map<K, V> | undefined;

  get size(): number {
    return this.#many === undefined ? this.#names.length : this.#many.size;
  }

  get(key: K): V | undefined {
    if (this.#many !== undefined) return this.#many.get(key);
    const names = this.#names;
    for (let index = 0; index < names.length; index += 1) {
      if (names[index] === key) return this.#held[index];
    }
    return undefined;
  }

  has(key: K): boolean {
    return this.#many === undefined ? this.#names.includes(key) : this.#many.has(key);
  }

  set(key: K, value: V): this {
    if (this.#many !== undefined) {
      this.#many.set(key, value);
      return this;
    }
    const names = this.#names;
    const held = this.#held;
    const index = names.indexOf(key);
    if (index >= 0) {
      held[index] = value;
    } else if (names.length < SHORT) {
      names.push(key);
      held.push(value);
    } else {
      this.#many = new Map(names.map((name, place) => [name, held[place]!]));
      this.#many.set(key, value);
      this.#names = [];
      this.#held = [];
    }
    return this;
  }

  delete(key: K): boolean {
    if (this.#many !== undefined) {
      const deleted = this.#many.delete(key);
      if (this.#many.size === 0) this.#many = undefined;
      return deleted;
    }
    const index = this.#names.indexOf(key);
    if (index < 0) return false;
    // New arrays, so that an active iteration neither skips nor repeats an entry.
    this.#names = without(this.#names, index);
    this.#held = without(this.#held, index);
    return true;
  }

  keys(): IterableIterator<K> {
    return this.#many === undefined ? this.#names.values() : this.#many.keys();
  }

  values(): IterableIterator<V> {
    return this.#many === undefined ? this.#held.values() : this.#many.values();
  }

  entries(): IterableIterator<[K, V]> {
    if (this.#many !== undefined) return this.#many.entries();
    const held = this.#held;
    return this.#names.map((name, index): [K, V] => [name, held[index]!]).values();
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.entries();
  }
}

function without<T>(list: readonly T[], index: number): T[] {
  const rest: T[] = [];
  for (let at = 0; at < list.length; at += 1) if (at !== index) rest.push(list[at]!);
  return rest;
}
