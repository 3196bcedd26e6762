import { expect, it } from 'vitest';
import { collect } from '../../tests/support/entries.ts';
import { Inbox } from './inbox.ts';

it('gives items in the order in which they came, however many', async () => {
  const inbox = new Inbox<number>();
  const items = Array.from({ length: 5_000 }, (_, item) => item);
  for (const item of items) inbox.push(item);
  inbox.close();
  expect(inbox.push(1)).toBe(false);
  expect(await collect(inbox)).toEqual(items);
});

it('wakes its reader, and ends with the error that it was failed with', async () => {
  const inbox = new Inbox<number>();
  const reading = collect(inbox);
  inbox.push(1);
  await Promise.resolve();
  inbox.push(2);
  inbox.fail(new Error('the source broke'));
  await expect(reading).rejects.toThrow('the source broke');
  expect(inbox.size).toBeLessThanOrEqual(1);
});

it('lets whoever fills it wait until there is room', async () => {
  const inbox = new Inbox<number>();
  for (let item = 0; item < 6; item += 1) inbox.push(item);
  let entered = false;
  const waiting = inbox.room(3).then(() => {
    entered = true;
  });
  const reader = inbox[Symbol.asyncIterator]();
  for (let taken = 0; taken < 3; taken += 1) await reader.next();
  expect(entered).toBe(false);
  await reader.next();
  await waiting;
  expect(entered).toBe(true);
  expect(inbox.size).toBe(2);
});

it('keeps nobody waiting once it is closed', async () => {
  const inbox = new Inbox<number>();
  inbox.push(1);
  const waiting = inbox.room(1);
  inbox.close();
  await waiting;
  await inbox.room(0);
  expect(inbox.rest()).toEqual([1]);
});
