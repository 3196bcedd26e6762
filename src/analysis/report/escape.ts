const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What no text should hold: control characters, and marks that turn the direction of writing. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/g;

/** Text from outside without control characters and broken surrogates, each shown as `�`. */
function plainText(text: string): string {
  return text.toWellFormed().replace(UNSAFE, '\uFFFD');
}

/** Text as it may stand between tags or in a quoted attribute of HTML. */
export function escapeHtml(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** Text as it may stand in a line or a table cell of Markdown, on one line, meaning only itself. */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]|<>#]/g, (character) => `\\${character}`);
}

/**
 * A field of a CSV file: quoted where it must be, and never read as a formula by a spreadsheet.
 *
 * @see OWASP, CSV Injection
 */
export function csvField(text: string): string {
  const plain = plainText(text);
  const inert = /^[=+\-@\t]/.test(plain) ? `'${plain}` : plain;
  return /[",\n\t]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
