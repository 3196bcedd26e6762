import { describe, expect, it, test } from 'vitest';
import { takesColor } from './io.ts';
import {
  createPen,
  pairs,
  say,
  showDateTime,
  showExactPrice,
  showGain,
  showLoss,
  showMoney,
  showPercent,
  showPercentGain,
  showPeriod,
  showQuantity,
  showRatio,
  showTime,
  table,
} from './text.ts';

const terminal = createPen({ color: true, isTty: true });
const pipe = createPen({ color: false, isTty: false });
const at = '2024-03-19T14:31:07.250Z';

describe('values of an answer', () => {
  it.each([
    [showMoney('99050.66'), '$99,050.66'],
    [showMoney('12345678901234567890.125'), '$12,345,678,901,234,567,890.12'],
    [showMoney(null), '—'],
    [showExactPrice('100.1234'), '$100.1234'],
    [showQuantity('1000.000'), '1,000'],
    [showPercent(0.37), '37.0%'],
    [showRatio(0.312), '0.31'],
    [showRatio(null), '—'],
    [showLoss(0.1234, pipe), '-12.3%'],
    [showLoss(0, pipe), '0.00%'],
    [showTime(at, pipe), '2024-03-19 10:31:07 ET'],
    [showTime(null, pipe), '—'],
    [showDateTime(at, pipe), 'Tue, Mar 19, 2024, 10:31:07 ET'],
    [showPeriod('2024-03-18', '2024-03-19'), 'Mon, Mar 18, 2024 to Tue, Mar 19, 2024'],
    [showPeriod('2024-03-19', '2024-03-19'), 'Tue, Mar 19, 2024'],
  ])('%s', (text, wanted) => {
    expect(text).toBe(wanted);
  });

  it('are shown in UTC on request', () => {
    const utc = createPen({ color: false, isTty: false }, 'utc');
    expect(showTime(at, utc)).toBe('2024-03-19 14:31:07 UTC');
  });
});

describe('a change', () => {
  it('has a sign, an arrow and a color on a terminal', () => {
    expect(showGain('12.5', terminal)).toBe('\u001b[32m▲ +$12.50\u001b[39m');
    expect(showPercentGain(-0.0142, terminal)).toBe('\u001b[31m▼ -1.42%\u001b[39m');
    expect(showGain('0', terminal)).toBe('$0.00');
  });

  it('has only its sign when output is not a terminal', () => {
    expect(showGain('12.5', pipe)).toBe('+$12.50');
    expect(showPercentGain(-0.0142, pipe)).toBe('-1.42%');
  });
});

describe('output that is not a terminal is plain ASCII', () => {
  it('in tables, whose columns stay aligned', () => {
    const columns = [{ title: 'NAME' }, { title: 'SHARPE', right: true }];
    const rows = [
      ['a…', '—'],
      ['b', '0.31'],
    ];
    expect(table(columns, rows, pipe)).toBe('NAME  SHARPE\na...     n/a\nb       0.31\n');
    expect(table(columns, rows, terminal)).toContain('a…         —\n');
  });

  it('in all printed text', () => {
    const said: string[] = [];
    const io = { out: (text: string) => said.push(text) } as never as Parameters<typeof say>[0];
    say({ ...io, isTty: false }, pairs([['Sortino', '— (no loss)']], pipe));
    say({ ...io, isTty: true }, '✔ done');
    expect(said).toEqual(['Sortino  n/a (no loss)\n', '✔ done']);
  });
});

test.each([
  ['a terminal', {}, true, true],
  ['a pipe', {}, false, false],
  ['a dumb terminal', { TERM: 'dumb' }, true, false],
  ['NO_COLOR', { NO_COLOR: '1' }, true, false],
  ['an empty NO_COLOR', { NO_COLOR: '' }, true, true],
  ['FORCE_COLOR on a pipe', { FORCE_COLOR: '1' }, false, true],
  ['an empty FORCE_COLOR on a pipe', { FORCE_COLOR: '' }, false, true],
  ['FORCE_COLOR of 0', { FORCE_COLOR: '0' }, true, false],
  ['FORCE_COLOR of false', { FORCE_COLOR: 'false' }, true, false],
  ['FORCE_COLOR before NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
])('color with %s', (_what, environment, isTty, wanted) => {
  expect(takesColor(environment, isTty)).toBe(wanted);
});
