import type { Control } from '../../risk/control.ts';
import { CONTROLS } from '../../risk/controls.ts';
import type { Meaning, Meanings } from './meaning.ts';

/** Returns the meanings of the denials of a list of controls, by code. */
export function denialMeanings(controls: readonly Control[]): Meanings {
  return Object.fromEntries(
    controls.map(({ code, meaning: { means, atLimit, remedy } }): [string, Meaning] => [
      code,
      [`${means} ${atLimit}`, remedy],
    ]),
  );
}

/** Error meanings of `risk`: why the gate denied an order. `quipu risk show` has every limit. */
export const riskErrors: Meanings = {
  ...denialMeanings(CONTROLS),
  'risk.denied': ['An order was denied, but no control left a code.', 'See quipu order show ID.'],
  'risk.together': [
    'Another order of the same answer, which this one belongs to, was denied.',
    'Look at that order: its denial says what to change.',
  ],
  'risk.withheld': [
    'An approved order was never sent, because something failed first.',
    'Nothing is at the broker. Place it again.',
  ],
};
