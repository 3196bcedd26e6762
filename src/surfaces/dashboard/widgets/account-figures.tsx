import {
  countText,
  lossPercentText,
  moneyChange,
  moneyText,
  percentChange,
  percentText,
  timeText,
} from '../../../core/number-text.ts';
import { returnChange } from '../model/explain.ts';
import type { Figures as AccountValues } from '../model/figures.ts';
import { PERIODS, type ReturnMethod } from '../model/performance.ts';
import { figures, period, positions, returnMethod, watchHouse } from '../state/store.ts';
import { type FigureTile, FigureTiles } from './figures.tsx';
import { Signed } from './signed.tsx';

/** Shows the figures of the account over the chosen period. */
export function AccountFigures() {
  watchHouse();
  return <FigureTiles rows={[...valueFigures(figures.value), ...riskFigures(figures.value)]} />;
}

function valueFigures(now: AccountValues): readonly FigureTile[] {
  const name = periodName();
  return [
    {
      id: 'equity',
      name: 'Equity',
      value: moneyText(now.equity),
      note: `net deposits ${moneyText(now.contributed)}`,
    },
    {
      id: 'day_pnl',
      name: 'Day P&L',
      value: <Signed of={moneyChange(now.dayPnl)} />,
      note: (
        <>
          <Signed of={percentChange(now.dayFraction)} plain /> today
        </>
      ),
    },
    {
      id: 'period_return',
      name: returnMethod.value === 'usd' ? `P&L, ${name}` : `Return, ${name}`,
      value: <Signed of={returnChange(now.result, returnMethod.value)} />,
      note: returnNote(now, returnMethod.value),
    },
    {
      id: 'max_drawdown',
      name: `Max drawdown, ${name}`,
      value: lossPercentText(now.result?.drawdown?.depth ?? Number.NaN),
      note: `now ${lossPercentText(now.result?.drawdownNow ?? Number.NaN)} · of marks`,
    },
  ];
}

/** Returns the result in the other unit: dollars next to a percentage, and vice versa. */
function returnNote({ result }: AccountValues, method: ReturnMethod) {
  const other = method === 'usd' ? 'twr' : 'usd';
  return (
    <>
      <Signed of={returnChange(result, other)} plain /> {method === 'mwr' ? 'MWR' : 'TWR'}
    </>
  );
}

function riskFigures(now: AccountValues): readonly FigureTile[] {
  return [
    {
      id: 'exposure',
      name: 'Gross exposure',
      value: percentText(now.gross),
      note: `net ${percentText(now.net)} · ${countText(positions.value.length, 'position')}`,
    },
    {
      id: 'cash',
      name: 'Cash',
      value: moneyText(now.cash),
      note: `fees paid, ${periodName()} ${moneyText(now.fees)}`,
    },
    {
      id: 'buying_power',
      name: 'Free cash',
      value: moneyText(now.freeCash),
      note: buyingPowerText(now),
    },
  ];
}

function periodName(): string {
  return PERIODS.find(([name]) => name === period.value)?.[1] ?? '';
}

function buyingPowerText({ buyingPower, statedAt }: AccountValues): string {
  if (buyingPower === null || statedAt === null) return 'buying power not reported yet';
  return `buying power ${moneyText(buyingPower)} at ${timeText(statedAt)}`;
}
