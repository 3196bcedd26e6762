import type { Renderer } from './renderer.ts';
import { cellText, showTime, table } from '../text.ts';

/** Renders tokens as text. */
export const renderTokens: Renderer<'tokens.list'> = (data, _, pen) =>
  table(
    [{ title: 'ID' }, { title: 'NAME' }, { title: 'ROLE' }, { title: 'EXPIRES' }],
    data.map((t) => [
      cellText(t.id),
      cellText(t.name),
      cellText(t.role),
      showTime(t.expires_at, pen),
    ]),
    pen,
  );

/** Renders a new token as text. */
export const renderNewToken: Renderer<'tokens.create'> = (data) => `${cellText(data['token'])}\n`;
