import { assert } from '../core/assert.ts';
import { canonicalJson } from '../core/canonical.ts';
import { type InferShape, object, type Schema, type Shape } from '../core/schema.ts';
import type { Control, LimitProfile } from './control.ts';
import { CONTROLS } from './controls.ts';

type Intersection<U> = (U extends unknown ? (of: U) => void : never) extends (of: infer I) => void
  ? I
  : never;
type LimitsOfEach<C> = C extends Control ? InferShape<C['limits']> : never;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The limits of a list of controls: the fields of all of them. */
export type LimitsOf<C extends readonly Control[]> = Flat<Intersection<LimitsOfEach<C[number]>>>;

/** The schema and the defaults of the limits of a list of controls. */
export interface LimitSet<L> {
  readonly schema: Schema<L>;
  readonly defaults: Readonly<Record<LimitProfile, L>>;
}

/** Derives the schema and the defaults of limits from the controls that have them. */
export function limitSet<const C extends readonly Control[]>(controls: C): LimitSet<LimitsOf<C>> {
  const shape: Record<string, Shape[string]> = {};
  for (const { id, limits } of controls) {
    for (const [name, schema] of Object.entries(limits)) {
      assert(!Object.hasOwn(shape, name), `the limit ${name} of ${id} belongs to one control`);
      shape[name] = schema;
    }
  }
  // The shape is merged by name at run time; its type is the same merge, made from the list.
  const schema = object(shape) as unknown as Schema<LimitsOf<C>>;
  const defaultsOf = (profile: LimitProfile): LimitsOf<C> =>
    schema.parse(Object.assign({}, ...controls.map(({ defaults }) => defaults[profile])));
  return {
    schema,
    defaults: {
      live: defaultsOf('live'),
      sim: defaultsOf('sim'),
      research: defaultsOf('research'),
    },
  };
}

const LIMITS = limitSet(CONTROLS);

/** The limits in force; each control of `controls/` describes its own. */
export type RiskLimits = LimitsOf<typeof CONTROLS>;

/** The schema of the limits that the gate enforces. */
export const riskLimitsSchema: Schema<RiskLimits> = LIMITS.schema;

/** What may be changed of the defaults: any part of the limits. */
export type RiskLimitsChange = {
  readonly [K in keyof RiskLimits]?: RiskLimits[K] extends readonly unknown[]
    ? RiskLimits[K]
    : RiskLimits[K] extends object
      ? Partial<RiskLimits[K]>
      : RiskLimits[K];
};

/** Defaults where money is real or meant to be: live and Alpaca's paper accounts. */
export const LIVE_LIMITS: RiskLimits = LIMITS.defaults.live;

/** Defaults of the embedded market: every control on, a plain strategy may be fully invested. */
export const SIM_LIMITS: RiskLimits = LIMITS.defaults.sim;

/** Defaults of a backtest. */
export const RESEARCH_LIMITS: RiskLimits = LIMITS.defaults.research;

/**
 * Returns limits with some fields changed.
 *
 * @throws QuipuError `core.invalid_input` when the result is not a set of limits
 */
export function changeLimits(limits: RiskLimits, change: RiskLimitsChange): RiskLimits {
  // A map, so that a name such as __proto__ is one more unknown field.
  const merged = new Map<string, unknown>(Object.entries(limits));
  for (const [key, value] of Object.entries(change)) {
    const before = merged.get(key);
    const isPart = isRecord(value) && isRecord(before);
    merged.set(key, isPart ? { ...before, ...value } : value);
  }
  return riskLimitsSchema.parse(Object.fromEntries(merged));
}

/** Whether a value has named parts; a list is replaced as a whole. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the limits as one string, for manifests and digests. */
export function limitsText(limits: RiskLimits): string {
  return canonicalJson(limits);
}
