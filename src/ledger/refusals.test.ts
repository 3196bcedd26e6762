import { describe, expect, it } from 'vitest';
import { NOW, request } from '../../tests/support/risk-scene.ts';
import { later } from '../core/time.ts';
import { ticker } from '../market/symbol.ts';
import type { Denial, Evidence } from '../orders/event.ts';
import { type BookId, MANUAL_BOOK } from '../orders/request.ts';
import {
  forgetBook,
  isRepeatedDenial,
  noteAccepted,
  noteDenied,
  noteFilled,
  noteRefused,
  type Refusals,
  refusalOf,
} from './refusals.ts';

const ORDER = request();
const halted: Denial = {
  code: 'risk.engine_state',
  cause: { engine: 'halted' },
  message: 'The engine is halted.',
};
const capital: Denial = { code: 'risk.capital', message: 'The order needs $500.' };
const duplicate: Denial = { code: 'risk.duplicate', message: 'Order x is the same.' };

function isRepeated(before: readonly Denial[], after: readonly Denial[]): boolean {
  const refusals: Refusals = new Map();
  noteDenied(refusals, ORDER, { denials: before, at: NOW });
  return isRepeatedDenial(refusals, ORDER, after);
}

describe('a repeated denial', () => {
  it.each<[string, readonly Denial[], readonly Denial[], boolean]>([
    ['the same code and cause', [halted], [halted], true],
    ['another text of one cause', [capital], [{ ...capital, message: 'It needs $7.' }], true],
    [
      'the same text of another cause',
      [halted],
      [{ ...halted, cause: { engine: 'reduce_only' } }],
      false,
    ],
    [
      'a cause with a field more',
      [halted],
      [{ ...halted, cause: { engine: 'halted', a: 1 } }],
      false,
    ],
    ['a cause that older journals lack', [{ ...halted, cause: {} }], [halted], false],
    ['another code with the same text', [capital], [{ ...capital, code: 'risk.other' }], false],
    ['one code more', [capital], [halted, capital], false],
    ['one code more after the same', [halted], [halted, capital], false],
    [
      'one of two causes changed',
      [halted, capital],
      [halted, { ...capital, code: 'risk.other' }],
      false,
    ],
    ['one code fewer', [halted, capital], [capital], false],
    ['a duplicate of the first besides', [capital], [capital, duplicate], true],
    ['only a duplicate', [capital], [duplicate], false],
    ['a duplicate again', [duplicate], [duplicate], true],
  ])('%s', (_what, before, after, expected) => {
    expect(isRepeated(before, after)).toBe(expected);
  });

  it('is none before the first, on the other side, and of orders by the user', () => {
    const refusals: Refusals = new Map();
    expect(isRepeatedDenial(refusals, ORDER, [capital])).toBe(false);
    noteDenied(refusals, ORDER, { denials: [capital], at: NOW });
    expect(isRepeatedDenial(refusals, { ...ORDER, side: 'sell' }, [capital])).toBe(false);
    const manual = { ...ORDER, book: MANUAL_BOOK };
    noteDenied(refusals, manual, { denials: [capital], at: NOW });
    expect(isRepeatedDenial(refusals, manual, [capital])).toBe(false);
  });
});

describe('refusals by the broker', () => {
  const evidence: Evidence = {
    source: 'response',
    status: 403,
    code: 40_310_000,
    message: 'insufficient buying power: 10.50',
  };

  function timesAfter(next: Partial<Evidence>): number {
    const refusals: Refusals = new Map();
    noteRefused(refusals, ORDER, { evidence, at: NOW });
    noteRefused(refusals, ORDER, { evidence: { ...evidence, ...next }, at: later(NOW, 1) });
    return refusalOf(refusals, ORDER)!.broker!.times;
  }

  it.each<[string, Partial<Evidence>, number]>([
    ['the same', {}, 2],
    ['other figures', { message: 'insufficient buying power: 7' }, 2],
    ['another reason under one code', { message: 'potential wash trade' }, 1],
    ['another code', { code: 42_210_000 }, 1],
    ['another status under one code', { status: 422 }, 2],
  ])('are counted together: %s', (_what, next, times) => {
    expect(timesAfter(next)).toBe(times);
  });
});

describe('what blocks like orders', () => {
  const evidence: Evidence = { source: 'response', status: 403, message: 'no' };
  const deny = (refusals: Refusals): void =>
    noteDenied(refusals, ORDER, { denials: [halted, capital], at: NOW });
  const refuse = (refusals: Refusals): void => noteRefused(refusals, ORDER, { evidence, at: NOW });
  const after = (...steps: readonly ((refusals: Refusals) => void)[]): Refusals => {
    const refusals: Refusals = new Map();
    for (const step of steps) step(refusals);
    return refusals;
  };
  const denied = {
    causes: [{ code: 'risk.engine_state', cause: { engine: 'halted' } }, { code: 'risk.capital' }],
    message: 'The engine is halted. The order needs $500.',
    at: NOW,
  };
  const broker = { cause: { code: 403, reason: 'no' }, message: 'no', times: 1, at: NOW };
  const { book, symbol, side } = ORDER;

  it('is nothing at first, and then the denial with all its causes', () => {
    expect(refusalOf(after(), ORDER)).toBeUndefined();
    expect(refusalOf(after(deny), ORDER)).toStrictEqual({
      book,
      symbol,
      side,
      denied,
      broker: null,
    });
  });

  it('is a duplicate when there is no other cause', () => {
    const refusals: Refusals = new Map();
    noteDenied(refusals, ORDER, { denials: [duplicate], at: NOW });
    expect(refusalOf(refusals, ORDER)!.denied!.causes).toEqual([{ code: 'risk.duplicate' }]);
    noteDenied(refusals, ORDER, { denials: [duplicate, capital], at: NOW });
    expect(refusalOf(refusals, ORDER)!.denied!.causes).toEqual([{ code: 'risk.capital' }]);
  });

  it('is a refusal by the broker, which replaces our own denial', () => {
    expect(refusalOf(after(deny, refuse), ORDER)).toEqual({
      book,
      symbol,
      side,
      denied: null,
      broker,
    });
  });

  it('is both when we deny an order after the broker refused one', () => {
    expect(refusalOf(after(refuse, deny), ORDER)).toEqual({ book, symbol, side, denied, broker });
  });

  it('is found by book, symbol and side', () => {
    const refusals = after(deny);
    expect(refusalOf(refusals, { ...ORDER, side: 'sell' })).toBeUndefined();
    expect(refusalOf(refusals, { ...ORDER, symbol: ticker('QQQ') })).toBeUndefined();
    expect(refusalOf(refusals, { ...ORDER, book: 'other' as BookId })).toBeUndefined();
  });

  it('leaves nothing of an order by the user that the broker refused', () => {
    const refusals: Refusals = new Map();
    noteRefused(refusals, { ...ORDER, book: MANUAL_BOOK }, { evidence, at: NOW });
    expect(refusals.size).toBe(0);
  });

  it('loses the denial, not the refusal, when the broker accepts such an order', () => {
    const accept = (refusals: Refusals): void => noteAccepted(refusals, ORDER);
    expect(after(accept).size).toBe(0);
    expect(after(deny, accept).size).toBe(0);
    expect(refusalOf(after(refuse, deny, accept), ORDER)).toMatchObject({ denied: null, broker });
    const only = after(refuse);
    const before = refusalOf(only, ORDER);
    accept(only);
    expect(refusalOf(only, ORDER)).toBe(before);
  });

  it('is gone when such an order fills', () => {
    const fill = (refusals: Refusals): void => noteFilled(refusals, ORDER);
    expect(after(fill).size).toBe(0);
    expect(after(refuse, deny, fill).size).toBe(0);
  });

  it('is gone when its book starts or stops, not when another does', () => {
    expect(after(deny, (all) => forgetBook(all, ORDER.book)).size).toBe(0);
    expect(after(deny, (all) => forgetBook(all, MANUAL_BOOK)).size).toBe(1);
  });

  it.each<[Partial<Evidence>, number | null, string]>([
    [
      { code: 42, message: 'order 61e69015-8549-4bfd-b9c3-01e75843f47d failed' },
      42,
      'order # failed',
    ],
    [{ message: 'needs 10.50, has 7' }, 403, 'needs #, has #'],
    [{ message: 'top 10' }, 403, 'top #'],
  ])('has as its cause the code and the reason without figures: %j', (change, code, reason) => {
    const refusals: Refusals = new Map();
    noteRefused(refusals, ORDER, { evidence: { ...evidence, ...change }, at: NOW });
    expect(refusalOf(refusals, ORDER)!.broker!.cause).toEqual({ code, reason });
  });

  it('has no code when the broker gave none', () => {
    const refusals: Refusals = new Map();
    noteRefused(refusals, ORDER, { evidence: { source: 'stream', message: 'no' }, at: NOW });
    expect(refusalOf(refusals, ORDER)!.broker!.cause.code).toBeNull();
  });
});
