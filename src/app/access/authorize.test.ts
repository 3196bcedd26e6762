import { describe, expect, test } from 'vitest';
import { isQuipuError } from '../../core/errors.ts';
import type { Operation } from '../operation/define.ts';
import { type Principal, type Role, ROLES, signature, type Via } from '../operation/principal.ts';
import { authorize, mayActAs } from './authorize.ts';

const NO_TOOL = { none: 'a person decides this' };
const TOOL = { name: 'do_it' };

/** The fields of an operation that authorization reads. */
function operation(role: Role, tool: object = TOOL): Operation {
  return { title: 'Resume trading', role, tool } as unknown as Operation;
}

function principal(role: Role, via: Via = 'rest'): Principal {
  return { id: 'tk_1', name: 'bot', role, via, expiresAt: null };
}

function refusalOf(who: Principal, what: Operation) {
  try {
    authorize(who, what);
  } catch (error) {
    if (isQuipuError(error)) return error;
    throw error;
  }
  return undefined;
}

describe('a role', () => {
  test.each<[Role, readonly Role[]]>([
    // principal, the operations that it may run by the role that they need
    ['viewer', ['viewer']],
    ['trader', ['viewer', 'trader']],
    ['approver', ['viewer', 'trader', 'approver']],
    ['owner', ['viewer', 'trader', 'approver', 'owner']],
  ])('%s may run operations that require %j', (role, expected) => {
    const runs = (needed: Role): boolean =>
      refusalOf(principal(role), operation(needed)) === undefined;
    expect(ROLES.filter(runs)).toEqual(expected);
    expect(ROLES.filter((needed) => mayActAs({ role }, operation(needed)))).toEqual(expected);
  });

  test('that is too low is rejected with the required role', () => {
    const error = refusalOf(principal('viewer'), operation('trader'))!;
    expect(error.code).toBe('app.forbidden');
    expect(error.message).toBe('Resume trading needs the role trader; this token has viewer.');
    expect(error.next).toContain('quipu token create --role trader');
    expect(error.facts).toEqual({ role: 'viewer', needed: 'trader' });
  });
});

describe('an assistant', () => {
  test('cannot run an operation without a tool, whatever its role', () => {
    const error = refusalOf(principal('owner', 'mcp'), operation('viewer', NO_TOOL))!;
    expect(error.code).toBe('app.forbidden');
    expect(error.message).toBe('Resume trading is not for assistants.');
    expect(error.next).toContain('owner');
    expect(error.facts).toEqual({ role: 'owner', needed: 'viewer' });
  });

  test('runs an operation with a tool, within its role', () => {
    expect(refusalOf(principal('viewer', 'mcp'), operation('viewer'))).toBeUndefined();
    expect(refusalOf(principal('viewer', 'mcp'), operation('trader'))).toBeDefined();
  });

  test.each<Via>(['cli', 'rest', 'dashboard'])('is not a caller through %s', (via) => {
    expect(refusalOf(principal('viewer', via), operation('viewer', NO_TOOL))).toBeUndefined();
  });
});

test('a principal signs with its name and surface', () => {
  expect(signature(principal('trader', 'mcp'))).toBe('bot (mcp)');
});
