import type { Renderer } from './renderer.ts';
import { cellText, showTime, table } from '../text.ts';
import { mark } from './mark.ts';
import { entriesText } from './entries-text.ts';

/** Renders the verification of the journal as text. */
export const renderVerdict: Renderer<'journal.verify'> = (v, _, pen) => {
  if (v.sound) {
    const digest = cellText(v.digest);
    const entries = entriesText(v.entries);
    return `${mark(pen, 'ok')} ${entries}, the chain is intact: ${digest}\n`;
  }
  const place = `entry ${cellText(v.first_bad?.seq)} is the first bad one`;
  return `${mark(pen, 'problem')} ${place}: ${cellText(v.first_bad?.why)}\n`;
};

/** Renders journal entries as text. */
export const renderJournal: Renderer<'journal.list'> = (data, _, pen) =>
  table(
    [{ title: 'SEQ', right: true }, { title: 'AT' }, { title: 'KIND' }, { title: 'HASH' }],
    data.map((e) => [
      cellText(e.seq),
      showTime(e.at, pen),
      cellText(e.kind),
      cellText(e.hash).slice(0, 16),
    ]),
    pen,
  );
