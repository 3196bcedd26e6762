import { writeFileSync } from 'node:fs';
import { configurationPage } from './reference/configuration-page.ts';
import { controlsPage } from './reference/controls-page.ts';
import { errorsPage } from './reference/errors-page.ts';
import { indicatorsPage } from './reference/indicators-page.ts';
import { metricsPage } from './reference/metrics-page.ts';
import { operationsPage } from './reference/operations-page.ts';
import { patternsPage } from './reference/patterns-page.ts';
import { strategiesPage } from './reference/strategies-page.ts';

/** Every generated page of the reference, by file name. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'configuration.md': configurationPage,
  'errors.md': errorsPage,
  'indicators.md': indicatorsPage,
  'metrics.md': metricsPage,
  'operations.md': operationsPage,
  'patterns.md': patternsPage,
  'risk-controls.md': controlsPage,
  'strategies.md': strategiesPage,
};

if (import.meta.main) {
  for (const [name, page] of Object.entries(PAGES)) {
    writeFileSync(new URL(`../docs/reference/${name}`, import.meta.url), page());
  }
}
