import type { Pen } from '../text.ts';

/** Returns the mark of a check's outcome. */
export function mark(pen: Pen, outcome: string): string {
  if (outcome === 'ok') return pen.good('✔');
  return outcome === 'problem' ? pen.bad('✖') : pen.warn('!');
}
