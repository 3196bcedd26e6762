import { configSchema } from '../../src/app/configuration/config.ts';
import { CONTROLS } from '../../src/risk/controls.ts';
import { limitRows } from './controls-page.ts';
import { fieldRows } from './fields.ts';
import { table } from './markdown.ts';

const LEAD = `# Configuration

\`quipu.config.ts\` (with \`defineConfig\`) or \`quipu.config.json\` in the folder where Quipu is
started; \`--config FILE\` names another. An unknown key is rejected before anything starts. Names
can also be written as \`max_gross\` or \`max-gross\`; messages print \`maxGross\`.

\`\`\`ts
import { defineConfig } from 'quipu-portfolio/config';

const config = defineConfig({
  mode: 'sim',
  books: {
    trend: { strategy: 'trend-follower', capital: 0.5, symbols: ['SPY'] },
  },
  limits: { maxConcentration: 0.4 },
});
console.log(config.limits); // { maxConcentration: 0.4 }
\`\`\`

\`npm run document\` generates this page from the configuration schemas.

## Keys

`;

const LIMITS = `
## Risk limits

Fractions are of the account's equity: 0.1 is 10%. \`live\` holds for live and Alpaca's paper
accounts, \`sim\` for the simulated market, \`backtest\` for research. In live trading, a loss
limit that has tripped stays in force until the owner resumes. \`quipu risk show\` prints current
usage, and [Risk controls](risk-controls.md) explains each control.

`;

/**
 * Returns the page of the configuration keys and of the limits with their defaults, as Markdown.
 */
export function configurationPage(): string {
  const keys = table(['key', 'takes', 'meaning'], fieldRows(configSchema.json));
  const head = ['limit', 'control', 'live', 'sim', 'backtest', 'meaning'];
  return `${LEAD}${keys}${LIMITS}${table(head, limitRows(CONTROLS))}`;
}

/** Returns the names of the limits, for a check that the page has them all. */
export function limitNames(): readonly string[] {
  return limitRows(CONTROLS).map(([name = '']) => name);
}
