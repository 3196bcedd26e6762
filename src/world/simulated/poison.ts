import { AssertionError } from '../../core/assert.ts';

type Call = (...given: never[]) => unknown;

/** A poisoned world; what was called although it must not be, and the way back. */
export interface Poison {
  /** Names of what was called, also where the error was swallowed. */
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

function poisonedDate(real: DateConstructor, refuse: (name: string) => never): DateConstructor {
  return new Proxy(real, {
    construct: (target, given: unknown[], newTarget) =>
      given.length === 0
        ? refuse('new Date()')
        : (Reflect.construct(target, given, newTarget) as Date),
    apply: () => refuse('Date()'),
    get: (target, key, receiver): unknown =>
      key === 'now' ? () => refuse('Date.now') : Reflect.get(target, key, receiver),
  });
}

/**
 * Makes every ambient clock, timer, source of chance and connection throw until restored.
 *
 * `new Date(ms)`, `Date.parse` and `Date.UTC` stay usable. The kernel keeps what it needs for
 * itself. For the time of a simulated run only: test runners and the platform's own libraries use
 * these too.
 *
 * @throws AssertionError from whatever is called, naming it
 */
export function poisonGlobals(): Poison {
  const calls: string[] = [];
  const refuse = (name: string): never => {
    calls.push(name);
    throw new AssertionError(`${name} is not to be used here: time and chance come from the world`);
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
