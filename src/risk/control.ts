import type { ControlResult } from '../ledger/journal.ts';
import type { OrderRequest } from '../orders/request.ts';
import type { RiskLimits } from './limits.ts';
import type { OrderFacts, RiskView } from './view.ts';

/** What a control is given. */
export interface Review {
  readonly order: OrderRequest;
  readonly facts: OrderFacts;
  readonly view: RiskView;
  readonly limits: RiskLimits;
}

/**
 * One rule of the gate: one small file, listed once in `controls.ts`.
 *
 * A check is a pure function of its review and fails closed: an input that is missing or not a
 * finite number denies.
 */
export interface Control {
  /** `R-03` and so on. */
  readonly id: string;
  /** Dotted code of the denial, `risk.max_order_value`. */
  readonly code: string;
  readonly title: string;
  /** Whether the order passes; undefined when the control has nothing to say of it. */
  check(review: Review): boolean | undefined;
  /** What was looked at, for the journal and for the sentence; the same for the same review. */
  inputs(review: Review): Inputs;
  /** The sentence for the person whose order was denied. */
  explain(inputs: Inputs): string;
}

/** The inputs of a result, by name. */
export type Inputs = ControlResult['inputs'];

/** An input as a number, for sentences. */
export function input(inputs: Inputs, name: string): number {
  const value = inputs[name];
  return typeof value === 'number' ? value : Number.NaN;
}

/** A fraction as a percentage for a sentence. */
export function percent(fraction: number): string {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(1)} %` : 'unknown';
}

/** The price of a share for a sentence: cents, and below them what is there. */
export function price(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  return value.toFixed(4).replace(/0{1,2}$/, '');
}

/** Dollars for a sentence. */
export function dollars(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : 'unknown';
}
