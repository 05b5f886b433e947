/** What each role may do. Routes name rights, never roles. */

import { type Right, rights } from '../wire/me.ts';

export { type Right, rights };

/** Of people, who sign in. `viewer`: somebody at the client whose calls these are. */
export const accountRoles = ['agent', 'supervisor', 'admin', 'viewer'] as const;
export type AccountRole = (typeof accountRoles)[number];

/** Of programs, which bring a key. */
export const keyRoles = ['read', 'operate', 'admin'] as const;
export type KeyRole = (typeof keyRoles)[number];

/** `wall`: a screen on the wall of the room. */
export type Role = AccountRole | KeyRole | 'wall';

const ofOperate: readonly Right[] = ['watch', 'steer', 'people', 'campaign', 'report', 'export'];

/** `admin` is one role, whether a person or a program has it; only people have a desk. */
const rightsOf: Readonly<Record<Role, readonly Right[]>> = {
  agent: ['work', 'people'],
  supervisor: [...ofOperate, 'work', 'listen', 'teach'],
  admin: rights,
  viewer: ['watch', 'report'],
  wall: ['watch'],
  read: ['watch', 'report'],
  operate: ofOperate,
};

export const roles = [...new Set([...accountRoles, ...keyRoles, 'wall'] satisfies Role[])];

/** In the order of `rights`. */
export const rightsOfRole = (role: Role): readonly Right[] =>
  rights.filter((right) => rightsOf[role].includes(right));

/** Whether somebody of this role may do everything somebody of the other may. */
export const includesRole = (role: Role, other: Role): boolean =>
  rightsOf[other].every((right) => rightsOf[role].includes(right));
