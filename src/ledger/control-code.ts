import { asText, type Codec } from '../core/codec.ts';

/** Codes of controls that older journals hold under another name, without their room. */
const RENAMED: Readonly<Record<string, string>> = {
  symbol_in_doubt: 'symbol_unreconciled',
  cash_in_doubt: 'cash_unreconciled',
};

const ROOM = 'risk.';
const text = asText();

/** The code of a risk control; a code that has been renamed is read as its present name. */
export const controlCode: Codec<string> = {
  encode: (value) => text.encode(value),
  decode(value) {
    const code = text.decode(value);
    const name = code.startsWith(ROOM) ? code.slice(ROOM.length) : '';
    return Object.hasOwn(RENAMED, name) ? `${ROOM}${RENAMED[name]!}` : code;
  },
};
