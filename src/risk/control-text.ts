import { lossPercentText, moneyText, percentText, quantityText } from '../core/number-text.ts';

/** A fraction as a percentage in the text of a control. */
export function shownFraction(fraction: number): string {
  return Number.isFinite(fraction) ? percentText(fraction) : 'unknown';
}

/** A loss kept as a fraction from 0 up, as the negative percentage that people see. */
export function shownLoss(fraction: number): string {
  return Number.isFinite(fraction) ? lossPercentText(fraction) : 'unknown';
}

/** Dollars or a price per share in the text of a control. */
export function shownDollars(value: number): string {
  return Number.isFinite(value) ? moneyText(value) : 'unknown';
}

/** A quantity in the text of a control. */
export function shownQuantity(value: number): string {
  return Number.isFinite(value) ? quantityText(value) : 'unknown';
}
