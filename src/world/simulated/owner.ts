/**
 * One life of a simulated program, from its boot to its crash.
 *
 * Every timer and request belongs to the life that made it: when that life ends, its timers never
 * fire and its responses never arrive.
 */
export interface Owner {
  readonly name: string;
  /** 1 for the first life, 2 after the first crash, and so on. */
  readonly generation: number;
  readonly pid: number;
  alive: boolean;
  /** Number of events run for this life. */
  steps: number;
  /** Step in place of which the program crashes. */
  crashAtStep: number | undefined;
  /** Called, in the order added, when the life ends. */
  readonly endings: Set<() => void>;
}

/** Starts a life. */
export function createOwner(name: string, generation: number, pid: number): Owner {
  return {
    name,
    generation,
    pid,
    alive: true,
    steps: 0,
    crashAtStep: undefined,
    endings: new Set(),
  };
}

/** Ends a life and notifies everything it owned. */
export function endOwner(owner: Owner): void {
  owner.alive = false;
  const endings = [...owner.endings];
  owner.endings.clear();
  for (const ending of endings) ending();
}
