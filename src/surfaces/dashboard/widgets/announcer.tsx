import { useEffect, useRef, useState } from 'preact/hooks';
import { engineStanding, engineState, fills, house, line } from '../state/store.ts';

const EVERY_MS = 5_000;

/** Says what happened to those who do not see it: fills in batches, a halt at once. */
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
      const one = `${verb} ${last.quantity.toString()} ${last.symbol} at ${last.price.toString()}`;
      setSaid(fresh === 1 ? `Fill: ${one}` : `${fresh} fills, the last: ${one}`);
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const state = engineState.value;
  const alarm =
    state === 'halted' || state === 'reduce_only'
      ? `Engine ${state.replace('_', ' ')}: ${engineStanding.value.reason}`
      : '';
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
