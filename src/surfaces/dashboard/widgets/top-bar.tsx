import { nextSession, sessionAt } from '../../../market/calendar.ts';
import { connectionChip } from '../model/connection.ts';
import { clockText, dayText } from '../model/market-time.ts';
import { ageText } from '../model/number-text.ts';
import { marketSpeed } from '../model/speed.ts';
import { watchHouse, house, line, marketAt, marks, mode, steadyNow } from '../state/store.ts';
import { isDark, open, toggleTheme } from '../state/ui.ts';
import { Halt } from './halt.tsx';
import { Mark } from './mark.tsx';

/** Who we are, how the line stands, what time the market has, and the way to stop it. */
export function TopBar() {
  return (
    <header class="top">
      <a class="brand" href="/" aria-label="Quipu, overview">
        <Mark />
        <span>Quipu</span>
      </a>
      <Chip />
      <MarketClock />
      <span class="spacer" />
      <Halt />
      <span class="top-tools">
        <button
          type="button"
          class="icon-button"
          onClick={toggleTheme}
          title="Light or dark (t)"
          aria-label={isDark.value ? 'Use light colors' : 'Use dark colors'}
        >
          <span aria-hidden="true">◐</span>
        </button>
        <button
          type="button"
          class="icon-button"
          onClick={() => open({ kind: 'help' })}
          title="Keys and words (?)"
          aria-label="Help"
        >
          <span aria-hidden="true">?</span>
        </button>
      </span>
    </header>
  );
}

function Chip() {
  const now = marks.value;
  const { state, text } = connectionChip(line.value, steadyNow.value, {
    open: now?.open ?? false,
    ageMs: now?.marketAgeMs ?? null,
  });
  return (
    <span class={`chip ${state}`} title="The line to the server, and how old the prices are">
      <span class="dot" aria-hidden="true" />
      {text}
    </span>
  );
}

function MarketClock() {
  watchHouse();
  const at = marketAt.value;
  if (at <= 0) return null;
  const isOpen = marks.value?.open ?? false;
  const change = isOpen ? sessionAt(at)?.close : nextSession(at).open;
  const speed = marketSpeed(house.readings);
  const fast = mode.value === 'sim' && Number.isFinite(speed);
  return (
    <span class="market-clock">
      <time>
        <span class="muted">{dayText(at)}</span> <b>{clockText(at)}</b>{' '}
        <span class="muted">New York</span>
      </time>
      <span class={`session ${isOpen ? 'open' : ''}`}>
        {isOpen ? 'open' : 'closed'}
        {change !== undefined && (
          <span class="muted session-left">
            {' '}
            · {isOpen ? 'closes' : 'opens'} in {ageText(Math.max(60_000, change - at))}
          </span>
        )}
      </span>
      {fast && (
        <span class="speed" title="How much faster than time the simulated market runs">
          {speed}×
        </span>
      )}
    </span>
  );
}
