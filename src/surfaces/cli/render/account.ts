import type { OperationAnswer } from '../../../app/operations/catalog.ts';
import type { Renderer } from './renderer.ts';
import {
  cellText,
  pairs,
  showGain,
  showMoney,
  showPercent,
  showPercentGain,
  showQuantity,
  showTime,
} from '../text.ts';
import { countText } from '../../../core/number-text.ts';

type Account = OperationAnswer<'account.get'>;

/** Compares the ledger with the broker statement; fees follow after their executions. */
function agreement({ ledger }: NonNullable<Account['broker']>): string {
  if (ledger === null) return 'not compared since the start';
  const gap = showMoney(ledger.cash);
  if (ledger.standing === 'equal') return 'equal to the ledger';
  if (ledger.standing === 'differs') return `comparing: ledger cash is ${gap} off`;
  return (
    `equal to the ledger then; ${gap} in cash was booked since, ` +
    'with fees due in the next statement'
  );
}

/** Renders the account as text. */
export const renderAccount: Renderer<'account.get'> = (a, meta, pen) => {
  const { broker } = a;
  const drift = broker?.drift ?? [];
  const change = (name: 'total_pnl' | 'day_pnl'): string =>
    `${showGain(a[name], pen)} (${showPercentGain(a[`${name}_fraction`], pen)})`;
  const list: (readonly [string, string])[] = [
    ['account', `${cellText(a.id)} (${cellText(meta['mode'])})`],
    ['equity', showMoney(a.equity)],
    ['cash', showMoney(a.cash)],
    ['positions', showMoney(a.positions_value)],
    ['no strategy', `${showMoney(a.manual)} in free cash and manual positions`],
    ['net deposits', showMoney(a.contributed)],
    ['total P&L', change('total_pnl')],
    ['day P&L', change('day_pnl')],
    ['realized', showGain(a.realized_pnl, pen)],
    ['unrealized', showGain(a.unrealized_pnl, pen)],
    ['fees', showMoney(a.fees)],
    ['income', showGain(a.income, pen)],
    ['exposure', `gross ${showPercent(a.gross_exposure)}, net ${showPercent(a.net_exposure)}`],
  ];
  if (broker !== null) {
    const agree = drift.length === 0 ? agreement(broker) : countText(drift.length, 'difference');
    const stated = `statement of ${showTime(broker.at, pen)}`;
    const power = `buying power ${showMoney(broker.buying_power)}`;
    list.push(['broker', `cash ${showMoney(broker.cash)}, ${power}, ${stated}, ${agree}`]);
  }
  for (const one of drift) {
    const show = one.symbol === null ? showMoney : showQuantity;
    const what = cellText(one.symbol ?? one.what);
    list.push(['  drift', `${what}: ledger ${show(one.ours)}, broker ${show(one.theirs)}`]);
  }
  return pairs(list, pen);
};
