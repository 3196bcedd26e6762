/**
 * One life of a simulated program, from its boot to its crash.
 *
 * Whatever a program has asked for belongs to the life that asked: when that life ends, its timers
 * never fire and its answers never come.
 */
export interface Owner {
  readonly name: string;
  /** 1 for the first life, 2 after the first crash, and so on. */
  readonly generation: number;
  readonly pid: number;
  alive: boolean;
  /** How many events have run for this life. */
  steps: number;
  /** The step that is not to run: the program crashes in its place. */
  crashAtStep: number | undefined;
  /** Told, in the order added, when the life ends. */
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

/** Ends a life; what it owned hears of it. */
export function endOwner(owner: Owner): void {
  owner.alive = false;
  const endings = [...owner.endings];
  owner.endings.clear();
  for (const ending of endings) ending();
}
