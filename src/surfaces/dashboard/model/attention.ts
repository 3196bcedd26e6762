import { durationText, timeText } from '../../../core/number-text.ts';
import type { EpochMs } from '../../../core/time.ts';
import type { Portfolio } from '../../../ledger/portfolio.ts';
import { type ClientOrderId, MANUAL_BOOK } from '../../../orders/request.ts';
import { engineLabel, type Line, STALE_MS } from './connection.ts';

/** What the button of a concern does. */
export type ConcernAction =
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'order'; readonly id: ClientOrderId }
  | { readonly kind: 'limit'; readonly control: string }
  | { readonly kind: 'book'; readonly id: string };

/** Something that needs the user. */
export interface Concern {
  readonly id: string;
  readonly level: 'alarm' | 'warning';
  readonly title: string;
  /** What happened, why and what to do; may hold text from outside. */
  readonly words: string;
  /** A command for the terminal that helps where this page cannot. */
  readonly command?: string;
  readonly action?: ConcernAction;
}

/** Inputs of the concerns, in addition to the portfolio. */
export interface Standing {
  readonly engineState: string;
  readonly line: Line;
  /** The page's monotonic clock. */
  readonly now: number;
  /** Exchange time of the last message. */
  readonly at: EpochMs;
  /** Age of the prices on the page. */
  readonly priceAgeMs: number;
  readonly brokerUp: boolean;
  readonly limits: readonly LimitStanding[];
}

/** The part of a limit that may need the user. */
export interface LimitStanding {
  readonly control: string;
  readonly title: string;
  readonly limit: string;
  readonly value: string | null;
  readonly state: 'ok' | 'near' | 'breached';
}

// The engine's state and unreconciled orders have their own concerns, with more detail.
const REPORTED_OTHERWISE = new Set(['R-01', 'R-28', 'R-35']);

// Almost full investment is normal for a plain strategy; a large loss is not.
const DAILY_LOSS = 'R-17';

type Add = (concern: Concern) => void;

/** Returns what needs the user now, most severe first; a halt has its own bar. */
export function concernsOf(portfolio: Portfolio, standing: Standing): readonly Concern[] {
  const concerns: Concern[] = [];
  const add: Add = (concern) => concerns.push(concern);
  connectionConcern(standing, add);
  if (standing.engineState === 'reduce_only') add(reduceOnly(portfolio));
  orderConcerns(portfolio, add);
  driftConcern(portfolio, add);
  for (const { id, state, stateReason } of portfolio.books.values()) {
    if (id === MANUAL_BOOK || state === 'running') continue;
    const level = state === 'error' ? 'alarm' : 'warning';
    const title = `Strategy ${id}: ${state}`;
    add({ id: `book:${id}`, level, title, words: stateReason, action: { kind: 'book', id } });
  }
  limitConcerns(standing.limits, add);
  const order = ({ level }: Concern): number => (level === 'alarm' ? 0 : 1);
  return concerns.sort((a, b) => order(a) - order(b));
}

function connectionConcern(standing: Standing, add: Add): void {
  const { line, now, at, priceAgeMs, brokerUp, engineState } = standing;
  if (line.phase === 'offline') {
    const silence = durationText(Math.max(0, now - line.heardAt));
    const { past } = engineLabel(line, now, { state: engineState, at });
    const engine = past === '' ? 'unknown' : `unknown, ${past}`;
    const figures = at > 0 ? ` Figures are from ${timeText(at)}.` : '';
    const words =
      `No response from Quipu for ${silence}.${figures} Engine: ${engine}. ` +
      'If HALT gets no response, run on the server:';
    const action = { kind: 'reconnect' } as const;
    add({ id: 'offline', level: 'alarm', title: 'Offline', words, command: 'quipu halt', action });
    return;
  }
  if (line.phase !== 'live') return;
  if (!brokerUp) {
    const words = 'Fills may be missing until it reconnects. Orders are still reconciled.';
    add({ id: 'broker', level: 'alarm', title: 'Broker stream is down', words });
  }
  if (priceAgeMs > STALE_MS) {
    const age = durationText(priceAgeMs);
    const words = `Prices are ${age} old and dimmed. The stream is reconnecting.`;
    add({ id: 'stale', level: 'warning', title: 'Stale', words });
  }
}

function reduceOnly({ engine }: Portfolio): Concern {
  const since = engine.at > 0 ? ` Since ${timeText(engine.at)}.` : '';
  const lead = `By ${engine.by}: ${engine.reason}.${since}`;
  const words = `${lead} Only orders that reduce a position are sent.`;
  const action = { kind: 'limit', control: DAILY_LOSS } as const;
  return { id: 'engine', level: 'warning', title: 'Reduce only', words, action };
}

function orderConcerns(portfolio: Portfolio, add: Add): void {
  const unverified = [...portfolio.open.values()].filter(
    ({ status, gap }) =>
      gap || status === 'unknown' || status === 'quarantined' || status === 'abandoned',
  );
  const first = unverified[0];
  if (first !== undefined) {
    const one = unverified.length === 1;
    const count = one ? '1 order' : `${unverified.length} orders`;
    const named = unverified.slice(0, 4).map(({ request }) => `${request.side} ${request.symbol}`);
    const again = one ? 'Do not send it again.' : 'Do not send them again.';
    const words = `${named.join(', ')}. Verifying with the broker. ${again}`;
    const action = { kind: 'order', id: first.request.id } as const;
    const title = `${count} with unknown outcome`;
    add({ id: 'unknown', level: 'warning', title, words, action });
  }
  for (const { request, brokerStatus } of portfolio.open.values()) {
    const { id, side, symbol } = request;
    if (
      brokerStatus !== 'held' &&
      brokerStatus !== 'suspended' &&
      brokerStatus !== 'pending_review'
    )
      continue;
    const title = `The broker reports ${side} ${symbol} as ${brokerStatus.replaceAll('_', ' ')}`;
    const blocked = `Additions in ${symbol} are blocked until it works again.`;
    const words = `${blocked} Cancel it or ask the broker.`;
    add({ id: `inert:${id}`, level: 'warning', title, words, action: { kind: 'order', id } });
  }
}

function driftConcern(portfolio: Portfolio, add: Add): void {
  const unexplained = portfolio.reconciled.drift.filter(
    ({ resolution }) => resolution === 'unexplained',
  );
  if (unexplained.length === 0) return;
  const differences = unexplained
    .slice(0, 3)
    .map(
      ({ what, symbol, ours, theirs }) =>
        `${symbol ?? what}: ${ours} here, ${theirs} at the broker`,
    )
    .join('; ');
  const words =
    `${differences}. Additions there are blocked until both agree. ` +
    'If the broker is right, the owner runs:';
  const title = 'Ledger and broker differ';
  add({ id: 'drift', level: 'alarm', title, words, command: 'quipu ledger adjust' });
}

function limitConcerns(limits: readonly LimitStanding[], add: Add): void {
  for (const { control, title, limit, value, state } of limits) {
    if (state === 'ok' || REPORTED_OTHERWISE.has(control)) continue;
    if (state === 'near' && control !== DAILY_LOSS) continue;
    const level = state === 'breached' ? 'alarm' : 'warning';
    const how = state === 'breached' ? 'reached its limit' : 'is near its limit';
    const words = `${value ?? 'unknown'}; limit: ${limit}.`;
    const action = { kind: 'limit', control } as const;
    add({ id: control, level, title: `${title} ${how}`, words, action });
  }
}
