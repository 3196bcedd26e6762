import { AssertionError } from '../../core/assert.ts';

type Call = (...given: never[]) => unknown;

/** Poisoned environment; records forbidden calls, and can be restored. */
export interface Poison {
  /** Names of the functions called, even where the error was swallowed. */
  readonly calls: readonly string[];
  restore(): void;
}

interface Place {
  readonly holder: object;
  readonly key: string;
  readonly name: string;
}

function places(): readonly Place[] {
  const own = (key: string): Place => ({ holder: globalThis, key, name: key });
  return [
    ...['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'WebSocket'].map((key) => own(key)),
    { holder: Math, key: 'random', name: 'Math.random' },
    { holder: performance, key: 'now', name: 'performance.now' },
    { holder: crypto, key: 'randomUUID', name: 'crypto.randomUUID' },
    { holder: crypto, key: 'getRandomValues', name: 'crypto.getRandomValues' },
    { holder: AbortSignal, key: 'timeout', name: 'AbortSignal.timeout' },
  ];
}

/** Uses a plain function instead of a proxy: simulated programs create dates all the time. */
function poisonedDate(real: DateConstructor, refuse: (name: string) => never): DateConstructor {
  function PoisonedDate(...given: readonly number[]): Date {
    if (new.target === undefined) return refuse('Date()');
    return given.length === 0 ? refuse('new Date()') : new real(...(given as [number]));
  }
  PoisonedDate.prototype = real.prototype;
  const { parse, UTC } = real;
  return Object.assign(PoisonedDate, {
    parse,
    UTC,
    now: () => refuse('Date.now'),
  }) as unknown as DateConstructor;
}

/**
 * Makes every ambient clock, timer, random source and connection throw until restored.
 *
 * `new Date(ms)`, `Date.parse` and `Date.UTC` stay usable. The kernel saves the originals it needs.
 * Only for the duration of a simulated run: test runners and the platform's libraries use these
 * too.
 * @throws AssertionError from any of these calls, with its name
 */
export function poisonGlobals(): Poison {
  const calls: string[] = [];
  const refuse = (name: string): never => {
    calls.push(name);
    throw new AssertionError(
      `${name} must not be used here: time and randomness come from the world`,
    );
  };
  const undo: (() => void)[] = [];
  const replace = ({ holder, key }: Place, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(holder, key);
    Object.defineProperty(holder, key, { value, configurable: true, writable: true });
    undo.push(() => {
      if (before === undefined) Reflect.deleteProperty(holder, key);
      else Object.defineProperty(holder, key, before);
    });
  };
  for (const place of places()) {
    // A plain function, so that it can also be called with `new`.
    const refusing = function (): never {
      return refuse(place.name);
    } satisfies Call;
    replace(place, refusing);
  }
  const date: Place = { holder: globalThis, key: 'Date', name: 'Date' };
  replace(date, poisonedDate(Date, refuse));
  return {
    calls,
    restore: () => {
      for (const step of undo.splice(0).toReversed()) step();
    },
  };
}
