import { countText, dateRangeText } from '../../core/number-text.ts';
import { drawAppendix } from './appendix.ts';
import { againstFigures } from './against-figures.ts';
import { calendarFigures } from './calendar-figures.ts';
import { distributionFigures } from './distribution-figures.ts';
import { dailyFigure, drawdownFigures, equityFigures } from './equity-figures.ts';
import { chartFigures } from './chart-figures.ts';
import { crisisFigures } from './crisis-figures.ts';
import { escapeHtml } from './escape.ts';
import { executionFigures } from './execution-figures.ts';
import { exposureFigures } from './exposure-figures.ts';
import { drawFigure, type Figure } from './figure.ts';
import { drawHeadline, drawMetrics } from './metrics-table.ts';
import { type ReportModel, reportModel } from './model.ts';
import { drawOmitted } from './omitted.ts';
import type { ReportInput } from './report-input.ts';
import { rollingFigures } from './rolling-figures.ts';
import { stressFigures } from './stress-figures.ts';
import { STYLE } from './style.ts';
import { tradeFigures } from './trade-figures.ts';
import { drawCaveats, drawTrust } from './trust.ts';

const KINDS = { backtest: 'Backtest', account: 'Account', returns: 'Returns' } as const;

/**
 * A report as one HTML page that needs nothing else: no script, no network, the same bytes for the
 * same input. What the input does not have is left out; what is undefined says why.
 *
 * @throws QuipuError `analysis.invalid_performance_input`
 */
export function tearSheet(input: ReportInput): string {
  return drawTearSheet(reportModel(input));
}

/** {@link tearSheet} of a model that is there already. */
export function drawTearSheet(model: ReportModel): string {
  const { title, kind, mode } = model.input.header;
  const sections: readonly (readonly [id: string, title: string, figures: readonly Figure[]])[] = [
    ['growth', 'Growth and drawdown', growthFigures(model)],
    ['tracking', 'Live against backtest', againstFigures(model)],
    ['calendar', 'By month and year', calendarFigures(model)],
    ['distribution', 'Distribution', distributionFigures(model)],
    ['rolling', 'Over time', [...rollingFigures(model), ...exposureFigures(model)]],
    ['stress', 'Under stress', [...stressFigures(model), ...crisisFigures(model)]],
    ['prices', 'Prices with every trade', chartFigures(model)],
    ['trades', 'Trades', [...tradeFigures(model), ...executionFigures(model)]],
  ];
  const shown = sections.filter(([, , figures]) => figures.length > 0);
  const links = [
    ['trust', 'Assumptions and data'],
    ...shown.map(([id, name]) => [id, name]),
    ['metrics', 'Metrics'],
    ['data', 'Data'],
  ].map(([id, name]) => `<a href="#${id}">${name}</a>`);
  const plots = shown.map(
    ([id, name, figures]) =>
      `<section id="${id}"><h2>${name}</h2>` +
      `<div class="figures">${evened(figures).map(drawFigure).join('')}</div></section>\n`,
  );
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width,initial-scale=1">' +
    '<meta http-equiv="Content-Security-Policy" ' +
    `content="default-src 'none'; style-src 'unsafe-inline'">` +
    '<meta name="referrer" content="no-referrer"><meta name="generator" content="Quipu">' +
    `<title>${escapeHtml(`${pageName(model)} · ${KINDS[kind]} report`)}</title>` +
    `<style>${STYLE}</style></head><body>\n<header><p class="kind">${KINDS[kind]} report` +
    `${mode === undefined ? '' : `<span class="mode">${mode.toUpperCase()}</span>`}</p>` +
    `<h1>${escapeHtml(title)}</h1><p class="span">${escapeHtml(spanText(model))}</p>` +
    `<nav aria-label="Sections">${links.join('')}</nav></header>\n<main>\n` +
    `${drawCaveats(model)}${drawTrust(model)}${drawHeadline(model)}${plots.join('')}` +
    `${drawMetrics(model)}${drawAppendix(model)}${drawOmitted(model)}</main>\n` +
    '<footer><p>Made by Quipu. Past returns say little about future ones.</p></footer>\n' +
    '</body></html>\n'
  );
}

function growthFigures(model: ReportModel): readonly Figure[] {
  const growth = equityFigures(model);
  const drawdowns = drawdownFigures(model);
  const daily = dailyFigure(model);
  // What goes across the page comes first, but for single sessions, which come last.
  const both = [...growth, ...drawdowns];
  return [
    ...both.filter(({ size }) => size === 'wide'),
    ...both.filter(({ size }) => size === 'half'),
    ...daily,
  ];
}

/** The same figures, a half that would stand alone in its row made wide. */
function evened(figures: readonly Figure[]): readonly Figure[] {
  let halves = 0;
  return figures.map((figure, place) => {
    if (figure.size === 'wide') {
      halves = 0;
      return figure;
    }
    halves += 1;
    const next = figures[place + 1];
    const alone = halves % 2 === 1 && (next === undefined || next.size === 'wide');
    return alone ? { ...figure, size: 'wide' as const } : figure;
  });
}

/** What a tab is called: mode, title and days. */
function pageName({ input, dates }: ReportModel): string {
  const { title, mode } = input.header;
  // The title of an account begins with its mode already.
  const isSaid = mode === undefined || title.toLowerCase().startsWith(mode);
  const days = dates.length === 0 ? '' : ` · ${dateRangeText(dates[0]!, dates.at(-1)!)}`;
  return `${isSaid ? '' : `${mode.toUpperCase()} `}${title}${days}`;
}

function spanText({ input, dates, period }: ReportModel): string {
  const { symbols = [] } = input.header;
  const what = symbols.length === 0 || symbols.length > 8 ? '' : `${symbols.join(', ')} · `;
  if (dates.length === 0) return `${what}no ${period}s`;
  return `${what}${dateRangeText(dates[0]!, dates.at(-1)!)} · ${countText(dates.length, period)}`;
}
