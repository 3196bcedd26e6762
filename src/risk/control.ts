import type { InferShape, Shape } from '../core/schema.ts';
import type { ControlResult } from '../ledger/journal.ts';
import type { DenialCause } from '../orders/event.ts';
import type { OrderRequest } from '../orders/request.ts';
import type { OrderFacts, RiskView, UsageView } from './view.ts';

/** Where default limits apply: live and paper accounts, the embedded market, or backtests. */
export type LimitProfile = 'live' | 'sim' | 'research';

/** What a control checks: one order, the account at that moment, and the control's own limits. */
export interface Review<L = object> {
  readonly order: OrderRequest;
  readonly facts: OrderFacts;
  readonly view: RiskView;
  readonly limits: L;
}

/** What the usage of a limit is computed from, between two orders. */
export interface UsageReview<L = object> {
  readonly view: UsageView;
  readonly limits: L;
}

/** The inputs of a result, by name. */
export type Inputs = ControlResult['inputs'];

/** How much of a limit is used. */
export interface ControlUsage {
  /** The limit in force, as text. */
  readonly limit: string;
  /** The current value as text; null when it is unknown, and for limits of single orders. */
  readonly value: string | null;
  /** Value as a fraction of the limit, 1 is all of it; null where there is no such number. */
  readonly used: number | null;
  /** Whether the limit is reached, where `used` alone does not show it. */
  readonly breached?: boolean;
}

/** What a control means, for the glossary and the reference pages; each field whole sentences. */
export interface ControlMeaning {
  /** Why an order is denied. */
  readonly means: string;
  /** What happens exactly at the limit. */
  readonly atLimit: string;
  /** What the user can do about a denial. */
  readonly remedy: string;
}

/**
 * One control of the gate: everything about it is in one file, listed once in `controls.ts`.
 *
 * A check is a pure function of its review and fails closed: an input that is missing or not a
 * finite number denies.
 *
 * @typeParam S the shapes of its limits, each a field of `RiskLimits`
 * @typeParam I the inputs that it journals
 */
export interface Control<S extends Shape = Shape, I extends Inputs = Inputs> {
  /** `R-03` and so on. */
  readonly id: string;
  /** Dotted code of the denial, `risk.max_order_value`. */
  readonly code: string;
  readonly title: string;
  /** Schema of each of its limits by field name; a field belongs to one control. */
  readonly limits: S;
  readonly defaults: Readonly<Record<LimitProfile, InferShape<S>>>;
  /** Whether the order passes; undefined when the control does not apply to it. */
  check(review: Review<InferShape<S>>): boolean | undefined;
  /** The inputs that are fractions, shown as percentages. */
  readonly fractions?: readonly (keyof I & string)[];
  /** What was compared, for the journal and for the text; the same for the same review. */
  inputs(review: Review<InferShape<S>>): I;
  /**
   * The fields that tell one cause of a denial from another; without them every denial by this
   * control repeats the one before it. Figures do not belong here: they differ at every bar.
   */
  cause?(inputs: I): DenialCause;
  /**
   * Whether no smaller, later or better priced order would pass either: such a denial is reported
   * before those that a change of the order would avoid.
   */
  isFundamental?(inputs: I): boolean;
  /** The text of a denial for the user, made from the inputs. */
  explain(inputs: I): string;
  /** How much of the limit is used now. */
  usage(review: UsageReview<InferShape<S>>): ControlUsage;
  readonly meaning: ControlMeaning;
}

/** Defines a control; its limits, defaults and inputs are checked against each other. */
export function defineControl<const S extends Shape, I extends Inputs>(
  control: Control<S, I> & {
    readonly defaults: Readonly<Record<LimitProfile, InferShape<NoInfer<S>>>>;
  },
): Control<S, I> {
  return control;
}

/** The same default limits in every profile. */
export function everywhere<const L>(limits: L): Readonly<Record<LimitProfile, L>> {
  return { live: limits, sim: limits, research: limits };
}

/** The usage of a limit of single orders, which has no value between two of them. */
export function perOrder(limit: string): ControlUsage {
  return { limit, value: null, used: null };
}
