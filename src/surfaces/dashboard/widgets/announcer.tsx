import { moneyText, quantityText } from '../../../core/number-text.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { concerns, engine, fills, house, line, tradingState } from '../state/store.ts';

const EVERY_MS = 5_000;

/** Announces to screen readers: fills in batches, alarms immediately. */
export function Announcer() {
  const [said, setSaid] = useState('');
  const known = useRef(-1);
  useEffect(() => {
    const timer = setInterval(() => {
      const { fillCount } = house.account.portfolio;
      if (line.peek().phase !== 'live') return;
      const fresh = known.current < 0 ? 0 : fillCount - known.current;
      known.current = fillCount;
      const last = fills.peek()[0]?.fill;
      if (fresh <= 0 || last === undefined) return;
      const verb = last.side === 'buy' ? 'bought' : 'sold';
      const amount = `${quantityText(last.quantity)} ${last.symbol} at ${moneyText(last.price)}`;
      setSaid(
        fresh === 1 ? `Fill: ${verb} ${amount}` : `${fresh} fills, the last: ${verb} ${amount}`,
      );
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const { tone } = engine.value;
  // Titles only: the seconds in a concern's text would be announced every second.
  const titles = concerns.value.filter(({ level }) => level === 'alarm').map(({ title }) => title);
  if (tone === 'halted') titles.unshift(`Trading is halted: ${tradingState.value.reason}`);
  const alarm = titles.join('. ');
  return (
    <>
      <p class="sr-only" aria-live="polite">
        {said}
      </p>
      <p class="sr-only" aria-live="assertive">
        {alarm}
      </p>
    </>
  );
}
