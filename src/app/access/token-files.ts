import type { World } from '../../core/world.ts';
import type { Role } from '../operation/principal.ts';
import type { Tokens } from './tokens.ts';

/** Returns the file of the owner's token in a data folder. */
export function ownerTokenPath(dataDir: string): string {
  return `${dataDir}/owner.token`;
}

/** Returns the file of the assistant's token in a data folder. */
export function assistantTokenPath(dataDir: string): string {
  return `${dataDir}/assistant.token`;
}

/** The ids of the two tokens that the first run creates. */
export interface HouseTokens {
  readonly ownerId: string;
}

/**
 * Creates the owner's and the assistant's tokens on the first run, each in a file that only this
 * user can read; a lost file gets a new token. Tokens are never printed.
 *
 * The assistant's token reads and may halt; it cannot trade until a user replaces it.
 */
export async function prepareTokens(
  world: World,
  tokens: Tokens,
  dataDir: string,
): Promise<HouseTokens> {
  const ownerId = await prepare(world, tokens, { path: ownerTokenPath(dataDir), role: 'owner' });
  await prepare(world, tokens, { path: assistantTokenPath(dataDir), role: 'viewer' });
  return { ownerId };
}

async function prepare(
  world: World,
  tokens: Tokens,
  { path, role }: { readonly path: string; readonly role: Role },
): Promise<string> {
  const known = await tokens.principalOf((await world.files.read(path))?.trim() ?? '', 'cli');
  if (known?.role === role) return known.id;
  const name = role === 'owner' ? 'owner' : 'assistant';
  const { record, token } = await tokens.create({ name, role, expiresAt: null });
  await world.files.write(path, `${token.reveal()}\n`, 0o600);
  return record.id;
}
