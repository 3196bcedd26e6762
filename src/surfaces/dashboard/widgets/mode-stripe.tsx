import type { Mode } from '../../../ledger/journal.ts';
import { about, mode } from '../state/store.ts';

const WORDS: Readonly<Record<Mode, string>> = {
  sim: 'Simulated market and broker on this machine. No real money moves.',
  paper: 'A paper account at Alpaca. Real prices, no real money.',
  live: 'Real money. Every order here is a real order.',
};

/** How real the money is, over the full width, always in sight. */
export function ModeStripe() {
  const now = mode.value;
  const { account } = about.value;
  return (
    <div class={`stripe ${now ?? 'unknown'}`} role="note" aria-label="Mode">
      <b>{now === null ? 'MODE NOT KNOWN YET' : now.toUpperCase()}</b>
      <span class="stripe-words">{now === null ? '' : WORDS[now]}</span>
      {account !== '' && <span class="stripe-account">account {account}</span>}
    </div>
  );
}
