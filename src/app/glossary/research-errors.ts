import type { Meanings } from './meaning.ts';

/** Of `core`, `market`, `analysis` and `strategy`: what was given is not what is expected. */
export const researchErrors: Meanings = {
  'core.invalid_date': ['A date is not a day of the calendar.', 'Write it as YYYY-MM-DD.'],
  'core.invalid_decimal': [
    'A number that must be exact is not written as one.',
    'Write digits with at most one point, such as 12.50, and no thousands separators.',
  ],
  'core.invalid_input': [
    'A field of the input is missing, unknown, or out of its range.',
    'The message names each field and what it takes; correct those.',
  ],
  'core.invalid_time': [
    'An instant has no zone or is not one.',
    'Write it as in 2024-03-18T14:30:00Z.',
  ],
  'core.undecodable': [
    'Stored text does not have the form that it was written in.',
    'Run quipu journal verify; restore the last backup if it finds a bad entry.',
  ],
  'market.invalid_symbol': [
    'A text is not a symbol of the market.',
    'Write it as the exchange does, such as AAPL or BRK.B.',
  ],
  'market.outside_calendar': [
    'A day lies outside the years whose sessions are known.',
    'Choose days inside the span that the message names.',
  ],
  'market.unordered_bars': [
    'Bars of a symbol do not ascend in time.',
    'Sort the bars by time and drop the ones that occur twice.',
  ],
  'analysis.conflicting_params': [
    'Two parameters of an indicator exclude each other.',
    'Correct the parameters; the message says which.',
  ],
  'analysis.infeasible_bounds': [
    'No weights that add to one fit between the bounds.',
    'Widen the bounds.',
  ],
  'analysis.infeasible_limits': [
    'No weights meet all limits together.',
    'Relax the limits that are named, or the bounds they contradict.',
  ],
  'analysis.invalid_allocation': [
    'Weights are negative or add to more than one, or a price is not above zero.',
    'Give weights of 0 or more that add to 1 at most, and a price for each.',
  ],
  'analysis.invalid_argument': [
    'A number that a measure was given is not finite, out of its range, or without a partner.',
    'Give the number as the message says; drop rows that hold none.',
  ],
  'analysis.invalid_bootstrap': [
    'A count of draws or a length of blocks is not a whole number of at least one.',
    'Give a whole number, or leave it out.',
  ],
  'analysis.invalid_dividends': [
    'Coming dividends are negative, or worth more than the share.',
    'Give the dollars a share and the years to each ex-dividend date.',
  ],
  'analysis.invalid_option': [
    'A term of an option is not a number in its range.',
    'Give rates, yields and volatility as fractions a year, and time in years.',
  ],
  'analysis.invalid_performance_input': [
    'Columns of a record differ in length, hold no number, or their dates do not ascend.',
    'Give a finite number for each date, oldest first; only a benchmark may have gaps.',
  ],
  'analysis.invalid_position': [
    'A leg of an option position has no quantity, strike or price.',
    'Give each leg a quantity other than 0 and a strike above 0.',
  ],
  'analysis.invalid_problem': [
    'The matrices of an optimization do not fit together.',
    'Give as many rows and columns as there are assets, all finite.',
  ],
  'analysis.invalid_returns': [
    'Returns are too few, of unequal length, or not finite.',
    'Give each asset at least two returns over the same days.',
  ],
  'analysis.invalid_round_trip': [
    'A round trip has a time, a price or an amount that is not finite.',
    'Correct the round trip that is named.',
  ],
  'analysis.invalid_smile': [
    'Quotes of one expiry repeat a strike or have no volatility above zero.',
    'Drop quotes without a volatility, and keep one quote for each strike.',
  ],
  'analysis.invalid_strategy': [
    'The strikes of a named option strategy are not in its order.',
    'Give the strikes in the order that the message names.',
  ],
  'analysis.missing_column': [
    'An indicator or a pattern reads a column that was not passed.',
    'Pass the column, or name another with .on(...).',
  ],
  'analysis.mixed_expiries': [
    'A payoff at expiry was asked of options that expire on different days.',
    'Use horizonProfile, which values the later options by a model.',
  ],
  'analysis.no_optimum': [
    'The search for the best weights did not settle.',
    'Bound every weight, and use inputs that do not differ by many powers of ten.',
  ],
  'analysis.no_variance': [
    'An asset does not vary, so that it has no risk to share.',
    'Leave the asset out and give it a weight by hand.',
  ],
  'analysis.not_positive_definite': [
    'A matrix has a row that follows from the others.',
    'Use more observations than assets, drop duplicates, or shrink the covariance.',
  ],
  'analysis.nothing_to_replace': [
    'The last row was to be replaced before there was one.',
    'Call push for the first row.',
  ],
  'analysis.unequal_columns': [
    'Columns passed to an indicator or a pattern differ in length.',
    'Pass columns of one length.',
  ],
  'analysis.unknown_indicator': [
    'There is no indicator of this name.',
    'Choose one of the reference of indicators.',
  ],
  'analysis.unknown_metric': [
    'A library call names no metric of the catalogue.',
    'Choose an id from the reference of metrics.',
  ],
  'analysis.unknown_sector': [
    'A bound names a sector that no asset is in.',
    'Correct the name of the sector, or drop its bounds.',
  ],
  'analysis.unreachable_mean': [
    'The mean asked for is above what the limits allow.',
    'Lower the least mean, or relax the limits.',
  ],
  'analysis.unreachable_return': [
    'The return asked for is above what the bounds allow.',
    'Lower the target, or widen the bounds.',
  ],
  'strategy.invalid_intent': [
    'What a strategy wants has a field that is missing or wrong; the strategy was stopped.',
    'Correct onBar in the strategy file.',
  ],
  'strategy.invalid': [
    'A field of a strategy is not what it must be.',
    'Correct the field in the strategy file.',
  ],
};
