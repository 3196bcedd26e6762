import { PERIODS, type ReturnMethod } from '../model/performance.ts';
import { setQuery } from '../router.ts';
import { period, returnMethod } from '../state/store.ts';
import { AccountFigures } from '../widgets/account-figures.tsx';
import { EquityPanel } from '../widgets/equity-panel.tsx';
import { FillsPanel } from '../widgets/fills-panel.tsx';
import { LimitsPanel } from '../widgets/limits-panel.tsx';
import { OrdersPanel } from '../widgets/orders-panel.tsx';
import { PositionsPanel } from '../widgets/positions-panel.tsx';
import { StrategiesPanel } from '../widgets/strategies-panel.tsx';

const METHODS: readonly (readonly [method: ReturnMethod, name: string, title: string])[] = [
  ['twr', 'TWR', 'Time-weighted: growth of one dollar'],
  ['mwr', 'MWR', 'Money-weighted: what the deposits earned'],
  ['usd', '$', 'In dollars'],
];

/** The overview: account value, performance, and what needs attention. */
export function Page() {
  return (
    <>
      <header class="page-head">
        <h1>Overview</h1>
        <div class="pills" role="group" aria-label="Return method">
          {METHODS.map(([method, name, title]) => (
            <button
              key={method}
              type="button"
              class="pill"
              title={title}
              aria-label={title}
              aria-pressed={returnMethod.value === method}
              onClick={() => setQuery({ return: method === 'twr' ? null : method })}
            >
              {name}
            </button>
          ))}
        </div>
        <div class="pills" role="group" aria-label="Period">
          {PERIODS.map(([one, name]) => (
            <button
              key={one}
              type="button"
              class="pill"
              aria-pressed={period.value === one}
              onClick={() => setQuery({ period: one === 'ytd' ? null : one })}
            >
              {name}
            </button>
          ))}
        </div>
      </header>
      <AccountFigures />
      <div class="columns">
        <div class="column">
          <EquityPanel />
          <PositionsPanel />
          <OrdersPanel />
        </div>
        <div class="column side-column">
          <StrategiesPanel />
          <LimitsPanel />
          <FillsPanel />
        </div>
      </div>
    </>
  );
}
