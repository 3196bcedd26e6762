import { describe, expect, it } from 'vitest';
import { money } from '../core/decimal.ts';
import { barEvent, clock, orderOf, placed } from '../../tests/support/exchange.ts';
import { createExchange } from './create-exchange.ts';
import { parseRecord, recordOf, restoreExchange } from './records.ts';

const OPEN = clock('14:30');
const deposit = { amount: money(10_000), at: OPEN };

function records(seed: number): string[] {
  const exchange = createExchange({ seed, deposit });
  placed(exchange, orderOf('buy 10'), OPEN);
  exchange.observe(barEvent(OPEN, '50 51 49 50'));
  return exchange.drain().map(recordOf);
}

describe('records', () => {
  it('are JSON with decimals as strings', () => {
    const [first] = records(1);
    expect(JSON.parse(first ?? '')).toEqual({
      amount: '10000',
      at: OPEN,
      flow: 'deposit',
      id: 'deposit-0',
      kind: 'cash',
      note: 'Opening deposit',
      order: null,
      symbol: null,
    });
  });

  it('none at all rebuild a new exchange and emit its deposit again', () => {
    const exchange = restoreExchange({ deposit }, []);
    expect(exchange.account().cash.toString()).toBe('10000');
    expect(exchange.drain().map((event) => event.kind)).toEqual(['cash']);
  });

  it('of a run emit nothing again and deposit nothing again', () => {
    const exchange = restoreExchange({ seed: 1, deposit }, records(1));
    expect(exchange.drain()).toEqual([]);
    expect(exchange.account().cash.toString()).toBe('9499.9');
  });

  it.each(['', '{', '{"kind":"moon","at":1}', '{"kind":"split","at":1,"symbol":"SPY"}'])(
    '%s is refused by name',
    (text) => {
      expect(() => parseRecord(text)).toThrow(
        expect.objectContaining({ code: 'simulator.invalid_record' }),
      );
    },
  );

  it('of an exchange with another seed are refused', () => {
    expect(() => restoreExchange({ seed: 2, deposit }, records(1))).toThrow(
      expect.objectContaining({ code: 'simulator.foreign_record' }),
    );
  });

  it('and a snapshot continue the same day of fees', () => {
    const options = { deposit, fees: 'us_equities', seed: 3 } as const;
    const exchange = createExchange(options);
    placed(exchange, orderOf('sell 10'), OPEN);
    exchange.observe(barEvent(OPEN, '50 51 49 50'));
    const restored = restoreExchange(options, exchange.drain().map(recordOf));
    const copied = createExchange(options, exchange.snapshot());
    const next = [exchange, restored, copied].map((which) => {
      placed(which, orderOf('sell 10', { clientId: 'next' }), OPEN);
      which.observe(barEvent(OPEN, '50 51 49 50'));
      return which.drain().map(recordOf);
    });
    expect(next[1]).toEqual(next[0]);
    expect(next[2]).toEqual(next[0]);
    // The first sell of the day paid a cent of each fee, the second pays nothing yet.
    expect(next[0]?.some((record) => record.includes('"fee"'))).toBe(false);
  });
});
