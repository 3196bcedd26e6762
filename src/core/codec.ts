import { assert } from './assert.ts';
import { Decimal, decimal } from './decimal.ts';
import { QuipuError, isQuipuError } from './errors.ts';

/**
 * Encoder and decoder from one definition: a value as canonical JSON text, and back with every type
 * checked and decimals revived.
 *
 * `encode` writes what `canonicalJson` would, but faster, and refuses anything `decode` would
 * refuse, so that everything written can be read again. Schemas (`schema.ts`) validate external
 * input; a codec reads back our own output.
 */
export interface Codec<T> {
  /** @throws AssertionError when the value is not what its type claims */
  encode(value: T): string;
  /**
   * Reads a parsed JSON value.
   *
   * @throws QuipuError `core.undecodable`, with the facts `path` and `unknown_kind`
   */
  decode(value: unknown): T;
}

/** Field that may be absent; created by {@link maybe}. */
export interface MaybeField<T> {
  readonly maybe: Codec<T>;
}

/** Field omitted while it has its default value; created by {@link unless}. */
export interface UsualField<T> {
  readonly codec: Codec<T>;
  /** Whether the value is the default. */
  readonly usual: (value: T) => boolean;
  /** Returns the default value, from the rest of the decoded record. */
  readonly absent: (record: Readonly<Record<string, unknown>>) => T;
}

type Known<T> = Exclude<T, undefined>;

/** One codec for each field of `T`; the compiler requires every field and no other. */
export type FieldCodecs<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? MaybeField<Known<T[K]>>
    : Codec<Known<T[K]>> | UsualField<Known<T[K]>>;
};

/** Creates the error of a custom codec that cannot read a value. */
export function undecodable(expected: string, found: unknown, unknownKind = false): QuipuError {
  const shown = JSON.stringify(found) ?? 'nothing';
  const short = shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
  return new QuipuError('core.undecodable', `expected ${expected}, found ${short}`, {
    facts: { path: '', unknown_kind: unknownKind },
  });
}

function within(step: string, error: unknown): unknown {
  if (!isQuipuError(error) || error.code !== 'core.undecodable') return error;
  const rest = String(error.facts['path']);
  const path = rest === '' ? step : `${step}.${rest}`;
  return new QuipuError(error.code, error.message, { facts: { ...error.facts, path } });
}

const TEXT: Codec<string> = {
  encode(value) {
    assert(typeof value === 'string', 'a text field holds a text');
    return JSON.stringify(value);
  },
  decode(value) {
    if (typeof value !== 'string') throw undecodable('a text', value);
    return value;
  },
};

/** Returns a codec of any string; a brand is trusted because we wrote the value. */
export function asText<T extends string = string>(): Codec<T> {
  return TEXT as unknown as Codec<T>; // a brand exists at compile time only
}

const INTEGER: Codec<number> = {
  encode(value) {
    assert(Number.isSafeInteger(value), 'a whole-number field holds a whole number');
    return String(value);
  },
  decode(value) {
    if (!Number.isSafeInteger(value)) throw undecodable('a whole number', value);
    return value as number;
  },
};

/** Returns a codec of a whole number within ±2^53. */
export function asInteger<T extends number = number>(): Codec<T> {
  return INTEGER as unknown as Codec<T>; // a brand exists at compile time only
}

/** Codec of a finite binary float; NaN and infinities have no JSON and are refused. */
export const asNumber: Codec<number> = {
  encode(value) {
    assert(Number.isFinite(value), 'a number field holds a finite number');
    return JSON.stringify(value);
  },
  decode(value) {
    if (!Number.isFinite(value)) throw undecodable('a number', value);
    return value as number;
  },
};

/** True or false. */
export const asFlag: Codec<boolean> = {
  encode(value) {
    assert(typeof value === 'boolean', 'a flag field holds true or false');
    return value ? 'true' : 'false';
  },
  decode(value) {
    if (typeof value !== 'boolean') throw undecodable('true or false', value);
    return value;
  },
};

/** A bare text, number, flag or null; a number that is not finite is written as null. */
export const asScalar: Codec<string | number | boolean | null> = {
  encode(value) {
    assert(value === null || typeof value !== 'object', 'a scalar is not an object');
    return JSON.stringify(value) ?? 'null';
  },
  decode(value) {
    if (value === null) return value;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return value;
    }
    throw undecodable('a text, number, flag or null', value);
  },
};

const DECIMAL: Codec<Decimal<string>> = {
  encode(value) {
    assert(value instanceof Decimal, 'a decimal field holds a Decimal');
    return `"${value.toString()}"`;
  },
  decode(value) {
    if (typeof value !== 'string') throw undecodable('a decimal as text', value);
    try {
      return decimal<string>(value);
    } catch {
      throw undecodable('a decimal as text', value);
    }
  },
};

/**
 * Returns a codec of an exact decimal as its minimal text; decoding gives the same value, trimmed.
 */
export function asDecimal<Unit extends string>(): Codec<Decimal<Unit>> {
  return DECIMAL as unknown as Codec<Decimal<Unit>>; // the unit exists at compile time only
}

/** Returns a codec of one of a closed set of strings; the compiler requires all of them. */
export function asOneOf<T extends string>(values: Readonly<Record<T, true>>): Codec<T> {
  const texts = new Map<unknown, string>();
  for (const value of Object.keys(values)) texts.set(value, JSON.stringify(value));
  return {
    encode(value) {
      const text = texts.get(value);
      assert(text !== undefined, `a field holds one of ${[...texts.keys()].join(', ')}`);
      return text;
    },
    decode(value) {
      if (!texts.has(value)) throw undecodable(`one of ${[...texts.keys()].join(', ')}`, value);
      return value as T;
    },
  };
}

/** The same, or null. */
export function asNullable<T>(codec: Codec<T>): Codec<T | null> {
  return {
    encode: (value) => (value === null ? 'null' : codec.encode(value)),
    decode: (value) => (value === null ? null : codec.decode(value)),
  };
}

/** The same, or absent. */
export function maybe<T>(codec: Codec<T>): MaybeField<T> {
  return { maybe: codec };
}

/** Returns a required field that is written only if it differs from its default. */
export function unless<T>(codec: Codec<T>, parts: Omit<UsualField<T>, 'codec'>): UsualField<T> {
  return { codec, ...parts };
}

/** Returns a codec of a list with one kind of item. */
export function asList<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    encode(values) {
      let text = '[';
      for (let index = 0; index < values.length; index += 1) {
        text += (index === 0 ? '' : ',') + item.encode(values[index]!);
      }
      return `${text}]`;
    },
    decode(value) {
      if (!Array.isArray(value)) throw undecodable('a list', value);
      return value.map((each: unknown, index) => {
        try {
          return item.decode(each);
        } catch (error) {
          throw within(String(index), error);
        }
      });
    },
  };
}

/** Returns a codec of a map from strings to values of one kind, keys sorted. */
export function asRecord<T>(item: Codec<T>): Codec<Readonly<Record<string, T>>> {
  return {
    encode(values) {
      const parts: string[] = [];
      for (const key of Object.keys(values).sort()) {
        parts.push(`${JSON.stringify(key)}:${item.encode(values[key]!)}`);
      }
      return `{${parts.join(',')}}`;
    },
    decode(value) {
      const entries = Object.entries(plainObject(value)).map(([key, each]) => {
        try {
          return [key, item.decode(each)] as const;
        } catch (error) {
          throw within(key, error);
        }
      });
      // Own properties are defined, not assigned, so that no key can reach a prototype.
      return Object.fromEntries(entries);
    },
  };
}

function plainObject(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw undecodable('an object', value);
  }
  return value as Readonly<Record<string, unknown>>;
}

type AnyField = Codec<unknown> | MaybeField<unknown> | UsualField<unknown>;

/** Returns a codec of an object with exactly these fields; decoding refuses an unknown field. */
export function fields<T>(codecs: FieldCodecs<NoInfer<T>>): Codec<T> {
  const all = Object.entries(codecs as Record<string, AnyField>)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => ({
      key,
      lead: `${JSON.stringify(key)}:`,
      optional: 'maybe' in field,
      usual: 'usual' in field ? field.usual : undefined,
      absent: 'usual' in field ? field.absent : undefined,
      codec: 'maybe' in field ? field.maybe : 'usual' in field ? field.codec : field,
    }));
  const known = new Set(all.map(({ key }) => key));
  const usuals = all.filter(({ usual }) => usual !== undefined);
  return {
    encode(value) {
      const record = value as Readonly<Record<string, unknown>>;
      let text = '';
      for (const { key, lead, optional, usual, codec } of all) {
        const item = record[key];
        if (optional && item === undefined) continue;
        if (usual?.(item) === true) continue;
        text += (text === '' ? '{' : ',') + lead + codec.encode(item);
      }
      return text === '' ? '{}' : `${text}}`;
    },
    decode(value) {
      const record = plainObject(value);
      for (const key of Object.keys(record)) {
        if (!known.has(key)) throw within(key, undecodable('no such field', record[key]));
      }
      const read: Record<string, unknown> = {};
      for (const { key, optional, usual, codec } of all) {
        if ((optional || usual !== undefined) && !Object.hasOwn(record, key)) continue;
        try {
          read[key] = codec.decode(Object.hasOwn(record, key) ? record[key] : undefined);
        } catch (error) {
          throw within(key, error);
        }
      }
      for (const { key, absent } of usuals) {
        if (!Object.hasOwn(record, key)) read[key] = absent?.(read);
      }
      return read as T;
    },
  };
}

/** The member of a union whose tag is `V`, without the tag. */
export type Untagged<T, Tag extends string, V> = T extends { readonly [K in Tag]: infer Tags }
  ? V extends Tags
    ? { [K in keyof T as K extends Tag ? never : K]: T[K] }
    : never
  : never;

/**
 * Returns a codec of a union discriminated by a tag: the remaining fields of each member, by the
 * tag's value.
 *
 * The compiler requires every member; an unknown tag is refused with the fact `unknown_kind`.
 */
export function tagged<T extends { readonly [K in Tag]: string }, Tag extends string>(
  tag: Tag,
  members: { readonly [V in T[Tag]]: FieldCodecs<Untagged<T, Tag, V>> },
): Codec<T> {
  const codecs = new Map<unknown, Codec<T>>();
  for (const [name, codecsOfMember] of Object.entries(members)) {
    const own = { ...(codecsOfMember as object), [tag]: asOneOf({ [name]: true }) };
    codecs.set(name, fields<T>(own as unknown as FieldCodecs<T>)); // the tag is put back here
  }
  return {
    encode(value) {
      const codec = codecs.get(value[tag]);
      assert(codec !== undefined, `${tag} is one of ${[...codecs.keys()].join(', ')}`);
      return codec.encode(value);
    },
    decode(value) {
      const found = plainObject(value)[tag];
      const codec = codecs.get(found);
      if (codec !== undefined) return codec.decode(value);
      const expected = `one of ${[...codecs.keys()].join(', ')}`;
      throw within(tag, undecodable(expected, found, true));
    },
  };
}
