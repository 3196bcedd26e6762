import fc from 'fast-check';
import type { OptionInputs } from '../../src/analysis/options/option.ts';

/** Terms of typical traded options, with interest and dividends, calls and puts. */
export const tradedOptions = fc.record<OptionInputs>({
  right: fc.constantFrom('call', 'put'),
  spot: fc.double({ min: 60, max: 160, noNaN: true }),
  strike: fc.double({ min: 60, max: 160, noNaN: true }),
  years: fc.double({ min: 0.02, max: 2, noNaN: true }),
  rate: fc.double({ min: 0, max: 0.12, noNaN: true }),
  dividendYield: fc.double({ min: 0, max: 0.12, noNaN: true }),
  volatility: fc.double({ min: 0.08, max: 0.8, noNaN: true }),
});
