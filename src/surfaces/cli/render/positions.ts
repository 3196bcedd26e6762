import type { Renderer } from './renderer.ts';
import { cellText, showGain, showMoney, showPercent, showQuantity, table } from '../text.ts';

/** Renders positions as text. */
export const renderPositions: Renderer<'positions.list'> = (data, _, pen) => {
  const list = data;
  if (list.length === 0) return 'No positions.\n';
  const right = (title: string) => ({ title, right: true });
  return table(
    [
      { title: 'SYMBOL' },
      right('SHARES'),
      right('AVG PRICE'),
      right('PRICE'),
      right('VALUE'),
      right('OF ACCOUNT'),
      right('UNREALIZED'),
      { title: 'BOOKS' },
    ],
    list.map((p) => [
      cellText(p.symbol),
      showQuantity(p.quantity),
      showMoney(p.average_price),
      showMoney(p.price),
      showMoney(p.value),
      showPercent(p.weight),
      showGain(p.unrealized_pnl, pen),
      p.books.map((book) => `${cellText(book.book)} ${showQuantity(book.quantity)}`).join(', '),
    ]),
    pen,
  );
};
