import { clockText, durationText } from '../../../core/number-text.ts';
import { nextSession, sessionAt } from '../../../market/calendar.ts';
import { connectionChip } from '../model/connection.ts';
import { dayText } from '../model/market-time.ts';
import { marketSpeed } from '../model/speed.ts';
import { currentPage } from '../state/current-page.ts';
import { house, line, marketAt, marks, mode, steadyNow, watchHouse } from '../state/store.ts';
import { isDark, open, openPalette, toggleTheme } from '../state/ui.ts';
import { EngineStateBadge, HaltButton } from './halt.tsx';
import { Icon, SEARCH_ICON } from './icon.tsx';
import { Mark } from './mark.tsx';

/** The header of every page: connection, exchange clock, search, engine state and HALT. */
export function TopBar() {
  return (
    <header class="top">
      <a class="brand" href="/" aria-label="Quipu, overview">
        <Mark />
        <span>Quipu</span>
      </a>
      <span class="top-title" aria-hidden="true">
        {currentPage.value?.entry.label ?? 'Quipu'}
      </span>
      <Chip />
      <MarketClock />
      <span class="spacer" />
      <button
        type="button"
        class="search-button"
        onClick={openPalette}
        aria-keyshortcuts="Control+K Meta+K /"
      >
        <Icon path={SEARCH_ICON} />
        <span class="search-label">Search or run a command</span>
        <kbd>{SHORTCUT}</kbd>
      </button>
      <span class="halt">
        <EngineStateBadge />
        <HaltButton />
      </span>
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
          title="Keys and terms (?)"
          aria-label="Help"
        >
          <span aria-hidden="true">?</span>
        </button>
      </span>
    </header>
  );
}

const SHORTCUT = navigator.userAgent.includes('Mac') ? '⌘K' : 'Ctrl K';

function Chip() {
  const now = marks.value;
  const { state, text } = connectionChip(line.value, steadyNow.value, {
    open: now?.open ?? false,
    ageMs: now?.marketAgeMs ?? null,
  });
  return (
    <span class={`chip ${state}`} title="Connection to the server, and age of the prices">
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
  const isFast = mode.value === 'sim' && Number.isFinite(speed);
  return (
    <span class="market-clock">
      <time>
        <span class="muted clock-day">{dayText(at)}</span> <b>{clockText(at)}</b>{' '}
        <span class="muted">ET</span>
      </time>
      {line.value.phase === 'live' && (
        <span class={`session ${isOpen ? 'open' : ''}`}>
          {isOpen ? 'open' : 'closed'}
          {change !== undefined && (
            <span class="muted session-left">
              {' '}
              · {isOpen ? 'closes' : 'opens'} in {durationText(Math.max(60_000, change - at))}
            </span>
          )}
        </span>
      )}
      {isFast && (
        <span class="speed" title="Speed of the simulated clock">
          {speed}×
        </span>
      )}
    </span>
  );
}
