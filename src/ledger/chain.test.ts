import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { entriesFrom } from '../../tests/support/entries.ts';
import { GENESIS, linkEntries, linkHash, verifyChain } from './chain.ts';

describe('the hash chain', () => {
  it('hashes the previous hash and each field with its length in bytes', () => {
    const entry = { seq: 12, at: 1_700_000_000_000, kind: 'ordered', bytes: '{"ü":1}' };
    const message = `${GENESIS}2:1213:17000000000007:ordered8:{"ü":1}`;
    const expected = createHash('sha256').update(message, 'utf8').digest('hex');
    expect(linkHash(GENESIS, entry)).toBe(expected);
  });

  it('is the same with any digest of SHA-256', () => {
    const fast = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    const entries = entriesFrom(1, 5);
    const head = { seq: 0, hash: GENESIS };
    expect(linkEntries(entries, head, fast)).toEqual(linkEntries(entries, head));
  });

  it('continues from a head as if it had never stopped', () => {
    const entries = entriesFrom(1, 6);
    const whole = linkEntries(entries, { seq: 0, hash: GENESIS });
    const rest = linkEntries(entries.slice(4), { seq: 4, hash: whole[3]!.hash });
    expect(rest).toEqual(whole.slice(4));
  });

  it('cannot tell that its end was cut off, which is why heads are kept elsewhere', () => {
    const whole = linkEntries(entriesFrom(1, 6), { seq: 0, hash: GENESIS });
    expect(verifyChain(whole.slice(0, 4))).toEqual({
      sound: true,
      head: { seq: 4, hash: whole[3]!.hash },
    });
  });

  it('shows a row whose content was hashed anew but not what follows it', () => {
    const whole = linkEntries(entriesFrom(1, 6), { seq: 0, hash: GENESIS });
    const forged = { ...whole[2]!, bytes: whole[2]!.bytes.replace('3.25', '9.25') };
    const linked = { ...forged, hash: linkHash(whole[1]!.hash, forged) };
    const found = verifyChain(whole.with(2, linked));
    expect(found).toMatchObject({ sound: false, seq: 4 });
  });

  it('shows a row that was linked rightly but does not hold the entry that it names', () => {
    const whole = linkEntries(entriesFrom(1, 2), { seq: 0, hash: GENESIS });
    const other = { ...whole[1]!, bytes: whole[0]!.bytes };
    const linked = { ...other, hash: linkHash(whole[0]!.hash, other) };
    expect(verifyChain([whole[0]!, linked])).toEqual({
      sound: false,
      seq: 2,
      why: 'its content differs from its own row',
    });
  });
});
