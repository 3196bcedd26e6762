import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';
import {
  asFlag,
  asInteger,
  asList,
  asNullable,
  asNumber,
  asOneOf,
  asRecord,
  asScalar,
  asText,
  fields,
  maybe,
  tagged,
  type Codec,
} from './codec.ts';

type Shape =
  | { readonly kind: 'circle'; readonly radius: number }
  | { readonly kind: 'box' | 'tile'; readonly sides: readonly number[]; readonly name?: string };

const shape: Codec<Shape> = tagged('kind', {
  circle: { radius: asNumber },
  box: { sides: asList(asInteger()), name: maybe(asText()) },
  tile: { sides: asList(asInteger()), name: maybe(asText()) },
});

describe('a codec', () => {
  it.each<Shape>([
    { kind: 'circle', radius: 2.5e-9 },
    { kind: 'box', sides: [] },
    { kind: 'tile', sides: [1, 2], name: 'a "quoted" one' },
  ])('writes canonical JSON and reads it back: %o', (value) => {
    expect(shape.encode(value)).toBe(canonicalJson(value));
    expect(shape.decode(JSON.parse(shape.encode(value)))).toStrictEqual(value);
  });

  it.each([
    ['another kind', { kind: 'line' }, 'kind', true],
    ['a wrong item', { kind: 'box', sides: [1, 'two'] }, 'sides.1', false],
    ['an unknown field', { kind: 'box', sides: [], nome: 'x' }, 'nome', false],
    ['a missing field', { kind: 'circle' }, 'radius', false],
    ['a null where nothing may stand', { kind: 'box', sides: [], name: null }, 'name', false],
    ['a text', 'box', '', false],
  ])('refuses %s and reports where', (_, value, path, unknownKind) => {
    expect(() => shape.decode(value)).toThrow(
      expect.objectContaining({
        code: 'core.undecodable',
        facts: { path, unknown_kind: unknownKind },
      }) as Error,
    );
  });

  it.each<readonly [string, Codec<never>, unknown]>([
    ['a number that is not finite', asNumber as Codec<never>, Number.NaN],
    ['a fraction for a whole number', asInteger<never>(), 0.5],
    ['a number for a text', asText<never>(), 1],
    ['a text for a flag', asFlag as Codec<never>, 'true'],
    ['a string outside the set', asOneOf({ a: true }) as Codec<never>, 'b'],
    ['an object for a scalar', asScalar as Codec<never>, {}],
  ])('neither writes nor reads %s', (_, codec, value) => {
    expect(() => codec.encode(value as never)).toThrow();
    expect(() => codec.decode(value)).toThrow();
  });

  it('sorts the keys of a map and of an object', () => {
    const codec = fields<{ b: unknown; a: boolean }>({
      b: asRecord(asNullable(asText())) as Codec<unknown>,
      a: asFlag,
    });
    expect(codec.encode({ b: { z: null, A: 'x' }, a: true })).toBe(
      '{"a":true,"b":{"A":"x","z":null}}',
    );
  });
});
