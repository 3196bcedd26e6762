import { quantityText } from '../../src/core/number-text.ts';
import { object } from '../../src/core/schema.ts';
import type { Control } from '../../src/risk/control.ts';
import { CONTROLS } from '../../src/risk/controls.ts';
import { fieldRows } from './fields.ts';
import { code, plain, table } from './markdown.ts';

const LEAD = `# Risk controls

Every order passes all of these controls, in a backtest as in live trading. An order that only
reduces a position passes most of them; see [Risk](../concepts/risk.md). The limits of each control
and their defaults are in [Configuration](configuration.md#risk-limits), and \`quipu explain R-03\`
prints the meaning of one control. A denied order has the code of the control.

\`npm run document\` generates this page from the list of controls.

`;

/** Returns the page of every risk control with its behavior at the limit, as Markdown. */
export function controlsPage(): string {
  const head = ['control', 'code', 'denied because', 'at the limit', 'what to do'];
  return LEAD + table(head, controlRows(CONTROLS));
}

/** Returns the row of each control. */
export function controlRows(controls: readonly Control[]): readonly (readonly string[])[] {
  return controls.map(({ id, title, code: name, meaning: { means, atLimit, remedy } }) => [
    `${id} ${plain(title)}`,
    code(name),
    ...[means, atLimit, remedy].map(plain),
  ]);
}

/** Returns the row of each limit: name, control, defaults of live, sim and backtests, meaning. */
export function limitRows(controls: readonly Control[]): readonly (readonly string[])[] {
  return controls.flatMap(({ id, limits, defaults: { live, sim, research } }) =>
    fieldRows(object(limits).json).map(([name, , meaning]) => {
      const path = name.slice(1, -1);
      const values = [live, sim, research].map((of) => plain(valueAt(of, path)));
      return [name, id, ...values, meaning];
    }),
  );
}

function valueAt(limits: object, path: string): string {
  let value: unknown = limits;
  for (const step of path.split('.')) value = (value as Record<string, unknown>)[step];
  if (typeof value === 'number') return quantityText(value);
  return value === null ? 'none' : JSON.stringify(value);
}
