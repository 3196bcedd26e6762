import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  integer,
  list,
  nullable,
  number,
  object,
  optional,
  record,
  text,
} from '../../core/schema.ts';
import { fromText, fromWire, toWire, wireSchema } from './wire.ts';
import { camelCase, snakeCase } from '../kit/spelling.ts';

const schema = object({
  maxOrderValue: nullable(number()),
  byCode: record(object({ fillCount: integer() })),
  openOrders: list(object({ clientId: text(), note: optional(text()) })),
});

test('writes field names in snake_case and leaves record keys unchanged', () => {
  const value = {
    maxOrderValue: null,
    byCode: { 'risk.max_order_value': { fillCount: 1 }, camelKey: { fillCount: 2 } },
    openOrders: [{ clientId: 'a' }],
  };
  const wire = {
    max_order_value: null,
    by_code: { 'risk.max_order_value': { fill_count: 1 }, camelKey: { fill_count: 2 } },
    open_orders: [{ client_id: 'a' }],
  };
  expect(toWire(schema.json, value)).toEqual(wire);
  expect(fromWire(schema.json, wire)).toEqual(value);
});

test('rejects a camelCase field and leaves an unknown one to the schema', () => {
  expect(() => fromWire(schema.json, { maxOrderValue: 1 })).toThrow(
    'maxOrderValue: unknown field; it is spelled max_order_value',
  );
  expect(fromWire(schema.json, { bogus: 1 })).toEqual({ bogus: 1 });
});

test('keeps a key that would reach a prototype as a plain key', () => {
  const read = fromWire(schema.json, JSON.parse('{"__proto__":{"polluted":1}}')) as object;
  expect(Object.hasOwn(read, '__proto__')).toBe(true);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('names the wire fields in the wire schema', () => {
  const shown = wireSchema(schema.json) as { properties: object; required: string[] };
  expect(Object.keys(shown.properties)).toEqual(['max_order_value', 'by_code', 'open_orders']);
  expect(shown.required).toEqual(['max_order_value', 'by_code', 'open_orders']);
});

test('reads snake_case names back into camelCase', () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const name = camelCase(words.join('_'));
      expect(camelCase(snakeCase(name))).toBe(name);
    }),
  );
});

describe('text read by the schema of its field', () => {
  test.each([
    [integer(), '12', 12],
    [integer(), 'twelve', 'twelve'],
    [number(), '-1.5', -1.5],
    [text(), '12', '12'],
    [optional(list(text())), 'SPY, AAPL', ['SPY', 'AAPL']],
    [list(integer()), '1,2', [1, 2]],
  ])('%#', (one, given, read) => {
    expect(fromText(one.json, given)).toEqual(read);
  });
});
