import type { WorldFiles } from '../../core/world.ts';
import type { Timeframe } from '../../market/bar.ts';
import type { Ticker } from '../../market/symbol.ts';

/** Files of a world that the loader reads from. */
export interface BarFiles {
  readonly files: Pick<WorldFiles, 'read' | 'list'>;
}

/** Query for bars in a folder. */
export interface BarFolderQuery {
  readonly folder: string;
  readonly symbol: Ticker;
  readonly timeframe: Timeframe;
  /** Skips and reports bad rows instead of rejecting the file. */
  readonly skipBadRows: boolean;
}
