import type { Mode } from '../../../ledger/journal.ts';
import { about, mode } from '../state/store.ts';

const MEANINGS: Readonly<Record<Mode, string>> = {
  sim: 'Simulated market and broker on this machine. No real money moves.',
  paper: 'Alpaca paper account. Live prices, simulated money.',
  live: 'Real money. Every order here is a real order.',
};

/** Shows the mode across the full width; nothing ever covers it. */
export function ModeStripe() {
  const now = mode.value;
  const { account } = about.value;
  return (
    <div class={`stripe ${now ?? 'unknown'}`} role="note" aria-label="Mode">
      <b>{now === null ? 'MODE NOT KNOWN YET' : now.toUpperCase()}</b>
      <span class="stripe-words">{now === null ? '' : MEANINGS[now]}</span>
      {account !== '' && <span class="stripe-account">account {account}</span>}
    </div>
  );
}
