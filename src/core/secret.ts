/**
 * Value that must never be printed: it shows as dots in strings, JSON and debuggers.
 *
 * The bytes are available only through {@link Secret.reveal}, whose call sites can be searched by
 * name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the bare value, for the one place that sends or compares it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '••••••';
  }

  toJSON(): string {
    return '••••••';
  }

  /** Returns the text that Node prints in a debugger or a console. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'Secret(••••••)';
  }
}
