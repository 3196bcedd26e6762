import { type Command, Option } from 'commander';
import { findServer } from '../../app/client/find-server.ts';
import { sessionsShow } from '../../app/operations/sessions.ts';
import type { Role } from '../../app/operation/principal.ts';
import { createServerClient } from '../../app/client/server-client.ts';
import type { Shell } from './io.ts';
import { settingsOf } from './settings.ts';

interface ServeOptions {
  readonly readOnly?: boolean;
  readonly results: 'structured' | 'text';
}

/** Adds `quipu mcp serve`: the tools of a running server, for an assistant, over stdio. */
export function addMcp(program: Command, { io, surfaces }: Shell): void {
  program
    .command('mcp')
    .description('Connects an AI assistant to the running server')
    .command('serve')
    .description('Serves the tools of the running server to an assistant, over stdio')
    .option('--read-only', 'only tools that change nothing')
    .addOption(
      new Option(
        '--results <form>',
        'structured: an object and a short text; text: everything as text',
      )
        .choices(['structured', 'text'])
        .default('structured'),
    )
    .action(async (options: ServeOptions, self: Command) => {
      const { url, dataDir, tokenFile, timeoutMs } = settingsOf(self.optsWithGlobals());
      const address = await findServer(io.world, { url, dataDir, tokenFile, as: 'assistant' });
      const client = createServerClient(io.world, address, { via: 'mcp', timeoutMs });
      // Checked once before serving, so that a wrong address or token is reported immediately.
      const whoami = createServerClient(io.world, address, { via: 'rest', timeoutMs });
      const { data, meta } = await whoami.perform(sessionsShow, {});
      const { role } = data as { readonly role: Role };
      await surfaces.mcp({
        client,
        mode: String(meta['mode']),
        role,
        readOnly: options.readOnly === true,
        results: options.results,
        mintKey: () => io.world.random.uuid(),
      });
    });
}
