import type { PageEntry } from '../model/page-entry.ts';

/**
 * Every page of the dashboard: one line here and one file next to it. Router, rail, bottom bar,
 * palette and keys are derived from this list, so an unbuilt page appears nowhere.
 */
export const PAGES: readonly PageEntry[] = [
  {
    route: '/',
    label: 'Overview',
    group: 'Trade',
    icon: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
    key: 'o',
    role: 'viewer',
    load: () => import('./overview.tsx'),
  },
];
