/** Light or dark: as the system says, until somebody chooses. */

import { signal } from '@preact/signals';

type Theme = 'light' | 'dark';

const stored = localStorage.getItem('tsunagi-theme');
const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
export const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : system);
if (stored) document.documentElement.dataset.theme = theme.value;

export function switchTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem('tsunagi-theme', theme.value);
}
