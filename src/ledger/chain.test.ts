import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { entriesFrom } from '../../tests/support/entries.ts';
import { GENESIS, linkEntries, linkHash, misfit, type StoredEntry, verifyChain } from './chain.ts';

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

  it('detects a rehashed row at the row after it', () => {
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

  it('shows an entry that is missing, and one that is there twice', () => {
    const whole = linkEntries(entriesFrom(1, 4), { seq: 0, hash: GENESIS });
    expect(verifyChain(whole.toSpliced(1, 1))).toEqual({
      sound: false,
      seq: 2,
      why: 'the entry is missing',
    });
    expect(verifyChain(whole.toSpliced(2, 0, whole[1]!))).toEqual({
      sound: false,
      seq: 2,
      why: 'the entry is there twice',
    });
  });

  it.each<[string, (bytes: string) => string, Partial<StoredEntry>]>([
    ['sequence', (bytes) => bytes.replace('"seq":2', '"seq":3'), {}],
    ['time', (bytes) => bytes, { at: 7 }],
    ['kind', (bytes) => bytes, { kind: 'ordered' }],
    ['body', () => '{"seq":2,"at":1700000000002}', {}],
    ['object', () => 'null', {}],
    ['JSON', () => '{"seq":2', {}],
  ])('shows a row whose entry has another %s', (_what, change, row) => {
    const whole = linkEntries(entriesFrom(1, 2), { seq: 0, hash: GENESIS });
    const other = { ...whole[1]!, ...row, bytes: change(whole[1]!.bytes) };
    const linked = { ...other, hash: linkHash(whole[0]!.hash, other) };
    expect(misfit(linked, whole[0]!)).toEqual({
      seq: 2,
      why: 'its content differs from its own row',
    });
    expect(misfit(whole[1]!, whole[0]!)).toBeUndefined();
  });

  it('shows a row that does not have the hash of its content', () => {
    const [first] = linkEntries(entriesFrom(1, 1), { seq: 0, hash: GENESIS });
    expect(misfit({ ...first!, hash: GENESIS }, { seq: 0, hash: GENESIS })).toEqual({
      seq: 1,
      why: 'its content does not have the hash that was stored with it',
    });
  });

  it('is sound and at its beginning when it is empty', () => {
    expect(verifyChain([])).toEqual({ sound: true, head: { seq: 0, hash: '0'.repeat(64) } });
  });
});
