import { PAGES } from '../pages/list.ts';
import { BINDINGS } from '../state/keys.ts';
import { about, session } from '../state/store.ts';
import { letterKeys, setLetterKeys } from '../state/ui.ts';
import { Facts } from './facts.tsx';

const TERMS = [
  ['denied', 'our own risk gate blocked the order; it was never sent'],
  ['rejected', 'the broker refused the order'],
  ['unknown', 'sent without a response; it may be working and is being verified'],
  ['reduce only', 'no order may increase a position; orders that reduce one are sent'],
  ['halted', 'no new orders until the owner resumes; exit orders stay open'],
  ['drawdown', 'how far growth is below its highest point so far'],
  ['TWR', 'time-weighted return: growth of one dollar, without the effect of deposits'],
  ['MWR', 'money-weighted return: the rate that explains deposits and final value'],
  ['book', "a strategy's sub-account, with its own cash and positions"],
] as const;

/** The keys, the terms of the page, and who is signed in. */
export function HelpStory() {
  return (
    <>
      <h2 id="drawer-title">Keys and terms</h2>
      <Facts
        rows={[
          [
            'Halt trading',
            <>
              <kbd>Shift</kbd> <kbd>H</kbd>, then <kbd>Enter</kbd>
            </>,
          ],
          [
            'Search or run a command',
            <>
              <kbd>Ctrl</kbd> <kbd>K</kbd> or <kbd>⌘</kbd> <kbd>K</kbd>
            </>,
          ],
          ...BINDINGS.map(({ key, does }) => [does, <kbd>{key}</kbd>] as const),
          ...PAGES.map(
            ({ label, key }) =>
              [
                label,
                <>
                  <kbd>g</kbd> <kbd>{key}</kbd>
                </>,
              ] as const,
          ),
          ['Close what is open', <kbd>Esc</kbd>],
          [
            'In a focused chart',
            <>
              <kbd>←</kbd> <kbd>→</kbd> crosshair, <kbd>↑</kbd> <kbd>↓</kbd> zoom, <kbd>d</kbd>{' '}
              table
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
      <h3>Terms</h3>
      <Facts rows={TERMS} />
      <h3>This page</h3>
      <Facts
        rows={[
          ['Signed in as', signedInAs()],
          ['Quipu', about.value.version],
          ['Numbers', 'computed in this browser from the same journal, with the same code'],
          ['Charts', 'uPlot, MIT license'],
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
