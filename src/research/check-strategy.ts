import { canonicalJson } from '../core/canonical.ts';
import type { EpochMs, IsoDate } from '../core/time.ts';
import { countText } from '../core/number-text.ts';
import { newYorkDate } from '../market/calendar.ts';
import type { OrderRequest } from '../orders/request.ts';
import type { Strategy } from '../strategy/define.ts';
import type { BacktestOptions, BarsInput } from './options.ts';
import { runBacktest } from './run.ts';

/** One property that a strategy must have, and whether it has it over the given bars. */
export interface StrategyCheck {
  readonly check: 'warm_up' | 'deterministic' | 'no_look_ahead' | 'closed_scope';
  readonly outcome: 'pass' | 'fail';
  readonly message: string;
}

/** Watches what the code of a strategy reaches for while it is called. */
export interface ScopeWatch {
  during<T>(call: () => T): T;
  /** What was used that answers differently at another time: the clock, the network. */
  readonly used: ReadonlySet<string>;
}

/** Parts of the run after which the future is cut off. */
const CUTS = [0.25, 0.5, 0.75, 0.9];

/**
 * Runs a strategy several times and compares its decisions: twice over all bars, and again with
 * the bars after several days cut off.
 *
 * The checks show faults; they cannot prove that there is none: a strategy that reads the future
 * from a file decides the same with and without later bars.
 *
 * @throws QuipuError as {@link runBacktest} does
 */
export function checkStrategy(
  strategy: Strategy,
  options: BacktestOptions,
  watch: ScopeWatch,
): readonly StrategyCheck[] {
  const called: EpochMs[] = [];
  const watched = watching(strategy, { watch, called });
  const whole = decisionsOf(watched, options);
  const days = barDays(options);
  return [
    warmUp(called, days),
    deterministic(whole, decisionsOf(strategy, options)),
    noLookAhead({ whole, days }, (to) => decisionsOf(strategy, { ...options, to })),
    closedScope(watch.used),
  ];
}

interface Decision {
  readonly day: IsoDate;
  readonly text: string;
}

function watching(
  strategy: Strategy,
  { watch, called }: { readonly watch: ScopeWatch; readonly called: EpochMs[] },
): Strategy {
  const { onBar, onBars } = strategy;
  const note = <C extends { readonly at: EpochMs }, A>(call: (context: C) => A) => {
    return (context: C): A => {
      called.push(context.at);
      return watch.during(() => call(context));
    };
  };
  return {
    ...strategy,
    onBar: onBar === undefined ? undefined : note(onBar),
    onBars: onBars === undefined ? undefined : note(onBars),
  };
}

function decisionsOf(strategy: Strategy, options: BacktestOptions): readonly Decision[] {
  const { entries } = runBacktest(strategy, { ...options, keepJournal: true });
  return entries.flatMap(({ body }) => (body.kind === 'ordered' ? [decisionOf(body.order)] : []));
}

function decisionOf({ decidedAt, symbol, side, size, terms, reason }: OrderRequest): Decision {
  const day = newYorkDate(decidedAt);
  const amount = size.kind === 'quantity' ? size.quantity : size.notional;
  const words = Object.entries(terms).map(([name, value]) => [name, String(value)]);
  const of = canonicalJson(Object.fromEntries(words));
  return { day, text: `${day} ${side} ${amount.toString()} ${symbol} ${of} (${reason})` };
}

/** The days with a bar, in order, within the range of the run. */
function barDays({ bars, from, to }: BacktestOptions): readonly IsoDate[] {
  const all = Array.isArray(bars) ? (bars as readonly BarsInput[]) : [bars as BarsInput];
  const days = new Set<IsoDate>();
  for (const { columns } of all) {
    for (const at of columns.end) days.add(newYorkDate(at as EpochMs));
  }
  return [...days]
    .filter((day) => (from === undefined || day >= from) && (to === undefined || day <= to))
    .sort();
}

function warmUp(called: readonly EpochMs[], days: readonly IsoDate[]): StrategyCheck {
  const check = 'warm_up';
  const first = called[0];
  if (first === undefined) {
    const has = countText(days.length, 'day');
    return {
      check,
      outcome: 'fail',
      message: `It was never called: its indicators need more than ${has} of bars.`,
    };
  }
  const calls = countText(called.length, 'call');
  const message = `${calls}, the first on ${newYorkDate(first)}, after its indicators were warm.`;
  return { check, outcome: 'pass', message };
}

function deterministic(one: readonly Decision[], two: readonly Decision[]): StrategyCheck {
  const check = 'deterministic';
  const difference = firstDifference(one, two);
  if (difference !== undefined) {
    const [first, then] = difference;
    const message = `Two runs over the same bars differ: first ${first}, then ${then}.`;
    return { check, outcome: 'fail', message };
  }
  if (one.length === 0) {
    const message = 'Two runs decided no order, so there was nothing to compare.';
    return { check, outcome: 'pass', message };
  }
  const orders = countText(one.length, 'order');
  return {
    check,
    outcome: 'pass',
    message: `Two runs over the same bars gave the same ${orders}.`,
  };
}

function noLookAhead(
  { whole, days }: { readonly whole: readonly Decision[]; readonly days: readonly IsoDate[] },
  until: (day: IsoDate) => readonly Decision[],
): StrategyCheck {
  const check = 'no_look_ahead';
  const cuts = [...new Set(CUTS.map((part) => days[Math.floor(days.length * part)]!))];
  for (const cut of cuts) {
    const known = whole.filter(({ day }) => day <= cut);
    const difference = firstDifference(known, until(cut));
    if (difference === undefined) continue;
    const [seen, unseen] = difference;
    const lead = `Bars after ${cut} change what it did before: `;
    const message = `${lead}${seen} with them, ${unseen} without.`;
    return { check, outcome: 'fail', message };
  }
  const ends = cuts.join(', ');
  return {
    check,
    outcome: 'pass',
    message: `Its orders up to ${ends} are the same without the later bars.`,
  };
}

function firstDifference(
  one: readonly Decision[],
  two: readonly Decision[],
): readonly [string, string] | undefined {
  const last = Math.max(one.length, two.length);
  for (let index = 0; index < last; index += 1) {
    const [a, b] = [one[index]?.text ?? 'no order', two[index]?.text ?? 'no order'];
    if (a !== b) return [a, b];
  }
  return undefined;
}

function closedScope(used: ReadonlySet<string>): StrategyCheck {
  const check = 'closed_scope';
  if (used.size === 0) {
    const message = 'It used no clock, no randomness, no timer and no network.';
    return { check, outcome: 'pass', message };
  }
  const message =
    `It used ${[...used].sort().join(', ')}. Decide from the inputs alone: the instant of a bar ` +
    'is `at`, and the same bars must give the same answer.';
  return { check, outcome: 'fail', message };
}
