import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodiesByKind, entryWith, eventsByKind } from '../../tests/support/journal-arbitraries.ts';
import { canonicalJson } from '../core/canonical.ts';
import { Decimal, decimal } from '../core/decimal.ts';
import { QuipuError } from '../core/errors.ts';
import { epochMs } from '../core/time.ts';
import { type Instrument, instrumentOf, isPlainStock } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import type { JournalBody, JournalEntry, Sequence } from './journal.ts';
import type { BookId } from '../orders/request.ts';
import { apply } from './apply.ts';
import { emptyPortfolio } from './portfolio.ts';
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

/** The value as it is written: an ordinary stock, and the instrument of cash, are left out. */
function written(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Decimal) return value;
  if (Array.isArray(value)) return value.map(written);
  const kept = Object.entries(value).filter(([key, item]) => {
    if (key !== 'instrument') return true;
    return item !== null && !isPlainStock(item as Instrument);
  });
  return Object.fromEntries(kept.map(([key, item]) => [key, written(item)]));
}

describe('journal codec', () => {
  for (const [kind, body] of Object.entries(bodiesByKind)) {
    it(`gives back every ${kind} entry as it was, and writes canonical JSON`, () => {
      fc.assert(
        fc.property(entryWith(body), (entry) => {
          const text = encodeEntry(entry);
          expect(text).toBe(canonicalJson(written(entry)));
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
          expect(text).toBe(canonicalJson(written(entry)));
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

  it.each([
    ['symbol_in_doubt', 'symbol_unreconciled'],
    ['cash_in_doubt', 'cash_unreconciled'],
  ])('reads the code %s of an older journal as %s', (old, code) => {
    const reviewed =
      '{"at":0,"body":{"controls":[{"code":"risk.' +
      `${old}","control":"R-28","inputs":{"drift":true},"outcome":"deny"}],` +
      '"kind":"reviewed","order":"qp1-a","verdict":"denied"},"cause":1,"seq":2}';
    const denied =
      '{"at":0,"body":{"event":{"at":0,"denials":[{"code":"risk.' +
      `${old}","message":"No."}],"kind":"denied","order":"qp1-a"},` +
      '"kind":"order_event"},"cause":2,"seq":3}';
    const { body: first } = decodeEntry(reviewed);
    expect(first.kind === 'reviewed' && first.controls[0]?.code).toBe(`risk.${code}`);
    const { body: second } = decodeEntry(denied);
    expect(second).toMatchObject({
      event: { denials: [{ code: `risk.${code}`, message: 'No.' }] },
    });
    // What follows an older journal is written under the present name.
    expect(encodeEntry(decodeEntry(denied))).toBe(denied.replace(old, code));
  });

  it('reads a code that only looks like an old one as it is', () => {
    for (const code of ['risk.constructor', 'symbol_in_doubt', 'app.symbol_in_doubt']) {
      const controls = [{ code, control: 'R-99', inputs: {}, outcome: 'pass' }] as const;
      const order = 'qp1-a' as never;
      const entry = entryOf({ kind: 'reviewed', order, verdict: 'approved', controls });
      expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
    }
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

  function errorOf(text: string): QuipuError {
    try {
      decodeEntry(text);
    } catch (error) {
      if (error instanceof QuipuError) return error;
    }
    throw new Error('expected an error of Quipu');
  }

  it('explains each refusal and what to do', () => {
    const half = errorOf(good.slice(0, 20));
    expect(half.message).toBe('A journal entry is not JSON.');
    expect(half.cause).toBeInstanceOf(SyntaxError);
    expect(half.next).toContain('quipu journal verify');

    const list = errorOf('[]');
    expect(list.message).toMatch(/^A journal entry: .+\.$/);
    expect(list.facts).toEqual({ path: '' });
    expect(list.next).toContain('quipu journal verify');

    const future = errorOf(good.replace('remembered', 'dreamed'));
    expect(future.message).toMatch(/^A journal entry at body\.kind: .*dreamed.*\.$/);
    expect(future.facts).toEqual({ path: 'body.kind' });
    expect(future.next).toContain('version of Quipu');

    expect(errorOf(good.replace('"manual"', '7')).facts).toEqual({ path: 'body.book' });
  });

  it('keeps parameters of a strategy as texts, numbers and flags', () => {
    const started = (params: Record<string, unknown>): JournalEntry =>
      entryOf({
        kind: 'run_started',
        manifest: {
          version: '1',
          mode: 'sim',
          account: 'a',
          books: [{ book: 'b' as BookId, strategy: 's', params, symbols: [], capital: 1 }] as never,
          limits: '{}',
          data: '',
          seed: 1,
        },
      });
    const entry = started({ fast: 9, name: 'x', long: true });
    expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
    for (const value of [Number.NaN, Infinity]) {
      expect(() => encodeEntry(started({ fast: value }))).toThrow('finite');
    }
    const withNull = encodeEntry(started({ fast: 9 })).replace('"fast":9', '"fast":null');
    expect(codeOf(() => decodeEntry(withNull))).toBe('ledger.invalid_entry');
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

/** Entries of a journal from before there were instruments, as they were stored. */
const OLD = [
  '{"at":1700000000000,"body":{"kind":"run_started","manifest":{"account":"a","books":[{"book":"trend","capital":1,"params":{},"strategy":"trend","symbols":["SPY","BTC/USD"]}],"data":"","limits":"{}","mode":"sim","seed":null,"version":"0.1.0"}},"cause":null,"seq":1}',
  '{"at":1700000000000,"body":{"flow":{"amount":"1000","book":"trend","id":"d1","kind":"deposit","note":""},"kind":"cash_moved"},"cause":1,"seq":2}',
  '{"at":1700000000000,"body":{"kind":"ordered","order":{"book":"trend","decidedAt":1700000000000,"extendedHours":false,"id":"qp1-1","reason":"up","side":"buy","size":{"kind":"quantity","quantity":"2"},"symbol":"SPY","terms":{"type":"market"},"timeInForce":"day"}},"cause":null,"seq":3}',
  '{"at":1700000000000,"body":{"controls":[],"kind":"reviewed","order":"qp1-1","verdict":"approved"},"cause":3,"seq":4}',
  '{"at":1700000000000,"body":{"event":{"at":1700000000000,"complete":true,"evidence":{"message":"","source":"stream"},"fill":{"at":1700000000000,"cumulative":"2","id":"x1","order":"qp1-1","price":"100.5","quantity":"2","side":"buy","symbol":"SPY"},"kind":"filled","order":"qp1-1"},"kind":"order_event"},"cause":null,"seq":5}',
  '{"at":1700000000000,"body":{"book":"manual","cash":"0","cause":"found","cost":"64","kind":"adjusted","quantity":"0.001","symbol":"BTC/USD"},"cause":null,"seq":6}',
  '{"at":1700000000000,"body":{"book":"manual","cash":"-5","cause":"a transfer","cost":"0","kind":"adjusted","quantity":"0","symbol":null},"cause":null,"seq":7}',
];

describe('a journal from before there were instruments', () => {
  it('folds, with ordinary stocks in it, and is written as it was', () => {
    const portfolio = emptyPortfolio();
    for (const text of OLD) {
      const entry = decodeEntry(text);
      expect(encodeEntry(entry)).toBe(text);
      apply(portfolio, entry);
    }
    expect(portfolio.cash.toString()).toBe('794');
    const positions = [...portfolio.books.values()].flatMap((book) => [...book.positions.values()]);
    expect(
      positions.map(({ symbol, instrument, quantity, cost }) =>
        [symbol, instrument.assetClass, instrument.multiplier, quantity, cost].join(' '),
      ),
    ).toEqual(['BTC/USD us_equity 1 0.001 64', 'SPY us_equity 1 2 201']);
    expect(portfolio.manifest?.format).toBeUndefined();
  });

  it('is refused when its format is newer than this version', () => {
    const newer = OLD[0]!.replace('"limits"', '"format":3,"limits"');
    expect(codeOf(() => decodeEntry(newer))).toBe('ledger.unknown_entry');
    expect(codeOf(() => decodeEntry(newer.replace('3', '2')))).toBe('no error');
  });
});

it('names the instrument of what is not an ordinary stock, and only there', () => {
  const adjusted = (symbol: string): string => {
    const instrument = instrumentOf(ticker(symbol));
    const zero = decimal<'USD'>(0);
    const moved = { quantity: decimal<'unit'>(1), cost: zero, cash: zero, cause: '' };
    const book = 'manual' as BookId;
    return encodeEntry(
      entryOf({ kind: 'adjusted', book, symbol: ticker(symbol), instrument, ...moved }),
    );
  };
  expect(adjusted('SPY')).not.toContain('instrument');
  expect(adjusted('SPY240119C00450000')).toContain(
    '"instrument":{"assetClass":"us_option","expiry":"2024-01-19","multiplier":"100",' +
      '"quantityIncrement":"1","symbol":"SPY240119C00450000",' +
      '"tick":[{"from":"0","increment":"0.01"}]}',
  );
});
