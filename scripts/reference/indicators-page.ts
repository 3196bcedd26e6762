import { bindIndicator, INDICATORS } from '../../src/analysis/indicators/catalogue.ts';
import { object } from '../../src/core/schema.ts';
import { fieldRows } from './fields.ts';
import { code, plain, table } from './markdown.ts';

const LEAD = `# Indicators

Each indicator has one definition, used bar by bar in a strategy and over whole columns in
research; both give the same values, to 1e-12. A strategy names them in \`indicators\`; research
calls \`compute\`:

\`\`\`ts
import { compute, sma } from 'quipu-portfolio/indicators';

const close = Float64Array.of(10, 11, 12, 13, 14);
const { value } = compute(sma({ period: 3 }), { close });
console.log([...value].slice(2)); // [ 11, 12, 13 ]
\`\`\`

*Warm-up* is the number of rows before the first value, with the parameters as they are by default.
\`.on('volume')\` lets an indicator of one column read another one.

This page is made from the catalogue by \`npm run document\`.
`;

/** The page of every indicator, as Markdown. */
export function indicatorsPage(): string {
  const sections = INDICATORS.map((indicator) => {
    const { definition } = indicator;
    const { name, title, inputs, outputs } = definition;
    const bound = bindIndicator(indicator.definition.name);
    const rows = fieldRows(object(definition.params).json);
    const facts = [
      `- reads: ${inputs.map(code).join(', ')}`,
      `- gives: ${outputs.map(code).join(', ')}`,
      `- warm-up: ${bound.lookback}`,
    ];
    const params = rows.length === 0 ? '' : `\n${table(['parameter', 'takes', 'meaning'], rows)}`;
    return `\n## \`${name}\`: ${plain(title)}\n\n${facts.join('\n')}\n${params}`;
  });
  return `${LEAD}${sections.join('')}`;
}
