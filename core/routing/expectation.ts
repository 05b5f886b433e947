import { type Ms, NEVER } from './ids.ts';
import type { Router } from './state.ts';
export const queueExpectedWait = (_router: Router, _queue: number): Ms => NEVER;
export const queueServiceLevel = (_router: Router, _queue: number): number => -1;
