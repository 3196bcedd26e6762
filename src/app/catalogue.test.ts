import { describe, expect, test } from 'vitest';
import { authorize } from './authorize.ts';
import { OPERATIONS } from './catalogue.ts';
import { isAbsent } from './operation.ts';
import { type Principal, type Role, ROLES, type Via } from './principal.ts';
import { VERSION } from './version.ts';
import packageJson from '../../package.json' with { type: 'json' };

const rank = (role: Role): number => ROLES.indexOf(role);

function principal(role: Role, via: Via): Principal {
  return { id: 'tk_1', name: role, role, via, expiresAt: null };
}

test('the version is that of the package', () => {
  expect(VERSION).toBe(packageJson.version);
});

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
  '%s',
  (_, operation) => {
    test('has every face, or says why not', () => {
      for (const face of [operation.rest, operation.tool, operation.command]) {
        if (isAbsent(face)) expect(face.none.length).toBeGreaterThan(10);
      }
      expect(operation.description.length).toBeGreaterThan(20);
      expect(operation.description.length).toBeLessThanOrEqual(400);
    });

    test('says in one line of a terminal what it does', () => {
      expect(operation.summary).toMatch(/^[A-Z][a-z]+s .*[^.]$/);
      expect(operation.summary.length).toBeLessThanOrEqual(56);
    });

    test('reads with GET and changes with POST or DELETE', () => {
      if (isAbsent(operation.rest)) return;
      const { method } = operation.rest;
      if (method === 'GET') expect(operation.effect).toBe('read');
      if (operation.effect !== 'read') expect(method).not.toBe('GET');
    });

    test('names in its path and by position only fields that it has', () => {
      const fields = Object.keys(operation.input.json['properties'] ?? {});
      const path = isAbsent(operation.rest) ? '' : operation.rest.path;
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const positional = isAbsent(operation.command) ? [] : (operation.command.positional ?? []);
      for (const name of [...named, ...positional]) expect(fields).toContain(name);
    });

    test.each(ROLES)('is for %s as its role says', (role) => {
      const ask = (via: Via) => () => authorize(principal(role, via), operation);
      const may = rank(role) >= rank(operation.role);
      for (const via of ['cli', 'rest', 'dashboard'] as const) {
        if (may) expect(ask(via)).not.toThrow();
        else expect(ask(via)).toThrow(`needs the role ${operation.role}`);
      }
      if (may && !isAbsent(operation.tool)) expect(ask('mcp')).not.toThrow();
      else expect(ask('mcp')).toThrow();
    });
  },
);

test('no two operations share a face', () => {
  const names = OPERATIONS.map(({ name }) => name);
  const places = OPERATIONS.map(({ rest }) =>
    isAbsent(rest) ? undefined : `${rest.method} ${rest.path}`,
  );
  const tools = OPERATIONS.map(({ tool }) => (isAbsent(tool) ? undefined : tool.name));
  const commands = OPERATIONS.map(({ command }) => (isAbsent(command) ? undefined : command.words));
  for (const list of [names, places, tools, commands]) {
    const present = list.filter((one) => one !== undefined);
    expect(new Set(present).size).toBe(present.length);
  }
});

test('anyone may halt; only the owner may resume, and no assistant whatever its token', () => {
  const named = (name: string) => OPERATIONS.find((one) => one.name === name)!;
  expect(() => authorize(principal('viewer', 'mcp'), named('engine.halt'))).not.toThrow();
  expect(() => authorize(principal('trader', 'cli'), named('engine.resume'))).toThrow();
  expect(() => authorize(principal('owner', 'cli'), named('engine.resume'))).not.toThrow();
  expect(() => authorize(principal('owner', 'mcp'), named('engine.resume'))).toThrow(
    'is not for assistants',
  );
});
