/** Escapes a string so that nothing in it counts as Markdown; safe in a table cell. */
export function plain(text: string): string {
  return text.replaceAll(/[\\*_<>|[\]]/g, (sign) => `\\${sign}`).replaceAll('\n', ' ');
}

/** Formats a string as code; empty for an empty string. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``;
}

/** Formats a table; every cell is already Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
