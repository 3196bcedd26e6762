import type { WireAnswer } from '../../../app/client/server-client.ts';
import type { OperationId } from '../../../app/operations/catalog.ts';
import { cellText, pairs, type Pen } from '../text.ts';
import { renderAccount } from './account.ts';
import { renderDoctor } from './doctor.ts';
import { renderEngine } from './engine.ts';
import { renderEquity } from './equity.ts';
import { renderJournal, renderVerdict } from './journal.ts';
import { renderAdjustment } from './ledger.ts';
import { renderOrder, renderTimeline, renderOrders } from './orders.ts';
import { renderPerformance, renderPortfolio } from './portfolio.ts';
import { renderPositions } from './positions.ts';
import type { Renderer } from './renderer.ts';
import { renderRisk } from './risk.ts';
import { renderStatus } from './status.ts';
import { renderStrategies, renderStrategy } from './strategies.ts';
import { renderNewToken, renderTokens } from './tokens.ts';

/** Renderers of operations whose answer is more than a list of names and values. */
const RENDERERS: { readonly [N in OperationId]?: Renderer<N> } = {
  'status.get': renderStatus,
  'account.get': renderAccount,
  'positions.list': renderPositions,
  'orders.list': renderOrders,
  'orders.show': renderTimeline,
  'orders.buy': renderOrder,
  'orders.sell': renderOrder,
  'orders.cancel': renderOrder,
  'engine.halt': renderEngine,
  'engine.resume': renderEngine,
  'ledger.adjust': renderAdjustment,
  'strategies.list': renderStrategies,
  'strategies.pause': renderStrategy,
  'strategies.start': renderStrategy,
  'risk.show': renderRisk,
  'portfolio.show': renderPortfolio,
  'portfolio.performance': renderPerformance,
  'portfolio.equity': renderEquity,
  'journal.verify': renderVerdict,
  'journal.list': renderJournal,
  'tokens.create': renderNewToken,
  'tokens.list': renderTokens,
  'sessions.link': ({ url }) => `${url}\n`,
  'doctor.run': renderDoctor,
};

/** Renders the answer of an operation as text. */
export function renderAnswer(operation: string, { data, meta }: WireAnswer, pen: Pen): string {
  const render = Object.hasOwn(RENDERERS, operation)
    ? (RENDERERS[operation as OperationId] as Renderer<OperationId> | undefined)
    : undefined;
  // The server has already checked the answer against this operation's schema.
  return render === undefined ? plain(data, pen) : render(data as never, meta, pen);
}

function plain(data: unknown, pen: Pen): string {
  return pairs(
    Object.entries(data ?? {}).map(([name, value]) => [name.replaceAll('_', ' '), cellText(value)]),
    pen,
  );
}
