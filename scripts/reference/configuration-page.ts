import { configSchema } from '../../src/app/config.ts';
import {
  LIVE_LIMITS,
  RESEARCH_LIMITS,
  riskLimitsSchema,
  SIM_LIMITS,
} from '../../src/risk/limits.ts';
import { fieldRows } from './fields.ts';
import { plain, table } from './markdown.ts';

const LEAD = `# Configuration

\`quipu.config.ts\` (with \`defineConfig\`) or \`quipu.config.json\` in the folder where Quipu is
started; \`--config FILE\` names another. An unknown key is refused before anything starts.

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

This page is made from the shapes that judge a configuration, by \`npm run document\`.

## Keys

`;

const LIMITS = `
## Risk limits

Fractions are of the account's equity: 0.1 is 10 %. \`live\` holds for live and Alpaca's paper
accounts, \`sim\` for the embedded market, \`backtest\` for research. Live, a loss limit that has
tripped stays shut until a person opens it. \`quipu risk show\` prints what is in force.

`;

/** The page of the configuration's keys and of the limits with their defaults, as Markdown. */
export function configurationPage(): string {
  const keys = table(['key', 'takes', 'meaning'], fieldRows(configSchema.json));
  const limits = fieldRows(riskLimitsSchema.json).map(([name, , meaning]) => {
    const path = name.slice(1, -1);
    const values = [LIVE_LIMITS, SIM_LIMITS, RESEARCH_LIMITS].map((of) => plain(at(of, path)));
    return [name, ...values, meaning];
  });
  return `${LEAD}${keys}${LIMITS}${table(['limit', 'live', 'sim', 'backtest', 'meaning'], limits)}`;
}

function at(limits: object, path: string): string {
  let value: unknown = limits;
  for (const step of path.split('.')) value = (value as Record<string, unknown>)[step];
  if (typeof value === 'number') return value.toLocaleString('en-US', { maximumFractionDigits: 9 });
  return value === null ? 'none' : JSON.stringify(value);
}

/** Names of the limits, for whoever checks that the page has them all. */
export function limitNames(): readonly string[] {
  return fieldRows(riskLimitsSchema.json).map(([name]) => name);
}
