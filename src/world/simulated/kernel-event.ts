import type { Owner } from './owner.ts';

/** Scheduled event at an instant of virtual time. */
export interface KernelEvent {
  readonly kind: string;
  /** Trace entry; a function is called when the event runs. */
  readonly payload: string | (() => string);
  /** Life that the event belongs to; the event does not run once that life has ended. */
  readonly owner?: Owner;
  readonly run: () => void;
}
