import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodiesByKind, entryWith, eventsByKind } from '../../tests/support/journal-arbitraries.ts';
import { canonicalJson } from '../core/canonical.ts';
import { Decimal } from '../core/decimal.ts';
import { QuipuError } from '../core/errors.ts';
import { epochMs } from '../core/time.ts';
import type { JournalBody, JournalEntry, Sequence } from './journal.ts';
import type { BookId } from '../orders/request.ts';
import { decodeEntry, encodeEntry } from './journal-codec.ts';

const RUNS = { numRuns: 40 };

function entryOf(body: JournalBody): JournalEntry {
  return { seq: 1 as Sequence, at: epochMs(0), cause: null, body };
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof QuipuError) return error.code;
  }
  return 'no error';
}

describe('journal codec', () => {
  for (const [kind, body] of Object.entries(bodiesByKind)) {
    it(`gives back every ${kind} entry as it was, and writes canonical JSON`, () => {
      fc.assert(
        fc.property(entryWith(body), (entry) => {
          const text = encodeEntry(entry);
          expect(text).toBe(canonicalJson(entry));
          expect(decodeEntry(text)).toStrictEqual(entry);
        }),
        RUNS,
      );
    });
  }

  for (const [kind, event] of Object.entries(eventsByKind)) {
    it(`gives back every order event ${kind} as it was`, () => {
      const body = event.map((each): JournalBody => ({ kind: 'order_event', event: each }));
      fc.assert(
        fc.property(entryWith(body), (entry) => {
          const text = encodeEntry(entry);
          expect(text).toBe(canonicalJson(entry));
          expect(decodeEntry(text)).toStrictEqual(entry);
        }),
        RUNS,
      );
    });
  }

  it('keeps the value of a decimal with trailing zeros', () => {
    const amount = new Decimal<'USD'>(18_700n, 2);
    const entry = entryOf({ kind: 'book_funded', book: 'manual' as BookId, amount });
    const read = decodeEntry(encodeEntry(entry));
    expect(read.body.kind === 'book_funded' && read.body.amount.equals(amount)).toBe(true);
    expect(encodeEntry(read)).toBe(encodeEntry(entry));
  });

  it('keeps a key that names a prototype as plain data', () => {
    const text = encodeEntry(
      entryOf({ kind: 'reviewed', order: 'a' as never, verdict: 'approved', controls: [] }),
    ).replace(
      '"controls":[]',
      '"controls":[{"code":"","control":"R-01","inputs":{"__proto__":1},"outcome":"pass"}]',
    );
    const { body } = decodeEntry(text);
    expect(body.kind === 'reviewed' && Object.keys(body.controls[0]!.inputs)).toEqual([
      '__proto__',
    ]);
    expect(encodeEntry(decodeEntry(text))).toBe(text);
  });

  const good = encodeEntry(entryOf({ kind: 'remembered', book: 'manual' as BookId, memory: '{}' }));
  it.each([
    ['a kind of the future', good.replace('remembered', 'dreamed'), 'ledger.unknown_entry'],
    ['no kind', good.replace('"kind":"remembered",', ''), 'ledger.unknown_entry'],
    [
      'a kind that is an object property',
      good.replace('remembered', 'constructor'),
      'ledger.unknown_entry',
    ],
    ['a field too many', good.replace('"book"', '"bock":1,"book"'), 'ledger.invalid_entry'],
    ['a field too few', good.replace('"book":"manual",', ''), 'ledger.invalid_entry'],
    ['a number for a text', good.replace('"manual"', '7'), 'ledger.invalid_entry'],
    ['a broken sequence', good.replace('"seq":1', '"seq":1.5'), 'ledger.invalid_entry'],
    ['half a text', good.slice(0, 20), 'ledger.invalid_entry'],
    ['a list', '[]', 'ledger.invalid_entry'],
  ])('refuses %s', (_, text, code) => {
    expect(codeOf(() => decodeEntry(text))).toBe(code);
  });

  it('says where the misfit is', () => {
    expect(() => decodeEntry(good.replace('"manual"', '7'))).toThrow(
      'A journal entry at body.book: expected a text, found 7.',
    );
  });

  it('writes nothing that it would not read', () => {
    const broken = entryOf({ kind: 'remembered', book: 7 as never, memory: '{}' });
    expect(() => encodeEntry(broken)).toThrow('a text field holds a text');
    expect(() =>
      encodeEntry({
        ...broken,
        at: 1.5 as never,
        body: { kind: 'remembered', book: '' as never, memory: '' },
      }),
    ).toThrow('whole number');
    expect(() => encodeEntry(entryOf({ kind: 'dreamed' } as never))).toThrow('kind is one of');
  });
});
