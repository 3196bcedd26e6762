import { countText, timeText } from '../../../core/number-text.ts';
import { house, engine, tradingState, watchHouse } from '../state/store.ts';
import { openHalt } from '../state/ui.ts';

/** The red bar of a halt: since when, by whom, why, what is blocked and what stays open. */
export function HaltedBar() {
  watchHouse();
  const { state, at, by, reason } = tradingState.value;
  if (state !== 'halted' || engine.value.tone === 'unknown') return null;
  const { halt, portfolio } = house.account;
  const canceled = halt?.canceled ?? 0;
  let exits = 0;
  for (const { cancel } of portfolio.open.values()) if (cancel !== 'requested') exits += 1;
  return (
    <section class="halted-bar" aria-label="Trading is halted">
      <b>HALTED</b>
      <p class="halted-long">
        since {timeText(at)} by {by}: {reason.replace(/\.$/, '')}. New orders are blocked,{' '}
        {amountText(canceled, 'entry', 'entries')} {canceled === 1 ? 'was' : 'were'} canceled,{' '}
        {exitsText(exits)}.
      </p>
      <p class="halted-short">
        since {timeText(at)}, {exitsText(exits)}
      </p>
      <button type="button" class="button" onClick={openHalt}>
        Resume…
      </button>
    </section>
  );
}

function amountText(count: number, one: string, many: string): string {
  return count === 0 ? `no ${many}` : countText(count, one, many);
}

function exitsText(exits: number): string {
  if (exits === 0) return 'no exit orders are open';
  return `${countText(exits, 'exit order')} ${exits === 1 ? 'stays' : 'stay'} open`;
}
