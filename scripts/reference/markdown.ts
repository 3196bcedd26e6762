/** A text in which nothing is taken for Markdown, fit for a cell of a table. */
export function plain(text: string): string {
  return text.replaceAll(/[\\*_<>|[\]]/g, (sign) => `\\${sign}`).replaceAll('\n', ' ');
}

/** A text as code; empty where there is none. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``;
}

/** A table with its head; every cell is Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
