import { useEffect } from 'preact/hooks';
import { watchHouse, house, head, line, linkRefusal } from './state/store.ts';
import { grouped } from '../../core/number-text.ts';
import { Announcer } from './widgets/announcer.tsx';
import { AttentionBar } from './widgets/attention-bar.tsx';
import { DrawerHost } from './widgets/drawer.tsx';
import { EquityPanel } from './widgets/equity-panel.tsx';
import { FillsPanel } from './widgets/fills-panel.tsx';
import { settled } from './widgets/flash.ts';
import { LimitsPanel } from './widgets/limits-panel.tsx';
import { Mark } from './widgets/mark.tsx';
import { ModeStripe } from './widgets/mode-stripe.tsx';
import { OrdersPanel } from './widgets/orders-panel.tsx';
import { PositionsPanel } from './widgets/positions-panel.tsx';
import { StrategiesPanel } from './widgets/strategies-panel.tsx';
import { Tiles } from './widgets/tiles.tsx';
import { TopBar } from './widgets/top-bar.tsx';

/** The page: a way in, or the overview. */
export function App() {
  const { phase } = line.value;
  if (phase === 'signed_out') return <SignedOut />;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the overview
      </a>
      <ModeStripe />
      <TopBar />
      <AttentionBar />
      {house.account.portfolio.seq === 0 && phase !== 'live' ? <Arriving /> : <Overview />}
      <DrawerHost />
      <Announcer />
    </>
  );
}

function Overview() {
  const isLive = line.value.phase === 'live';
  useEffect(() => {
    if (!isLive) return undefined;
    const timer = setTimeout(() => {
      settled.value = true;
    }, 1_500);
    return () => clearTimeout(timer);
  }, [isLive]);
  return (
    <main id="main" class={`overview ${isLive ? '' : 'dim'}`} tabIndex={-1}>
      <h1 class="sr-only">Overview</h1>
      <Tiles />
      <div class="column">
        <EquityPanel />
        <PositionsPanel />
        <OrdersPanel />
      </div>
      <div class="column">
        <StrategiesPanel />
        <LimitsPanel />
        <FillsPanel />
      </div>
    </main>
  );
}

function Arriving() {
  watchHouse();
  const { seq } = house.account.portfolio;
  return (
    <main id="main" class="door" tabIndex={-1}>
      <Mark />
      <h1>Quipu</h1>
      <p role="status">
        {line.value.phase === 'reading'
          ? `Reading the journal: ${grouped(seq, 0)} of ${grouped(head.value, 0)} entries.`
          : 'Looking for the server on this machine.'}
      </p>
    </main>
  );
}

function SignedOut() {
  const refusal = linkRefusal.value;
  return (
    <main id="main" class="door" tabIndex={-1}>
      <Mark />
      <h1>This browser is not signed in</h1>
      {refusal !== '' && (
        <p class="refusal" role="alert">
          The link did not work: {refusal}
        </p>
      )}
      <p>
        Open the one-time link that Quipu printed in the terminal. A link works once; make a new one
        with
      </p>
      <pre class="formula">quipu open</pre>
    </main>
  );
}
