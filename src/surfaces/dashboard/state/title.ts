import { effect } from '@preact/signals';
import { dollars } from '../../../core/number-text.ts';
import { signedPercent } from '../model/number-text.ts';
import { engineState, figures, mode } from './store.ts';

/** Keeps the title and the icon of the tab beginning with the mode. */
export function keepTitle(): void {
  effect(() => {
    const now = mode.value;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon !== null && now !== null) icon.href = `/favicon-${now}.svg`;
    document.documentElement.dataset['mode'] = now ?? 'unknown';
  });
  effect(() => {
    const now = mode.value;
    if (now === null) return;
    const { equity, dayFraction } = figures.value;
    const state = engineState.value;
    const day = signedPercent(dayFraction);
    const parts = [now.toUpperCase()];
    if (state !== 'running') parts.push(state.replace('_', ' ').toUpperCase());
    if (Number.isFinite(equity)) parts.push(`${dollars(equity)} ${day.arrow}${day.text}`);
    document.title = `${parts.join(' · ')} · Quipu`;
  });
}
