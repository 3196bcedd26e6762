import type { Renderer } from './renderer.ts';
import { cellText, showGain, showMoney, showQuantity, showTime, table } from '../text.ts';

/** Renders a ledger adjustment as text. */
export const renderAdjustment: Renderer<'ledger.adjust'> = (data, _, pen) => {
  const d = data;
  const difference = cellText(d.difference);
  const totals = d.totals.map(
    (total) =>
      `  ${cellText(total.what)}: ${showQuantity(total.before)} -> ` + showQuantity(total.after),
  );
  const right = (title: string) => ({ title, right: true });
  const entries = table(
    [{ title: 'BOOK' }, { title: 'WHAT' }, right('SHARES'), right('COUNTING'), right('CASH')],
    d.entries.map((entry) => [
      cellText(entry.book),
      cellText(entry.what),
      showQuantity(entry.quantity),
      showMoney(entry.cost),
      showGain(entry.cash, pen),
    ]),
    pen,
  );
  const stated = `Broker minus ledger, as of ${showTime(d.as_of, pen)}: ${difference}`;
  const end = d.booked
    ? 'Booked. The next broker statement will show whether they agree.\n'
    : 'Nothing is booked yet. To book it:\n' +
      `  quipu ledger adjust --confirm "${difference}" --reason WHY\n`;
  return [pen.bold(stated), 'The ledger:', ...totals, '', entries + end].join('\n');
};
