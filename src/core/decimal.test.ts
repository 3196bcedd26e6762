import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affordable,
  amountAt,
  allocate,
  Decimal,
  decimal,
  divide,
  money,
  price,
  quantity,
  type Rounding,
} from './decimal.ts';

// Small units, units around 2^53 where doubles stop being exact, and large ones.
const BOUND = 2n ** 53n;
const units = fc.oneof(
  fc.bigInt({ min: -1_000n, max: 1_000n }),
  fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  fc.bigInt({ min: BOUND - 5n, max: BOUND + 5n }),
  fc.bigInt({ min: -BOUND - 5n, max: -BOUND + 5n }),
  fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
);
const parts = fc.record({ units, scale: fc.integer({ min: 0, max: 12 }) });
const decimals = parts.map(({ units, scale }) => new Decimal<'USD'>(units, scale));

/** Returns the value over a common denominator, so that plain integers can check it. */
function over(value: Decimal<string>, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

describe('Decimal', () => {
  it.each([
    ['187.15', '187.15'],
    ['0.10', '0.1'],
    ['-0.001', '-0.001'],
    ['-0', '0'],
    ['100', '100'],
    ['007.50', '7.5'],
    ['1e-9', '0.000000001'],
    ['1.5E3', '1500'],
    ['123456789012345678901234.5', '123456789012345678901234.5'],
  ])('reads %s and prints %s', (text, printed) => {
    expect(decimal(text).toString()).toBe(printed);
  });

  it.each(['', '.', '1.', '.5', '+1', '1,000', ' 1', '0x10', 'NaN', 'Infinity', '1e9999'])(
    'refuses "%s" in one sentence',
    (text) => {
      expect(() => decimal(text)).toThrow(/Expected a decimal number/);
    },
  );

  it('keeps the shortest text of a number, so that 187.15 stays 187.15', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const plain = Object.is(value, -0) ? 0 : value;
        expect(decimal(value).toNumber()).toBe(plain);
      }),
    );
    expect(decimal(0.1).plus(decimal(0.2)).toString()).toBe('0.3');
  });

  it('adds, subtracts and multiplies as integers over one denominator do', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const sum = a.plus(b);
        const scale = Math.max(a.scale, b.scale);
        expect(over(sum, scale)).toBe(over(a, scale) + over(b, scale));
        expect(sum.minus(b).equals(a)).toBe(true);
        const product = a.times(new Decimal(b.units, b.scale));
        expect(over(product, 24)).toBe(
          over(a, a.scale) * b.units * 10n ** BigInt(24 - a.scale - b.scale),
        );
        expect(Math.sign(a.compare(b))).toBe(
          over(a, scale) < over(b, scale) ? -1 : over(a, scale) > over(b, scale) ? 1 : 0,
        );
      }),
    );
  });

  it('has one form for each value: no minus zero, small where it fits', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const results = [
          a.plus(b),
          a.minus(b),
          a.minus(a),
          a.times(new Decimal(0, 0)),
          a.negated(),
        ];
        for (const result of results) {
          expect(Object.is(result.small, -0)).toBe(false);
          const { units: whole } = result;
          const fits =
            whole <= BigInt(Number.MAX_SAFE_INTEGER) && whole >= -BigInt(Number.MAX_SAFE_INTEGER);
          expect(result.large === undefined).toBe(fits);
          expect(result.isZero()).toBe(whole === 0n);
          expect(result.sign()).toBe(whole < 0n ? -1 : whole > 0n ? 1 : 0);
          expect(result.toNumber()).toBe(Number(result.toString()));
        }
      }),
    );
  });

  it('round-trips through its text', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(decimal<'USD'>(value.toString()).equals(value)).toBe(true);
        expect(value.trimmed().equals(value)).toBe(true);
      }),
    );
  });

  it.each<[Rounding, ...string[]]>([
    // rounding      2.5   -2.5   3.5   -3.5   2.4   -2.6
    ['half_even', '2', '-2', '4', '-4', '2', '-3'],
    ['half_up', '3', '-3', '4', '-4', '2', '-3'],
    ['down', '2', '-2', '3', '-3', '2', '-2'],
    ['up', '3', '-3', '4', '-4', '3', '-3'],
    ['floor', '2', '-3', '3', '-4', '2', '-3'],
    ['ceil', '3', '-2', '4', '-3', '3', '-2'],
  ])('rounds %s as documented', (rounding, ...expected) => {
    const values = ['2.5', '-2.5', '3.5', '-3.5', '2.4', '-2.6'];
    const rounded = values.map((value) => decimal(value).round(0, rounding).toString());
    expect(rounded).toEqual(expected);
  });

  it('divides to the stated scale, with an error below half a unit of it', () => {
    fc.assert(
      fc.property(decimals, parts, (a, { units, scale }) => {
        fc.pre(units !== 0n);
        const b = new Decimal(units, scale);
        const quotient = divide(a, b, { scale: 6 });
        const error = over(a.minus(quotient.times(b)), 30);
        const half = (units < 0n ? -units : units) * 10n ** BigInt(30 - scale - 6);
        expect(2n * (error < 0n ? -error : error) <= half).toBe(true);
      }),
    );
  });

  it('prints a fixed number of digits for people', () => {
    expect(money('1234.5').toFixed(2)).toBe('1234.50');
    expect(money('-0.005').toFixed(2)).toBe('0.00');
    expect(money('2.675').toFixed(2)).toBe('2.68');
    expect(money('7').toFixed(0)).toBe('7');
  });

  it('values shares exactly and returns how many are affordable', () => {
    expect(amountAt(price('33.333333333'), quantity('3')).toString()).toBe('99.999999999');
    expect(affordable(money('100'), price('33.3'), 0).toString()).toBe('3');
    expect(affordable(money('100'), price('3'), 4).toString()).toBe('33.3333');
  });

  it('splits a total so that the parts add up to it', () => {
    fc.assert(
      fc.property(
        decimals,
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (total, a, b) => {
          const part = new Decimal<'unit'>(a, 0);
          const whole = new Decimal<'unit'>(a + b, 0);
          const share = allocate(total, { part, whole, scale: 12 });
          expect(share.plus(total.minus(share)).equals(total)).toBe(true);
          expect(share.abs().compare(total.abs())).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});
