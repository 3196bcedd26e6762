import { type EpochMs, epochMs, later } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import { sessionOn } from '../../market/calendar.ts';
import { readRecording, recordingFile } from '../../simulator/source/recording.ts';
import { createReplayMarket } from '../../simulator/source/replay.ts';
import type { MarketSource } from '../../simulator/source/source.ts';
import { appError } from '../kit/errors.ts';
import { refuseRows } from '../files/refuse-rows.ts';

/**
 * Opens a folder of recorded minutes as a market to replay.
 *
 * @param leadMs how much of the first trading day is history, so that indicators are warm
 * @throws QuipuError `app.no_data` for a folder without recordings, `app.data_row` for bad rows
 */
export async function openReplay(
  world: World,
  folder: string,
  leadMs: number,
): Promise<MarketSource> {
  const names = (await world.files.list(folder)).filter(
    (name) => recordingFile(name) !== undefined,
  );
  if (names.length === 0) {
    throw appError('app.no_data', `There is no recording in ${folder}.`, {
      next: 'Name a folder with files such as SPY-2013-10-07-trade.csv and -quote.csv.',
    });
  }
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      text: (await world.files.read(`${folder}/${name}`)) ?? '',
    })),
  );
  const { days, findings } = readRecording(files);
  refuseRows(findings.map((finding) => ({ ...finding, file: `${folder}/${finding.file}` })));
  const first = days.map(({ date }) => date).sort()[0];
  const session = first === undefined ? undefined : sessionOn(first);
  const start: EpochMs | undefined =
    session === undefined ? undefined : epochMs(later(session.open, leadMs));
  return createReplayMarket({ days, ...(start === undefined ? {} : { start }) });
}
