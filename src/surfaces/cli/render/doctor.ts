import type { Renderer } from './renderer.ts';
import { cellText } from '../text.ts';
import { countText } from '../../../core/number-text.ts';
import { mark } from './mark.ts';

/** Renders the checks, one line with a mark each. */
export const renderDoctor: Renderer<'doctor.run'> = (data, _, pen) => {
  const d = data;
  const lines = d.checks.map((check) => {
    const fix = check.fix === '' ? '' : pen.dim(`   fix: ${cellText(check.fix)}`);
    const lead = `${mark(pen, cellText(check.outcome))} ${cellText(check.name)}`;
    return `${lead}  ${cellText(check.message)}${fix}`;
  });
  const found = `${countText(d.problems, 'problem')}, ${countText(d.warnings, 'warning')}.`;
  return `${[...lines, found].join('\n')}\n`;
};
