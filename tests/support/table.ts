/**
 * Parses rows of a text table: one row per line, cells between bars, `//` starts a comment.
 *
 * A drawn table keeps its columns under any formatter.
 */
export function tableOf(drawn: string): string[][] {
  return drawn
    .split('\n')
    .map((line) => line.replace(/\/\/.*$/, ''))
    .filter((line) => line.trim() !== '')
    .map((line) => line.split('|').map((cell) => cell.trim()));
}
