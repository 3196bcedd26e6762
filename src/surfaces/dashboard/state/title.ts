import { moneyText, percentChange } from '../../../core/number-text.ts';
import { effect } from '@preact/signals';
import { engine, figures, mode } from './store.ts';

/** Keeps the mode at the start of the tab's title and in its icon. */
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
    const { tone, text } = engine.value;
    const day = percentChange(dayFraction);
    const parts = [now.toUpperCase()];
    if (tone === 'unknown') parts.push('OFFLINE');
    else if (tone !== 'running') parts.push(text.toUpperCase());
    if (Number.isFinite(equity)) parts.push(`${moneyText(equity)} ${day.arrow}${day.text}`);
    document.title = `${parts.join(' · ')} · Quipu`;
  });
}
