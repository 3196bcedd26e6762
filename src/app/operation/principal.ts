import type { EpochMs } from '../../core/time.ts';

/** What a token may do; each role includes the ones before it. */
export type Role = 'viewer' | 'trader' | 'approver' | 'owner';

/** The roles, from lowest to highest. */
export const ROLES: readonly Role[] = ['viewer', 'trader', 'approver', 'owner'];

/** The surface that a request came through. */
export type Via = 'cli' | 'rest' | 'mcp' | 'dashboard';

/** The caller: a token, or a browser session that stands for one. */
export interface Principal {
  /** Stable id of the token, never the token itself. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly via: Via;
  readonly expiresAt: EpochMs | null;
}

/** Formats a principal's name for the journal. */
export function signature(principal: Principal): string {
  return `${principal.name} (${principal.via})`;
}
