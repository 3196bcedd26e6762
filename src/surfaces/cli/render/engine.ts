import type { Renderer } from './renderer.ts';
import { cellText } from '../text.ts';
import { countText } from '../../../core/number-text.ts';

/** Renders the engine state as text. */
export const renderEngine: Renderer<'engine.halt'> = (data, meta, pen) => {
  const s = data;
  const asked = s.cancels_requested;
  const canceled = asked > 0 ? ` Requested to cancel ${countText(asked, 'open order')}.` : '';
  const state = pen.bold(cellText(s.state).toUpperCase());
  const mode = cellText(meta['mode']).toUpperCase();
  return `${mode} engine ${state}: ${cellText(s.reason)}.${canceled}\n`;
};
