import { describe, expect, it } from 'vitest';
import { money, quantity } from '../core/decimal.ts';
import { parseInstant } from '../core/time.ts';
import { instrumentOf } from '../market/instrument.ts';
import { ticker } from '../market/symbol.ts';
import { feeModel, type FeeModel } from './fees.ts';
import { ratesOn, tradingDay } from './regulatory-rates.ts';

const SPY = instrumentOf(ticker('SPY'));

function charge(model: FeeModel, on: string, sale: readonly [shares: string, value: string]) {
  const at = parseInstant(`${on}T15:00:00Z`);
  const fee = model.charge({
    instrument: SPY,
    side: 'sell',
    quantity: quantity(sale[0]),
    value: money(sale[1]),
    at,
  });
  return fee?.toString() ?? '0';
}

describe('the regulators, by the day', () => {
  it.each([
    //  on          shares    proceeds   section 31 + activity fee, each rounded up to the cent
    ['1999-06-01', '1000', '50000', '1.67'], // 1.6665
    ['2001-12-27', '1000', '50000', '1.67'],
    ['2001-12-28', '1000', '50000', '0.75'],
    ['2002-10-01', '1000', '50000', '1.61'], // 1.505 -> 1.51, 0.10
    ['2004-03-31', '1000', '50000', '2.05'], // 1.95, 0.10
    ['2004-04-01', '1000', '50000', '1.27'], // 1.17, 0.10
    ['2004-11-01', '1000', '50000', '1.25'], // 1.17, 0.075 -> 0.08
    ['2013-01-10', '1000', '50000', '1.24'], // 1.12, 0.119 -> 0.12
    ['2018-05-21', '1000', '50000', '1.28'], // 1.155 -> 1.16, 0.12
    ['2018-05-22', '1000', '50000', '0.77'], // 0.65, 0.12
    ['2024-05-22', '1000', '50000', '1.56'], // 1.39, 0.166 -> 0.17
    ['2025-05-14', '1000', '50000', '0.17'], // 0, 0.17
    ['2026-04-04', '1000', '50000', '1.23'], // 1.03, 0.195 -> 0.20
    ['2026-10-01', '1000', '50000', '1.03'], // 1.03, none
    ['2013-01-10', '100000', '500000', '17.15'], // 11.20, 11.90 but at most 5.95
    ['2013-01-10', '1', '10', '0.02'], // a cent each
  ])('on %s selling %s shares for %s costs %s', (on, shares, value, fee) => {
    expect(charge(feeModel('us_equities'), on, [shares, value])).toBe(fee);
  });

  it('a buy costs nothing', () => {
    const at = parseInstant('2018-06-01T15:00:00Z');
    const basis = {
      instrument: SPY,
      side: 'buy',
      quantity: quantity(1),
      value: money(1),
      at,
    } as const;
    expect(feeModel('us_equities').charge(basis)).toBeUndefined();
  });

  it('the sells of a day are summed before the sum is rounded up', () => {
    const model = feeModel('us_equities');
    // 100 shares for 2,000 in 2018: 0.026 and 0.0119 each; a day of four: 0.104 and 0.0476
    const charges = [1, 2, 3, 4].map(() => charge(model, '2018-06-01', ['100', '2000']));
    expect(charges).toEqual(['0.05', '0.04', '0.03', '0.04']); // 0.11 and 0.05 in all
    expect(charge(model, '2018-06-04', ['100', '2000'])).toBe('0.05');
  });

  it('an accrual resumes where it was', () => {
    const model = feeModel('us_equities');
    charge(model, '2018-06-01', ['100', '2000']);
    expect(charge(feeModel('us_equities', model.accrual), '2018-06-01', ['100', '2000'])).toBe(
      '0.04',
    );
  });

  it('dates outside the table use the first or last row', () => {
    const day = (date: string) => tradingDay(parseInstant(`${date}T15:00:00Z`));
    expect(ratesOn(day('1990-01-02')).section31.toString()).toBe('0.00003333');
    expect(ratesOn(day('2035-01-02')).section31.toString()).toBe('0.0000206');
  });

  it('a New York day runs past midnight UTC', () => {
    const evening = tradingDay(parseInstant('2024-01-05T00:30:00Z'));
    expect(evening).toBe(tradingDay(parseInstant('2024-01-04T15:00:00Z')));
  });
});

it('a rate is charged on both sides, exactly', () => {
  const model = feeModel({ rate: 0.001 });
  const at = parseInstant('2018-06-01T15:00:00Z');
  for (const side of ['buy', 'sell'] as const) {
    const fee = model.charge({
      instrument: SPY,
      side,
      quantity: quantity(3),
      value: money('1234.567'),
      at,
    });
    expect(fee?.toString()).toBe('1.234567');
  }
});

it.each([
  // per unit and by value       stock     option    coin
  [{ rate: 0, perShare: 0.65 }, ['1.3', '1.3', '0']],
  [{ rate: 0.001, perShare: 0.65 }, ['1.55', '1.55', '0.25']],
  [{ rate: 0.001, regulatory: true }, ['0.27', '0.25', '0.25']],
])('a commission of %o on each class of asset', (fees, expected) => {
  const at = parseInstant('2018-06-01T15:00:00Z');
  const charged = ['SPY', 'SPY240119C00450000', 'BTC/USD'].map((symbol) => {
    const instrument = instrumentOf(ticker(symbol));
    const basis = {
      instrument,
      side: 'sell',
      quantity: quantity(2),
      value: money(250),
      at,
    } as const;
    return feeModel(fees).charge(basis)?.toString() ?? '0';
  });
  expect(charged).toEqual(expected);
});
