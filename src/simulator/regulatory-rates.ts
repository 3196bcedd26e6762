import { decimal, type Decimal, type Money, type Price } from '../core/decimal.ts';
import { DAY, HOUR, type EpochMs } from '../core/time.ts';

/** Regulatory rates for selling US equities on one day. */
export interface RegulatoryRates {
  /** SEC section 31 fee, a fraction of the proceeds. */
  readonly section31: Decimal;
  /** FINRA trading activity fee, dollars per share sold. */
  readonly activity: Price;
  /** Maximum trading activity fee of one trade. */
  readonly activityCap: Money;
}

/**
 * Dollars per million dollars of sales, section 31 of the Securities Exchange Act, from a day on.
 *
 * Before 2001-12-28 the rate was 1/300 of one percent, for Nasdaq shares since 1997-01-01 (NASD
 * Notice 96-81); the table starts there. Rows name the SEC's fee rate advisory (FY = fiscal year)
 * or the notice with both the rate and the day.
 */
const SECTION_31: readonly (readonly [from: string, perMillion: string])[] = [
  ['1997-01-01', '33.33'], // NASD Notice 96-81: 1/300 of 1%, charged as .0000333
  ['2001-12-28', '15.00'], // SEC advisory of 2001-12-21; Fee Relief Act, 15 U.S.C. 78ee(b)
  ['2002-04-01', '30.10'], // SEC mid-year adjustment announced 2002-03-01
  ['2003-03-22', '25.20'], // SEC press release 2003-24, FY2003 advisory 11
  ['2003-04-01', '46.80'], // SEC press release 2003-27, FY2003 advisory 12
  ['2004-02-22', '39.00'], // SEC advisory of 2004-01-26
  ['2004-04-01', '23.40'], // SEC FY2004 advisory 8, of 2004-02-27
  ['2005-01-07', '32.90'], // SEC advisory of 2004-12-09
  ['2005-04-01', '41.80'], // SEC FY2005 advisory 7, of 2005-03-01
  ['2005-12-22', '30.70'], // SEC FY2006 annual adjustment
  ['2007-03-17', '15.30'], // SEC press release 2006-194: 30 days after the FY2007 appropriation
  ['2008-01-25', '11.00'], // SEC press release 2007-89: 30 days after the FY2008 appropriation
  ['2008-04-01', '5.60'], // SEC mid-year adjustment announced 2008-02-29
  ['2009-04-10', '25.70'], // SEC FY2009: 30 days after the appropriation of 2009-03-11
  ['2010-01-15', '12.70'], // SEC press release 2009-209: 30 days after 2009-12-16
  ['2010-04-01', '16.90'], // FINRA Information Notice 3/10/10
  ['2011-01-21', '19.20'], // SEC press release 2010-255, FY2011 advisory 5
  ['2012-02-21', '18.00'], // SEC FY2012: 60 days after the appropriation of 2011-12-23
  ['2012-04-01', '22.40'], // SEC FY2012 mid-year adjustment; restated in press release 2012-232
  ['2013-05-25', '17.40'], // SEC release 34-69449: 60 days after 2013-03-26
  ['2014-03-18', '22.10'], // FINRA Information Notice 3/3/14
  ['2015-02-14', '18.40'], // SEC FY2015: 60 days after the appropriation of 2014-12-16
  ['2016-02-16', '21.80'], // SEC press release 2016-2; FINRA Information Notice 3/15/16
  ['2017-07-04', '23.10'], // SEC FY2017: 60 days after the appropriation of 2017-05-05
  ['2018-05-22', '13.00'], // FINRA Information Notice 5/7/18
  ['2019-04-16', '20.70'], // SEC FY2019 advisory 2
  ['2020-02-18', '22.10'], // SEC release 34-87918; FINRA Information Notice of 2020-02-03
  ['2021-02-25', '5.10'], // SEC press release 2021-8, FY2021 advisory 2
  ['2022-05-14', '22.90'], // SEC FY2022 advisory 2
  ['2023-02-27', '8.00'], // SEC release 34-96724, FY2023 advisory 2
  ['2024-05-22', '27.80'], // SEC release 34-99973, FY2024 advisory 2
  ['2025-05-14', '0.00'], // SEC release 34-102779, FY2025 advisory 2
  ['2026-04-04', '20.60'], // SEC release 34-104909, FY2026 advisory 2
];

/** Dollars per share and maximum dollars per trade, schedule A section 1 of FINRA's by-laws. */
const ACTIVITY: readonly (readonly [from: string, perShare: string, cap: string])[] = [
  ['1997-01-01', '0', '0'], // there was no such fee
  // NASD announcement of 2002-10-17. A lower rate that held for part of 2003, until the rise of
  // Notice 03-43, is not modeled: this one is charged throughout.
  ['2002-10-01', '0.000100', '10.00'],
  ['2004-11-01', '0.000075', '3.75'], // NASD Notice 04-84; rate and cap restated in Notice 11-27
  ['2011-07-01', '0.000090', '4.50'], // FINRA Regulatory Notice 11-27
  ['2012-03-01', '0.000095', '4.75'], // FINRA Regulatory Notice 12-06
  ['2012-07-01', '0.000119', '5.95'], // FINRA Regulatory Notice 12-31; 77 FR 38690
  ['2022-01-01', '0.000130', '6.49'], // SR-FINRA-2020-032, fee increase schedule
  ['2023-01-01', '0.000145', '7.27'], // SR-FINRA-2020-032
  ['2024-01-01', '0.000166', '8.30'], // SR-FINRA-2020-032
  ['2026-01-01', '0.000195', '9.79'], // SR-FINRA-2024-019, release 34-101696
  ['2026-10-01', '0', '0'], // SR-FINRA-2026-021: no fee in the last quarter of 2026
  ['2027-01-01', '0.000232', '11.61'], // SR-FINRA-2024-019
];

/**
 * Returns the ordinal of the New York date at an instant, valid from 20:00 to 20:00 in winter or
 * summer.
 */
export function tradingDay(at: EpochMs): number {
  return Math.floor((at - 4 * HOUR) / DAY);
}

function dayOf(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY);
}

const SECTION_31_DAYS = SECTION_31.map(([from]) => dayOf(from));
const SECTION_31_RATES = SECTION_31.map(([, rate]) => decimal(rate).times(decimal('0.000001')));
const ACTIVITY_DAYS = ACTIVITY.map(([from]) => dayOf(from));
const ACTIVITY_RATES = ACTIVITY.map(([, rate, cap]) => ({
  rate: decimal<'USD/unit'>(rate),
  cap: decimal<'USD'>(cap),
}));

/**
 * Returns the rates in force on a day; before the tables start, those of the first row, and after
 * they end, those of the last.
 */
export function ratesOn(day: number): RegulatoryRates {
  const activity = ACTIVITY_RATES[rowOn(ACTIVITY_DAYS, day)];
  const section31 = SECTION_31_RATES[rowOn(SECTION_31_DAYS, day)];
  return {
    section31: section31 ?? decimal(0),
    activity: activity?.rate ?? decimal(0),
    activityCap: activity?.cap ?? decimal(0),
  };
}

/** Returns the last row that starts on or before the day; the first when none does. */
function rowOn(days: readonly number[], day: number): number {
  const after = days.findIndex((from) => from > day);
  return after < 0 ? days.length - 1 : Math.max(0, after - 1);
}
