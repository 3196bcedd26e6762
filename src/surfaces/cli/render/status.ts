import type { Renderer } from './renderer.ts';
import {
  cellText,
  showDateTime,
  showGain,
  showMoney,
  showPercent,
  showPercentGain,
  showQuantity,
  showTime,
} from '../text.ts';
import { countText } from '../../../core/number-text.ts';
import { entriesText } from './entries-text.ts';

/** Renders the status as text. */
export const renderStatus: Renderer<'status.get'> = (data, meta, pen) => {
  const s = data;
  const engine = s.engine;
  const market = s.market;
  const strategies = s.strategies;
  const connections = s.connections;
  const journal = s.journal;
  const state = cellText(engine.state).toUpperCase();
  const shown = state === 'RUNNING' ? pen.good(state) : pen.bad(state);
  const lines = [
    `${pen.bold(cellText(meta['mode']).toUpperCase())}  ${cellText(s.account)}` +
      pen.dim(`   as of ${showDateTime(market.at, pen)} on the market clock`),
    `Equity ${showMoney(s.equity)}   Day P&L ${showGain(s.day_pnl, pen)} ` +
      `(${showPercentGain(s.day_pnl_fraction, pen)})   ` +
      `Gross ${showPercent(s.gross_exposure)}   Net ${showPercent(s.net_exposure)}`,
    `Engine ${shown}   Market ${market.open ? 'OPEN' : 'CLOSED'} until ` +
      `${showDateTime(market.next_change, pen)}   Broker ${cellText(connections.broker)}`,
    `Strategies ${cellText(strategies.running)} of ${cellText(strategies.total)} running   ` +
      `Positions ${showQuantity(s.positions)}   ` +
      `Open orders ${showQuantity(s.open_orders)}   Orders ${showQuantity(s.orders)}   ` +
      `Fills ${showQuantity(s.fills)}   Denied ${showQuantity(s.denied)}`,
    `Ledger compared with the broker statement of ${showTime(s.reconciled.at, pen)}: ` +
      (s.reconciled.drift === 0
        ? 'no unexplained difference'
        : pen.bad(countText(s.reconciled.drift, 'difference'))),
    pen.dim(`Journal ${entriesText(journal.seq)}, ${cellText(journal.digest)}`),
  ];
  if (state !== 'RUNNING') lines.push(`! ${cellText(engine.reason)} (${cellText(engine.by)})`);
  if (s.unknown_orders > 0) {
    lines.push(`! ${countText(s.unknown_orders, 'order')} with an unknown outcome`);
  }
  return `${lines.join('\n')}\n`;
};
