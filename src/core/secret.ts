/**
 * A value that must never be printed: it shows as dots in strings, JSON and debuggers.
 *
 * The bytes leave only through {@link Secret.reveal}, whose call sites can be listed by name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The bare value, for the one place that sends or compares it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '••••••';
  }

  toJSON(): string {
    return '••••••';
  }

  /** What Node prints for a debugger or a console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'Secret(••••••)';
  }
}
