import { appError } from '../kit/errors.ts';
import { isAbsent, type Operation } from '../operation/define.ts';
import { type Principal, ROLES } from '../operation/principal.ts';

/**
 * Checks whether a principal may call an operation; every surface goes through here.
 *
 * Each role includes the lower ones. An operation without a tool is not for assistants, whatever
 * their token: resuming after a halt and creating tokens stay with humans.
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

/** Whether a principal's role is sufficient for an operation. */
export function mayActAs(principal: Pick<Principal, 'role'>, operation: Operation): boolean {
  return ROLES.indexOf(principal.role) >= ROLES.indexOf(operation.role);
}
