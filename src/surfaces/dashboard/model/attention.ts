import type { Portfolio } from '../../../ledger/portfolio.ts';
import { MANUAL_BOOK } from '../../../orders/request.ts';
import type { Line } from './connection.ts';

/** Something that needs a person. */
export interface Concern {
  readonly id: string;
  readonly level: 'alarm' | 'warning';
  readonly title: string;
  /** What happened, why and what to do; may hold text from outside. */
  readonly words: string;
}

/** What concerns are read from, beside the portfolio. */
export interface Standing {
  readonly engineState: string;
  readonly line: Line;
  readonly brokerUp: boolean;
  readonly limits: readonly LimitStanding[];
}

/** The part of a limit that may concern a person. */
export interface LimitStanding {
  readonly control: string;
  readonly title: string;
  readonly limit: string;
  readonly value: string | null;
  readonly state: 'ok' | 'near' | 'breached';
}

// The engine's state and doubts have concerns of their own, with more to say.
const TOLD_OTHERWISE = new Set(['R-01', 'R-28', 'R-35']);

// To be almost fully invested is how a plain strategy works; to be losing much is not.
const DAILY_LOSS = 'R-17';

/** Everything that needs a person now, the worst first; empty when all is well. */
export function concernsOf(portfolio: Portfolio, standing: Standing): readonly Concern[] {
  const concerns: Concern[] = [];
  const { engineState, line, brokerUp, limits } = standing;
  const add = (id: string, level: Concern['level'], title: string, words: string): void => {
    concerns.push({ id, level, title, words });
  };
  engineConcern(portfolio, engineState, add);
  if (line.phase === 'offline') {
    const words = 'The figures are the last that were heard; trying to reach the server again.';
    add('offline', 'alarm', 'No connection to the server', words);
  } else if (line.phase === 'live' && !brokerUp) {
    const words = 'Fills may be missing until it is back; orders are still reconciled.';
    add('broker', 'alarm', "The broker's stream is down", words);
  }
  orderConcerns(portfolio, add);
  for (const { id, state, stateReason } of portfolio.books.values()) {
    if (id === MANUAL_BOOK || state === 'running') continue;
    const level = state === 'error' ? 'alarm' : 'warning';
    add(`book:${id}`, level, `Strategy ${id}: ${state}`, stateReason);
  }
  for (const { control, title, limit, value, state } of limits) {
    if (state === 'ok' || TOLD_OTHERWISE.has(control)) continue;
    if (state === 'near' && control !== DAILY_LOSS) continue;
    const level = state === 'breached' ? 'alarm' : 'warning';
    const how = state === 'breached' ? 'reached its limit' : 'is near its limit';
    add(control, level, `${title} ${how}`, `${value ?? 'unknown'}; limit: ${limit}.`);
  }
  const order = (level: Concern['level']): number => (level === 'alarm' ? 0 : 1);
  return concerns.sort((a, b) => order(a.level) - order(b.level));
}

type Add = (id: string, level: Concern['level'], title: string, words: string) => void;

function engineConcern({ engine }: Portfolio, state: string, add: Add): void {
  const { by, reason } = engine;
  if (state === 'halted') {
    const words = `By ${by}: ${reason}. No order is sent until the owner resumes trading.`;
    add('engine', 'alarm', 'Trading is halted', words);
  } else if (state === 'reduce_only') {
    const words = `By ${by}: ${reason}. Only orders that reduce a position pass.`;
    add('engine', 'warning', 'Reduce only', words);
  }
}

function orderConcerns(portfolio: Portfolio, add: Add): void {
  const doubtful: string[] = [];
  for (const { status, request, gap } of portfolio.open.values()) {
    const doubt = status === 'unknown' || status === 'quarantined' || status === 'abandoned';
    if (doubt || gap) doubtful.push(`${request.side} ${request.symbol}`);
  }
  if (doubtful.length > 0) {
    const count = doubtful.length === 1 ? 'One order' : `${doubtful.length} orders`;
    const words = `${doubtful.slice(0, 4).join(', ')}. Verifying with the broker; do not repeat.`;
    add('unknown', 'warning', `${count} with unknown fate`, words);
  }
  for (const { request, brokerStatus } of portfolio.open.values()) {
    const { id, side, symbol } = request;
    if (
      brokerStatus !== 'held' &&
      brokerStatus !== 'suspended' &&
      brokerStatus !== 'pending_review'
    )
      continue;
    const words = `Nothing is added to ${symbol} until it goes on; cancel it or ask the broker.`;
    add(`inert:${id}`, 'warning', `The broker calls ${side} ${symbol} "${brokerStatus}"`, words);
  }
  const unexplained = portfolio.reconciled.drift.filter(
    ({ resolution }) => resolution === 'unexplained',
  );
  if (unexplained.length > 0) {
    const words = unexplained
      .slice(0, 3)
      .map(({ what, symbol, ours, theirs }) => {
        return `${symbol ?? what}: ours ${ours}, the broker's ${theirs}`;
      })
      .join('; ');
    const next =
      'Nothing is added there until a statement agrees, or the owner runs quipu ledger adjust.';
    add('drift', 'alarm', 'The broker states the account differently', `${words}. ${next}`);
  }
}
