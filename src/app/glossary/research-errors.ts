import type { Meanings } from './meaning.ts';

/** Error meanings of `core`, `market`, `analysis` and `strategy`: invalid input. */
export const researchErrors: Meanings = {
  'core.invalid_date': ['A date is not a calendar day.', 'Write it as YYYY-MM-DD.'],
  'core.invalid_decimal': [
    'An exact number is not written as one.',
    'Write digits with at most one decimal point, such as 12.50, and no thousands separators.',
  ],
  'core.invalid_input': [
    'An input field is missing, unknown or out of range.',
    'The message names each field and what it accepts; correct those.',
  ],
  'core.invalid_time': [
    'An instant is invalid or has no time zone.',
    'Write it like 2024-03-18T14:30:00Z.',
  ],
  'core.undecodable': [
    'Stored text is not in the form it was written in.',
    'Run quipu journal verify; restore the last backup if it finds a bad entry.',
  ],
  'market.invalid_action': [
    'A split or dividend has no valid trading day or no number above 0.',
    'Correct the ex-day or the number that the message shows.',
  ],
  'market.invalid_row': [
    'An input row for bars is malformed, inconsistent or out of order.',
    'Correct the row that the message names, or leave it out.',
  ],
  'market.invalid_symbol': [
    'A string is not a market symbol.',
    'Write it as the exchange does, such as AAPL or BRK.B.',
  ],
  'market.outside_calendar': [
    'A day is outside the years of the market calendar.',
    'Choose days in the range that the message names.',
  ],
  'market.unordered_bars': [
    'Bars of a symbol are not in ascending time order.',
    'Sort the bars by time and drop duplicates.',
  ],
  'analysis.conflicting_params': [
    'Two parameters of an indicator exclude each other.',
    'Correct the parameters that the message names.',
  ],
  'analysis.infeasible_bounds': [
    'No weights that sum to one fit within the bounds.',
    'Widen the bounds.',
  ],
  'analysis.infeasible_limits': [
    'No weights meet all limits together.',
    'Relax the limits in the message, or the bounds that they contradict.',
  ],
  'analysis.invalid_allocation': [
    'Weights are negative or sum to more than one, or a price is not above zero.',
    'Give non-negative weights that sum to at most 1, and a price for each.',
  ],
  'analysis.invalid_argument': [
    'An input of a metric is not finite, out of range, or unpaired.',
    'Correct the number as the message says; drop rows that have none.',
  ],
  'analysis.invalid_bootstrap': [
    'A number of draws or a block length is not a whole number of at least one.',
    'Give a whole number, or omit it.',
  ],
  'analysis.invalid_dividends': [
    'Expected dividends are negative, or exceed the share price.',
    'Give dollars per share and the years to each ex-dividend date.',
  ],
  'analysis.invalid_option': [
    'An option term is not a number in its range.',
    'Give rates, yields and volatility as annual fractions, and time in years.',
  ],
  'analysis.invalid_performance_input': [
    'Columns of a record differ in length, contain a value that is not a number, or have dates ' +
      'out of order.',
    'Give a finite number for each date, oldest first; only a benchmark may have gaps.',
  ],
  'analysis.invalid_position': [
    'A leg of an option position has no quantity, strike or price.',
    'Give each leg a nonzero quantity and a strike above 0.',
  ],
  'analysis.invalid_problem': [
    'The matrices of an optimization have different sizes.',
    'Give as many rows and columns as there are assets, all finite.',
  ],
  'analysis.invalid_returns': [
    'Returns are too few, of unequal length, or not finite.',
    'Give each asset at least two returns over the same days.',
  ],
  'analysis.invalid_round_trip': [
    'A round trip has a time, price or amount that is not finite.',
    'Correct the round trip in the message.',
  ],
  'analysis.invalid_smile': [
    'Quotes of one expiry repeat a strike or have no volatility above zero.',
    'Drop quotes without a volatility, and keep one quote per strike.',
  ],
  'analysis.invalid_strategy': [
    'The strikes of a named option strategy are in the wrong order.',
    'Give the strikes in the order that the message names.',
  ],
  'analysis.missing_column': [
    'An indicator or a pattern reads a column that was not passed.',
    'Pass the column, or name another with .on(...).',
  ],
  'analysis.mixed_expiries': [
    'The options of an expiry payoff expire on different days.',
    'Use horizonProfile, which values the later options with a model.',
  ],
  'analysis.no_optimum': [
    'The search for the best weights did not converge.',
    'Bound every weight, and use inputs of similar magnitude.',
  ],
  'analysis.no_variance': [
    'An asset does not vary, so it has no risk to share.',
    'Leave the asset out and give it a fixed weight.',
  ],
  'analysis.not_positive_definite': [
    'A matrix has a row that depends on the others.',
    'Use more observations than assets, drop duplicates, or shrink the covariance.',
  ],
  'analysis.nothing_to_replace': [
    'There is no last row to replace yet.',
    'Call push for the first row.',
  ],
  'analysis.unequal_columns': [
    'Columns passed to an indicator or a pattern differ in length.',
    'Pass columns of the same length.',
  ],
  'analysis.unknown_indicator': [
    'There is no indicator with this name.',
    'Choose one from the indicator reference.',
  ],
  'analysis.unknown_metric': [
    'The catalog has no metric with this id.',
    'Choose an id from the metrics reference.',
  ],
  'analysis.unknown_sector': [
    'A bound names a sector without assets.',
    'Correct the sector name, or drop its bounds.',
  ],
  'analysis.unreachable_mean': [
    'The required mean is above what the limits allow.',
    'Lower the minimum mean, or relax the limits.',
  ],
  'analysis.unreachable_return': [
    'The target return is above what the bounds allow.',
    'Lower the target, or widen the bounds.',
  ],
  'strategy.invalid_intent': [
    'An intent of a strategy has a missing or invalid field; the strategy was stopped.',
    'Correct onBar in the strategy file.',
  ],
  'strategy.invalid': [
    'A field of a strategy is invalid.',
    'Correct the field in the strategy file.',
  ],
};
