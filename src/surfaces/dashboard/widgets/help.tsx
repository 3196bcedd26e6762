import { letterKeys, setLetterKeys } from '../state/ui.ts';
import { about, session } from '../state/store.ts';
import { Facts } from './facts.tsx';

/** The keys, the words of the page, and who is signed in. */
export function HelpStory() {
  return (
    <>
      <h2 id="drawer-title">Keys and words</h2>
      <Facts
        rows={[
          [
            'Stop new orders',
            <>
              <kbd>Shift</kbd> <kbd>H</kbd>, then <kbd>Enter</kbd>
            </>,
          ],
          ['Light or dark', <kbd>t</kbd>],
          ['This help', <kbd>?</kbd>],
          ['Close what is open', <kbd>Esc</kbd>],
          [
            'Move along the equity line',
            <>
              focus it, then <kbd>←</kbd> <kbd>→</kbd>
            </>,
          ],
        ]}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={letterKeys.value}
          onChange={(event) => setLetterKeys(event.currentTarget.checked)}
        />
        <span>Single letters are keys</span>
      </label>
      <h3>Words</h3>
      <Facts
        rows={[
          ['denied', 'our own risk gate stopped the order; it was never sent'],
          ['rejected', 'the broker refused it'],
          ['unknown', 'it was sent and no answer came; it may be alive and is being asked for'],
          ['reduce only', 'no order may add to a position; what reduces one passes'],
          ['halted', 'no new order at all, until the owner resumes'],
          ['drawdown', 'how far equity is below its highest so far'],
          ['book', "a strategy's share of the account, with its own cash and positions"],
        ]}
      />
      <h3>This page</h3>
      <Facts
        rows={[
          ['Signed in as', signedInAs()],
          ['Quipu', about.value.version],
          ['Numbers', 'folded in this browser from the same journal, with the same code'],
          ['Equity chart', 'uPlot, MIT license'],
        ]}
      />
    </>
  );
}

function signedInAs(): string {
  const now = session.value;
  if (now === null) return 'nobody yet';
  return now.name === now.role ? now.name : `${now.name}, ${now.role}`;
}
