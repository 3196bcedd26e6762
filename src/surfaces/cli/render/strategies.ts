import type { OperationAnswer } from '../../../app/operations/catalog.ts';
import type { Renderer } from './renderer.ts';
import { cellText, type Pen, showGain, showMoney, showPercent, showTime, table } from '../text.ts';
import { countText, UNDEFINED } from '../../../core/number-text.ts';

/** Lists what blocks a strategy's next orders, one line each. */
function blocked(
  strategy: OperationAnswer<'strategies.list'>[number],
  pen: Pen,
): readonly string[] {
  return strategy.refusals.map((refusal) => {
    const times = refusal.times;
    const often = times === 1 ? '' : ` ${times} times`;
    const by = refusal.by === 'broker' ? 'refused by the broker' : 'denied by the gate';
    const until = refusal.until === null ? '' : `, waits until ${showTime(refusal.until, pen)}`;
    const order = `${cellText(refusal.side)} ${cellText(refusal.symbol)}`;
    const head = `! ${cellText(strategy.book)}: ${order}`;
    return `${head} ${by}${often}${until}: ${cellText(refusal.why)}\n`;
  });
}

/** Renders strategies as text. */
export const renderStrategies: Renderer<'strategies.list'> = (data, _, pen) => {
  const list = data;
  if (list.length === 0) return 'No strategies.\n';
  const shown = table(
    [
      { title: 'BOOK' },
      { title: 'STRATEGY' },
      { title: 'STATE' },
      { title: 'EQUITY', right: true },
      { title: 'OF ACCOUNT', right: true },
      { title: 'DAY P&L', right: true },
      { title: 'TOTAL P&L', right: true },
      { title: 'POS', right: true },
      { title: 'LAST ORDER' },
    ],
    list.map((s) => {
      const last = s.last_order;
      const lastly =
        last === null
          ? UNDEFINED
          : `${cellText(last.side)} ${cellText(last.symbol)}: ${cellText(last.reason)}`;
      return [
        cellText(s.book),
        cellText(s.strategy),
        cellText(s.state),
        showMoney(s.equity),
        showPercent(s.weight),
        showGain(s.day_pnl, pen),
        showGain(s.pnl, pen),
        cellText(s.positions),
        lastly,
      ];
    }),
    pen,
  );
  const weights = list.map(({ weight }) => weight ?? Number.NaN);
  const rest = showPercent(1 - weights.reduce((sum, weight) => sum + weight, 0));
  const manual = `Not assigned to a strategy: ${rest} of the account\n`;
  return shown + manual + list.flatMap((one) => blocked(one, pen)).join('');
};

/** Renders the new state of a strategy. */
export const renderStrategy: Renderer<'strategies.pause'> = (strategy) => {
  const { book, state, state_reason: why, positions, open_orders: orders } = strategy;
  const has = `${countText(positions, 'position')}, ${countText(orders, 'open order')}`;
  return `${cellText(book)} is ${cellText(state)}: ${cellText(why)} (${has})\n`;
};
