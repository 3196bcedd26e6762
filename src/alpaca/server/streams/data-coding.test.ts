import { decode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codingOf } from './data-coding.ts';

const coding = codingOf({ 'content-type': 'application/msgpack' });

describe('MessagePack frames', () => {
  test('write an instant as a timestamp of 64 bits', () => {
    const bytes = coding.frame(['{"t":"1970-01-01T00:00:01.500Z"}']);
    expect(Buffer.from(bytes).toString('hex')).toBe('9181a174d7ff7735940000000001');
  });

  test('round-trip every message', () => {
    const messages = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })));
    fc.assert(
      fc.property(messages, (values) => {
        // JSON has no negative zero, and a field named t may be an instant.
        const plain = (JSON.parse(JSON.stringify(values)) as Record<string, unknown>[]).filter(
          // The library rejects the key __proto__, which no message has.
          (value) => !Object.hasOwn(value, 't') && !JSON.stringify(value).includes('__proto__'),
        );
        const frame = coding.frame(plain.map((value) => JSON.stringify(value)));
        expect(decode(frame as Uint8Array)).toEqual(plain);
      }),
    );
  });

  test('decode client messages, and return anything else unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = coding.read(bytes);
        if (typeof read === 'string') expect(() => JSON.parse(read) as unknown).not.toThrow();
        else expect(read).toBe(bytes);
      }),
    );
  });

  test('refuse a list that claims more items than a subscription has', () => {
    const claims = new Uint8Array([0xdd, 0x7f, 0xff, 0xff, 0xff]);
    expect(coding.read(claims)).toBe(claims);
  });
});
