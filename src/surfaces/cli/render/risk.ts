import type { Renderer } from './renderer.ts';
import { cellText, showPercent, table } from '../text.ts';
import { countText } from '../../../core/number-text.ts';

/** Renders the risk limits as text. */
export const renderRisk: Renderer<'risk.show'> = (data, meta, pen) => {
  const r = data;
  const lead =
    `${cellText(meta['mode']).toUpperCase()} engine ${cellText(r.engine).toUpperCase()}: ` +
    `${cellText(r.reason)} (${cellText(r.by)})\n\n`;
  return (
    lead +
    table(
      [
        { title: 'CONTROL' },
        { title: 'LIMIT' },
        { title: 'NOW' },
        { title: 'USED', right: true },
        { title: 'STATE' },
        { title: 'DENIED', right: true },
      ],
      r.limits.map((l) => [
        `${cellText(l.control)} ${cellText(l.title)}`,
        cellText(l.limit),
        cellText(l.value),
        showPercent(l.used),
        l.state === 'ok' ? 'ok' : pen.warn(cellText(l.state)),
        cellText(l.denied),
      ]),
      pen,
    ) +
    `${countText(r.denied, 'order')} denied; one that several controls deny counts for each.\n`
  );
};
