/** The last `length` values of a series, as a ring. */
export interface Window {
  readonly values: Float64Array;
  /** Where the next value goes; the oldest value of a full window. */
  at: number;
  /** Values still missing before the window is full. */
  left: number;
}

/** An empty window of `length` values. */
export function createWindow(length: number): Window {
  return { values: new Float64Array(length), at: 0, left: length };
}

/** Puts a value in; returns the value that falls out, NaN while the window fills. */
export function push(window: Window, value: number): number {
  const { values, at } = window;
  const oldest = values[at]!;
  values[at] = value;
  window.at = at + 1 === values.length ? 0 : at + 1;
  if (window.left === 0) return oldest;
  window.left -= 1;
  return Number.NaN;
}

/** The value `rows` back, 0 being the newest; meaningful where the window has that many. */
export function ago(window: Window, rows: number): number {
  const place = window.at - 1 - rows;
  return window.values[place < 0 ? place + window.values.length : place]!;
}
