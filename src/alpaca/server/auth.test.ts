import { describe, expect, test } from 'vitest';
import { Secret } from '../../core/secret.ts';
import { areOurs, judgeKeys, presentedKeys, sameText } from './auth.ts';
import { UNAUTHORIZED, WRONG_ENVIRONMENT } from './routes/refusals.ts';

const OURS = { keyId: 'PKTEST', secret: new Secret('s3cret') };

function basic(pair: string): Record<string, string> {
  return { authorization: `Basic ${btoa(pair)}` };
}

describe('the presented key pair', () => {
  test.each<[string, Record<string, string>, { keyId: string; secret: string } | undefined]>([
    [
      'both headers',
      { 'apca-api-key-id': 'PKTEST', 'apca-api-secret-key': 's' },
      { keyId: 'PKTEST', secret: 's' },
    ],
    ['the key id alone', { 'apca-api-key-id': 'PKTEST' }, { keyId: 'PKTEST', secret: '' }],
    ['the secret alone', { 'apca-api-secret-key': 's' }, { keyId: '', secret: 's' }],
    ['HTTP Basic', basic('PKTEST:s'), { keyId: 'PKTEST', secret: 's' }],
    ['HTTP Basic with a colon in the secret', basic('PK:a:b'), { keyId: 'PK', secret: 'a:b' }],
    ['HTTP Basic without a key id', basic(':s'), { keyId: '', secret: 's' }],
    [
      'HTTP Basic in any case',
      { authorization: `bAsIc   ${btoa('a:b')}` },
      { keyId: 'a', secret: 'b' },
    ],
    ['HTTP Basic without a colon', basic('PKTEST'), undefined],
    ['HTTP Basic that is not base 64', { authorization: 'Basic a=b=c' }, undefined],
    ['HTTP Basic with text after it', { authorization: `Basic ${btoa('a:b')} x` }, undefined],
    ['text before HTTP Basic', { authorization: `x Basic ${btoa('a:b')}` }, undefined],
    ['HTTP Basic without a space', { authorization: `Basic${btoa('a:b')}` }, undefined],
    ['another scheme', { authorization: 'Bearer abc' }, undefined],
    ['no header', {}, undefined],
  ])('is read from %s', (_what, headers, expected) => {
    expect(presentedKeys(headers)).toEqual(expected);
  });

  test('of the headers takes precedence over HTTP Basic', () => {
    expect(presentedKeys({ ...basic('a:b'), 'apca-api-key-id': 'PKTEST' })).toEqual({
      keyId: 'PKTEST',
      secret: '',
    });
  });
});

describe('a key pair', () => {
  test.each([
    ['PKTEST', 's3cret', true],
    ['PKTEST', 's3cres', false],
    ['PKTEST', 's3cre', false],
    ['PKTEST', 's3cret0', false],
    ['PKTEST', '', false],
    ['PKTESS', 's3cret', false],
    ['', 's3cret', false],
    ['', '', false],
    ['s3cret', 'PKTEST', false],
  ])('%s and %s is ours: %s', (keyId, secret, expected) => {
    expect(areOurs({ keyId, secret }, OURS)).toBe(expected);
  });
});

describe('two texts', () => {
  test.each([
    ['', '', true],
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['bbc', 'abc', false],
    ['ab', 'abc', false],
    ['abc', 'ab', false],
    ['ab', 'ab\0', false],
    ['ab\0', 'ab', false],
    // Differences that cancel each other out, and a length that cancels one.
    ['ba', 'ab', false],
    ['ac', 'bd', false],
    ['a', 'b\0\0', false],
  ])('%j and %j are the same: %s', (a, b, expected) => {
    expect(sameText(a, b)).toBe(expected);
  });
});

describe('a request', () => {
  const keys = (keyId: string, secret = 's3cret') =>
    judgeKeys({ 'apca-api-key-id': keyId, 'apca-api-secret-key': secret }, OURS);

  test('with our keys is accepted', () => {
    expect(keys('PKTEST')).toBeUndefined();
    expect(judgeKeys(basic('PKTEST:s3cret'), OURS)).toBeUndefined();
  });

  test('without keys or with wrong ones is refused', () => {
    expect(judgeKeys({}, OURS)).toBe(UNAUTHORIZED);
    expect(keys('PKTEST', 'wrong')).toBe(UNAUTHORIZED);
    expect(keys('PKOTHER')).toBe(UNAUTHORIZED);
  });

  test('with keys of the live environment is refused as such', () => {
    expect(keys('AKLIVE')).toBe(WRONG_ENVIRONMENT);
    expect(keys('XAK')).toBe(UNAUTHORIZED);
  });
});
