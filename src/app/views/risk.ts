import {
  type Infer,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  text,
} from '../../core/schema.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Control } from '../../risk/control.ts';
import { CONTROLS } from '../../risk/controls.ts';
import type { LimitsOf } from '../../risk/limits.ts';
import type { UsageView } from '../../risk/view.ts';
import { dollarsText, maybeFraction } from '../operation/fields.ts';
import type { AccountHistory } from '../projections/account-history.ts';

/** A control of the risk gate with its limit and usage. */
export const limitSchema = object({
  control: text({ description: 'Control id, such as R-15.' }),
  code: text({ description: 'Error code of its denials.' }),
  title: text(),
  limit: text({ description: 'The limit, as text.' }),
  value: nullable(
    text({ description: 'Current value; null for controls that check single orders.' }),
  ),
  used: maybeFraction('Fraction of the limit that is used: 1 is all of it.'),
  fractions: list(text(), {
    description: 'Names of the inputs of its results that are fractions.',
  }),
  state: oneOf(['ok', 'near', 'breached'], { description: '`near` from 80% on.' }),
  denied: integer({
    min: 0,
    description: 'Orders that it denied so far, alone or together with other controls.',
  }),
});

/** The limits and how much of each is used. */
export const riskSchema = object({
  engine: oneOf(['running', 'reduce_only', 'halted', 'starting', 'recovering']),
  reason: text(),
  by: text(),
  equity: nullable(text()),
  limits: list(limitSchema),
  denied: integer({
    min: 0,
    description:
      'Orders denied so far, each counted once; repeats of a strategy for the same cause are not ' +
      'counted. One that several controls deny counts for each of them in `limits`.',
  }),
  unreconciled: list(text(), { description: 'Symbols that the broker reports differently.' }),
  warnAt: number({ description: 'Daily loss that triggers a warning, as a fraction.' }),
});

/** A control and how much of its limit is used. */
export type LimitView = Infer<typeof limitSchema>;
/** The limits and how much of each is used. */
export type RiskReport = Infer<typeof riskSchema>;

/** Copies the limits out of the engine and computes their usage. */
export function riskReport(engine: Engine, { denied }: Pick<AccountHistory, 'denied'>): RiskReport {
  const { portfolio, state, limits, risk } = engine;
  return {
    engine: state,
    reason: portfolio.engine.reason,
    by: portfolio.engine.by,
    equity: dollarsText(engine.equity),
    limits: limitViews(CONTROLS, { view: risk, limits, denied }),
    denied: portfolio.deniedCount,
    unreconciled: [...portfolio.unreconciled].sort(),
    warnAt: limits.dailyLoss.warn,
  };
}

/** Computes the usage of every control of a list, in order; `denied` counts denials by code. */
export function limitViews<const C extends readonly Control[]>(
  controls: C,
  {
    view,
    limits,
    denied,
  }: {
    readonly view: UsageView;
    readonly limits: LimitsOf<C>;
    readonly denied: ReadonlyMap<string, number>;
  },
): readonly LimitView[] {
  return controls.map((control) => {
    const { id, code, title } = control;
    const { limit, value, used, breached } = control.usage({ view, limits });
    const known = used !== null && Number.isFinite(used) ? Math.max(0, used) : null;
    const over = breached ?? (known !== null && known >= 1);
    return {
      control: id,
      code,
      title,
      limit,
      value,
      used: known,
      fractions: control.fractions ?? [],
      state: over ? 'breached' : known !== null && known >= 0.8 ? 'near' : 'ok',
      denied: denied.get(code) ?? 0,
    };
  });
}
