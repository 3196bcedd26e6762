import type { Window } from './window.ts';
import { createWindow, push } from './window.ts';

/** A least-squares line through the last values; {@link nextLine} fits it. */
export interface LineFit {
  readonly window: Window;
  /** Change per row. */
  slope: number;
  /** The line at the window's first row. */
  intercept: number;
  /** Sum of squared distances from the line, and from the mean. */
  residual: number;
  total: number;
}

/** A line through `length` values, before the first. */
export function createLine(length: number): LineFit {
  const nan = Number.NaN;
  return { window: createWindow(length), slope: nan, intercept: nan, residual: nan, total: nan };
}

/** Takes one value and fits the line of the window; true once there are enough values. */
export function nextLine(state: LineFit, value: number): boolean {
  const { window } = state;
  push(window, value);
  if (window.left > 0) return false;
  const { values, at } = window;
  const rows = values.length;
  let sum = 0;
  let moment = 0;
  // Row numbers and values are taken from their middle and from the newest value: small numbers.
  const middle = (rows - 1) / 2;
  for (let row = 0; row < rows; row += 1) {
    const place = at + row < rows ? at + row : at + row - rows;
    const distance = values[place]! - value;
    sum += distance;
    moment += (row - middle) * distance;
  }
  const mean = sum / rows;
  const slope = rows === 1 ? 0 : moment / ((rows * (rows * rows - 1)) / 12);
  state.slope = slope;
  state.intercept = value + mean - slope * middle;
  return true;
}

/** Measures how far the window lies from its line; call after {@link nextLine} was true. */
export function measureLine(state: LineFit): void {
  const { values, at } = state.window;
  const rows = values.length;
  const middle = (rows - 1) / 2;
  const mean = state.intercept + state.slope * middle;
  let residual = 0;
  let total = 0;
  for (let row = 0; row < rows; row += 1) {
    const value = values[at + row < rows ? at + row : at + row - rows]!;
    residual += (value - mean - state.slope * (row - middle)) ** 2;
    total += (value - mean) ** 2;
  }
  state.residual = residual;
  state.total = total;
}
