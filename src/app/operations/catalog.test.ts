import { describe, expect, test } from 'vitest';
import { authorize } from '../access/authorize.ts';
import { OPERATIONS } from './catalog.ts';
import { isAbsent } from '../operation/define.ts';
import { type Principal, type Role, ROLES, type Via } from '../operation/principal.ts';
import { VERSION } from '../kit/version.ts';
import packageJson from '../../../package.json' with { type: 'json' };

const rank = (role: Role): number => ROLES.indexOf(role);

function principal(role: Role, via: Via): Principal {
  return { id: 'tk_1', name: role, role, via, expiresAt: null };
}

test('has the version of the package', () => {
  expect(VERSION).toBe(packageJson.version);
});

describe.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
  '%s',
  (_, operation) => {
    test('has every surface, or a reason for its absence', () => {
      for (const face of [operation.rest, operation.tool, operation.command]) {
        if (isAbsent(face)) expect(face.none.length).toBeGreaterThan(10);
      }
      expect(operation.description.length).toBeGreaterThan(20);
      expect(operation.description.length).toBeLessThanOrEqual(400);
    });

    test('has a summary of one terminal line', () => {
      expect(operation.summary).toMatch(/^[A-Z][a-z]+s .*[^.]$/);
      expect(operation.summary.length).toBeLessThanOrEqual(56);
    });

    test('reads with GET and changes with POST or DELETE', () => {
      if (isAbsent(operation.rest)) return;
      const { method } = operation.rest;
      if (method === 'GET') expect(operation.effect).toBe('read');
      if (operation.effect !== 'read') expect(method).not.toBe('GET');
    });

    test('names only existing fields in its path and by position', () => {
      const fields = Object.keys(operation.input.json['properties'] ?? {});
      const path = isAbsent(operation.rest) ? '' : operation.rest.path;
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const positional = isAbsent(operation.command) ? [] : (operation.command.positional ?? []);
      for (const name of [...named, ...positional]) expect(fields).toContain(name);
    });

    test.each(ROLES)('allows %s exactly what its role permits', (role) => {
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

test('gives no route, tool or command to two operations', () => {
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

test('lets anyone halt, and only the owner resume, never an assistant', () => {
  const named = (name: string) => OPERATIONS.find((one) => one.name === name)!;
  expect(() => authorize(principal('viewer', 'mcp'), named('engine.halt'))).not.toThrow();
  expect(() => authorize(principal('trader', 'cli'), named('engine.resume'))).toThrow();
  expect(() => authorize(principal('owner', 'cli'), named('engine.resume'))).not.toThrow();
  expect(() => authorize(principal('owner', 'mcp'), named('engine.resume'))).toThrow(
    'is not for assistants',
  );
});
