/**
 * Rows of a table drawn in text: one row a line, cells between bars, `//` starts a remark.
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
