/** One server-sent event; a comment is an event without data. */
export interface EventFrame {
  readonly event: string;
  readonly data: string;
}

/**
 * Splits a stream of server-sent events into frames, wherever the network splits it.
 *
 * It supports only what Quipu's server sends: `event`, `data`, comments, and line feeds.
 */
export function createFrameReader(): (text: string) => readonly EventFrame[] {
  let rest = '';
  return (text) => {
    const parts = (rest + text).split('\n\n');
    rest = parts.pop() ?? '';
    return parts.map(frameOf);
  };
}

function frameOf(part: string): EventFrame {
  let event = '';
  const data: string[] = [];
  for (const line of part.split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
  }
  return { event, data: data.join('\n') };
}

/** The entry of an `entry` event, still as canonical text, and its hash. */
export interface EntryFrame {
  readonly seq: number;
  readonly hash: string;
  readonly entry: string;
}

const ENTRY = ',"entry":';

/**
 * Splits an `entry` event: parses the lead, and leaves the entry as text for the journal's codec.
 *
 * @throws SyntaxError when the event does not have the server's format
 */
export function readEntryFrame(data: string): EntryFrame {
  const cut = data.indexOf(ENTRY);
  const lead = JSON.parse(`${data.slice(0, cut)}}`) as { seq: number; hash: string };
  return { seq: lead.seq, hash: lead.hash, entry: data.slice(cut + ENTRY.length, -1) };
}
