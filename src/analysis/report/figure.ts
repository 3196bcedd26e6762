import { escapeHtml } from './escape.ts';
import type { Tone } from './plot/line-plot.ts';
import { MARKS_ID, type PlotSize } from './plot/frame.ts';

/** A table of plain text: the first column names its rows. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the rows leave out, as a sentence. */
  readonly note?: string;
}

/** One plot with what it says in words and in numbers. */
export interface Figure {
  /** The id of its element. */
  readonly id: string;
  readonly title: string;
  /** What it shows, as a sentence or two. */
  readonly summary: string;
  readonly size: PlotSize;
  /** Markup of the plot itself at a size. */
  readonly plot: (size: PlotSize) => string;
  readonly legend?: readonly (readonly [tone: Tone | 'level', name: string])[];
  readonly data?: DataTable;
}

/** A figure as markup: title, words, plot, and its data folded away below. */
export function drawFigure(figure: Figure): string {
  const { id, title, summary, size, plot, legend, data } = figure;
  const keys = (legend ?? [])
    .map(([tone, name]) => `<span class="key ${tone}">${escapeHtml(name)}</span>`)
    .join('');
  const drawn = plot(size).replaceAll(MARKS_ID, `${id}-marks`);
  return (
    `<figure class="${size}" id="${id}"><figcaption><h3>${escapeHtml(title)}</h3>` +
    `<p>${escapeHtml(summary)}</p>` +
    `${keys === '' ? '' : `<p class="keys">${keys}</p>`}</figcaption>${drawn}` +
    `${data === undefined ? '' : foldedTable(data, title)}</figure>\n`
  );
}

/** A table folded away under the word "Data". */
export function foldedTable(data: DataTable, caption: string): string {
  return `<details class="data"><summary>Data</summary>${figureTable(data, caption)}</details>`;
}

/** A table in full. */
export function figureTable({ columns, rows, note }: DataTable, caption: string): string {
  const head = columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map(cellOf).join('')}</tr>`).join('');
  return (
    `<div class="scroll"><table><caption>${escapeHtml(caption)}</caption>` +
    `<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>` +
    (note === undefined ? '' : `<p class="fine">${escapeHtml(note)}</p>`)
  );
}

function cellOf(text: string, column: number): string {
  return column === 0 ? `<th scope="row">${escapeHtml(text)}</th>` : `<td>${escapeHtml(text)}</td>`;
}
