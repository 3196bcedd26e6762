import type { Command } from 'commander';
import { findServer } from '../../app/find-server.ts';
import { sessionsShow } from '../../app/operations/sessions.ts';
import type { Role } from '../../app/principal.ts';
import { createServerClient } from '../../app/server-client.ts';
import type { Shell } from './io.ts';
import { settingsOf } from './settings.ts';

/** `quipu mcp serve`: the tools of a running server, for an assistant, over stdio. */
export function addMcp(program: Command, { io, faces }: Shell): void {
  program
    .command('mcp')
    .description('Lets an assistant use the running server')
    .command('serve')
    .description('Serves the tools of the running server to an assistant, over stdio')
    .option('--read-only', 'only tools that change nothing')
    .action(async (options: { readonly readOnly?: boolean }, self: Command) => {
      const { url, dataDir, tokenFile, timeoutMs } = settingsOf(self.optsWithGlobals());
      const address = await findServer(io.world, { url, dataDir, tokenFile, as: 'assistant' });
      const client = createServerClient(io.world, address, { via: 'mcp', timeoutMs });
      // Asked once before anything is served, so that a wrong address or token is told at once.
      const whoami = createServerClient(io.world, address, { via: 'rest', timeoutMs });
      const { data, meta } = await whoami.perform(sessionsShow, {});
      const { role } = data as { readonly role: Role };
      await faces.mcp({
        client,
        mode: String(meta['mode']),
        role,
        readOnly: options.readOnly === true,
        mintKey: () => io.world.random.uuid(),
      });
    });
}
