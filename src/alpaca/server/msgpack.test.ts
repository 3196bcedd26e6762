import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMsgpack, encodeMsgpack } from './msgpack.ts';

const none = () => undefined;

describe('MessagePack', () => {
  test('brings every JSON value back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        // JSON has no negative zero, and neither have we.
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(decodeMsgpack(encodeMsgpack(plain, none))).toEqual(plain);
      }),
    );
  });

  test.each([
    [{ a: 1, b: [true, null] }, '82a16101a16292c3c0'],
    [[-1, 127, 128, 1.5], '94d3ffffffffffffffff7fce00000080cb3ff8000000000000'],
  ])('writes %j in the bytes of the specification', (value, hex) => {
    expect(Buffer.from(encodeMsgpack(value, none)).toString('hex')).toBe(hex);
  });

  test('writes an instant as its own timestamp of 64 bits', () => {
    const bytes = encodeMsgpack({ t: 'x' }, () => ({ seconds: 1, nanos: 500_000_000 }));
    expect(Buffer.from(bytes).toString('hex')).toBe('81a174d7ff7735940000000001');
  });

  test('never reads past what it was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decodeMsgpack(bytes);
        } catch (error) {
          expect(error).toSatisfy((e) => e instanceof RangeError || e instanceof TypeError);
        }
      }),
    );
  });
});
