/** Whether it is about keys of programs or tokens of walls. */
export type Kind = 'key' | 'wall';

export const pathOf = (kind: Kind): '/keys' | '/walls' => (kind === 'key' ? '/keys' : '/walls');
