import { type Command, Option } from 'commander';
import { conventionField } from '../../app/fields.ts';
import { buildLocalReport } from '../../app/local-report.ts';
import { writeReport } from '../../app/report-folder.ts';
import type { Io } from './io.ts';
import { descriptionOf } from './operation-command.ts';
import { textOption } from './settings.ts';
import { asText } from './text.ts';

/** `quipu report build FILE`: a tear sheet of a file of returns, without a server. */
export function addReport(group: Command, io: Io): void {
  const command = group
    .command('build')
    .description('Makes a report of a CSV of returns (date,return) or of equity (date,equity)')
    .argument('<file>', 'the CSV; also with the columns benchmark and flow')
    .option('--out <folder>', 'where to write it (default: ./NAME-report)')
    .option('--skip-bad-rows', 'leave bad rows out instead of refusing the file')
    .addOption(conventionOption());
  command.action(async (file: string, _: unknown, self: Command) => {
    const options = self.optsWithGlobals();
    const { files, folder, summary } = await buildLocalReport(io.world, {
      file,
      convention: textOption(options, 'convention'),
      skipBadRows: options['skipBadRows'] === true,
    });
    const paths = await writeReport(io.world, textOption(options, 'out') ?? folder, files);
    if (options['json'] === true) {
      const meta = { mode: null, as_of: `${summary.to}T00:00:00Z` };
      io.out(`${JSON.stringify({ data: { ...summary, files: paths }, meta })}\n`);
      return;
    }
    const lead = `${summary.title}  ${summary.from} → ${summary.to} · ${summary.periods} periods`;
    io.out(`${asText(lead)}\n${paths.map((path) => `  ${asText(path)}\n`).join('')}`);
    for (const finding of summary.findings) io.err(`Noticed: ${asText(finding)}\n`);
  });
}

function conventionOption(): Option {
  const { json } = conventionField;
  return new Option('--convention <name>', descriptionOf(json)).choices(
    json['enum'] as readonly string[],
  );
}
