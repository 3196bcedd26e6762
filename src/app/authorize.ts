import { appError } from './errors.ts';
import { isAbsent, type Operation } from './operation.ts';
import { type Principal, ROLES } from './principal.ts';

/**
 * The one place that decides who may do what; REST, MCP and the command line all pass here.
 *
 * A role may do what weaker roles may. What has no tool is not for assistants, whatever their
 * token says: resuming after a halt and making tokens stay with people.
 *
 * @throws QuipuError `app.forbidden`
 */
export function authorize(principal: Principal, operation: Operation): void {
  if (principal.via === 'mcp' && isAbsent(operation.tool)) {
    throw appError('app.forbidden', `${operation.title} is not for assistants.`, {
      next: 'Ask the owner to do it on the command line or in the dashboard.',
      facts: { role: principal.role, needed: operation.role },
    });
  }
  if (mayActAs(principal, operation)) return;
  throw appError(
    'app.forbidden',
    `${operation.title} needs the role ${operation.role}; this token has ${principal.role}.`,
    {
      next: `Use a token of that role: quipu token create --role ${operation.role}.`,
      facts: { role: principal.role, needed: operation.role },
    },
  );
}

/** Whether a principal's role suffices for an operation. */
export function mayActAs(principal: Pick<Principal, 'role'>, operation: Operation): boolean {
  return ROLES.indexOf(principal.role) >= ROLES.indexOf(operation.role);
}
