import type { ScopeWatch } from '../../research/check-strategy.ts';

/** Functions that answer differently at another time or place, by where they are. */
const WATCHED: readonly (readonly [holder: string, names: readonly string[]])[] = [
  ['Math', ['random']],
  ['performance', ['now']],
  ['crypto', ['randomUUID', 'getRandomValues']],
  ['', ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']],
];

/**
 * Watches the clock, randomness, timers and the network while a strategy is called; they keep
 * working.
 *
 * @param used what the strategy is known to use already
 */
export function watchScope(used: readonly string[]): ScopeWatch {
  const found = new Set(used);
  return {
    used: found,
    during(call) {
      const restore = watch((name) => found.add(name));
      try {
        return call();
      } finally {
        restore();
      }
    },
  };
}

function watch(note: (name: string) => void): () => void {
  const undo: (() => void)[] = [];
  const replace = (holder: object, name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(holder, name);
    Object.defineProperty(holder, name, { value, configurable: true, writable: true });
    undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(holder, name);
      else Object.defineProperty(holder, name, before);
    });
  };
  for (const [place, names] of WATCHED) {
    const holder = (place === '' ? globalThis : Reflect.get(globalThis, place)) as object;
    for (const name of names) {
      const real = Reflect.get(holder, name) as (...given: unknown[]) => unknown;
      replace(holder, name, (...given: unknown[]): unknown => {
        note(place === '' ? name : `${place}.${name}`);
        return Reflect.apply(real, holder, given);
      });
    }
  }
  replace(globalThis, 'Date', watchedDate(note));
  return () => {
    for (const step of undo) step();
  };
}

/** A `Date` that notes when the present is read; a date that is given is no clock. */
function watchedDate(note: (name: string) => void): DateConstructor {
  return new Proxy(Date, {
    apply(target, self, given) {
      note('Date()');
      return Reflect.apply(target, self, given) as string;
    },
    construct(target, given: unknown[], made) {
      if (given.length === 0) note('new Date()');
      return Reflect.construct(target, given, made) as Date;
    },
    get(target, name, self) {
      if (name === 'now') note('Date.now');
      return Reflect.get(target, name, self) as unknown;
    },
  });
}
