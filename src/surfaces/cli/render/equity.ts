import type { Renderer } from './renderer.ts';
import { showMoney, showTime, table } from '../text.ts';

/** Renders the equity curve as text. */
export const renderEquity: Renderer<'portfolio.equity'> = (data, _, pen) =>
  table(
    [{ title: 'AT' }, { title: 'EQUITY', right: true }],
    data.map((point) => [showTime(point.at, pen), showMoney(point.equity)]),
    pen,
  );
