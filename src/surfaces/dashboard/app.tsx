import { numberText } from '../../core/number-text.ts';
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { includesRole, type PageEntry } from './model/page-entry.ts';
import { path } from './router.ts';
import { currentPage } from './state/current-page.ts';
import { freshness, head, house, line, linkRefusal, session, watchHouse } from './state/store.ts';
import { isCovered } from './state/ui.ts';
import { Announcer } from './widgets/announcer.tsx';
import { AttentionBar } from './widgets/attention-bar.tsx';
import { DrawerHost } from './widgets/drawer.tsx';
import { settledValue } from './widgets/flash.ts';
import { HaltHost } from './widgets/halt.tsx';
import { HaltedBar } from './widgets/halted-bar.tsx';
import { Mark } from './widgets/mark.tsx';
import { ModeStripe } from './widgets/mode-stripe.tsx';
import { BottomBar, MoreSheet, Rail } from './widgets/navigation.tsx';
import { Palette } from './widgets/palette.tsx';
import { NoPermission, Skeleton } from './widgets/states.tsx';
import { TopBar } from './widgets/top-bar.tsx';

/** The dashboard: a sign-in page, or the shell around the page of the address. */
export function App() {
  const { phase } = line.value;
  if (phase === 'signed_out') return <SignedOut />;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <ModeStripe />
      <TopBar />
      <HaltHost />
      <div class="under-header" inert={isCovered.value}>
        <HaltedBar />
        <div class="frame">
          <Rail />
          <div class={`content ${freshness.value}`}>
            <AttentionBar />
            {house.account.portfolio.seq === 0 && phase !== 'live' ? <Arriving /> : <PageHost />}
          </div>
        </div>
      </div>
      <BottomBar />
      <MoreSheet />
      <DrawerHost />
      <Palette />
      <Announcer />
    </>
  );
}

/** The page of the address, loaded when it is first opened. */
function PageHost() {
  useSettling();
  const match = currentPage.value;
  if (match === undefined) return <NotFound />;
  const { entry } = match;
  const now = session.value;
  if (now !== null && !includesRole(now.role, entry.role)) {
    return (
      <main id="main" class="page" tabIndex={-1}>
        <NoPermission what={entry.label} needs={entry.role} />
      </main>
    );
  }
  return (
    <main id="main" class="page" tabIndex={-1}>
      <LazyPage key={entry.route} entry={entry} />
    </main>
  );
}

function LazyPage({ entry }: { readonly entry: PageEntry }) {
  const [Page, setPage] = useState<ComponentType | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let isWanted = true;
    entry.load().then(
      ({ Page: loaded }) => {
        if (isWanted) setPage(() => loaded);
      },
      () => setFailed(true),
    );
    return () => {
      isWanted = false;
    };
  }, [entry]);
  if (Page !== null) return <Page />;
  if (!failed) return <Skeleton rows={12} />;
  return (
    <div class="state">
      <p class="state-title loss">{entry.label} could not be loaded</p>
      <p>Quipu did not respond, or was updated since this page was opened.</p>
      <button type="button" class="button" onClick={() => location.reload()}>
        Reload
      </button>
    </div>
  );
}

/** Rows that appear after the page has been live for a moment are new, and light up. */
function useSettling(): void {
  const isLive = line.value.phase === 'live';
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setTimeout(() => {
      settledValue.value = true;
    }, 1_500);
    return () => clearTimeout(timer);
  }, [isLive]);
}

function NotFound() {
  return (
    <main id="main" class="page" tabIndex={-1}>
      <div class="state">
        <h1 class="state-title">No page at {path.value}</h1>
        <p>
          <a href="/">Open the overview</a>
        </p>
      </div>
    </main>
  );
}

function Arriving() {
  watchHouse();
  const { seq } = house.account.portfolio;
  return (
    <main id="main" class="entrance" tabIndex={-1}>
      <Mark />
      <h1>Quipu</h1>
      <p role="status">
        {line.value.phase === 'reading'
          ? `Reading the journal: ${numberText(seq, 0)} of ${numberText(head.value, 0)} entries.`
          : 'Connecting to Quipu on this machine.'}
      </p>
    </main>
  );
}

function SignedOut() {
  const refusal = linkRefusal.value;
  return (
    <main id="main" class="entrance" tabIndex={-1}>
      <Mark />
      <h1>This browser is not signed in</h1>
      {refusal !== '' && (
        <p class="refusal" role="alert">
          The link did not work: {refusal}
        </p>
      )}
      <p>
        Open the one-time link that Quipu printed in the terminal. A link works once. Create a new
        one with
      </p>
      <pre class="formula">quipu open</pre>
    </main>
  );
}
