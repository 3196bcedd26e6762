import type { EpochMs } from '../core/time.ts';

/** What a token may do; each role may do all that the ones before it may. */
export type Role = 'viewer' | 'trader' | 'approver' | 'owner';

/** The roles from the weakest to the strongest. */
export const ROLES: readonly Role[] = ['viewer', 'trader', 'approver', 'owner'];

/** The door that a request came through. */
export type Via = 'cli' | 'rest' | 'mcp' | 'dashboard';

/** Who asks: a token or a browser session that stands for one. */
export interface Principal {
  /** Stable id of the token behind it, never the token. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly via: Via;
  readonly expiresAt: EpochMs | null;
}

/** How a principal is named in the journal. */
export function signature(principal: Principal): string {
  return `${principal.name} (${principal.via})`;
}
