import { createHash } from 'node:crypto';
import { property, assert, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base32, hex, sha256, sha256Hex } from './sha256.ts';

describe('SHA-256', () => {
  // FIPS 180-2, appendix B, and the digest of nothing.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of "%s" is as published', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest);
  });

  it('agrees with another implementation for every length up to four blocks', () => {
    for (let length = 0; length <= 256; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 251 + length) & 0xff);
      expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('agrees with another implementation for any bytes', () => {
    assert(
      property(uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
    );
  });
});

describe('base 32', () => {
  // RFC 4648 section 10, in lower case and without padding.
  it.each([
    ['', ''],
    ['f', 'my'],
    ['fo', 'mzxq'],
    ['foo', 'mzxw6'],
    ['foob', 'mzxw6yq'],
    ['fooba', 'mzxw6ytb'],
    ['foobar', 'mzxw6ytboi'],
  ])('of "%s" is "%s"', (text, expected) => {
    expect(base32(new TextEncoder().encode(text))).toBe(expected);
  });
});
