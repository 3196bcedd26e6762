import './require-node.ts';
import type { Config } from './app/configuration/config.ts';

export type { Config } from './app/configuration/config.ts';

/** Types a configuration as it is written: `export default defineConfig({ ... })`. */
export function defineConfig(config: Partial<Config>): Partial<Config> {
  return config;
}
