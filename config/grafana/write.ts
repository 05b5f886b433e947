/**
 * Writes `tsunagi.json` beside the source of the dashboard; run from the checkout (`npm run
 * dashboard`).
 */

import { writeFileSync } from 'node:fs';
import { dashboard } from './dashboard.ts';

writeFileSync('config/grafana/tsunagi.json', `${JSON.stringify(dashboard(), null, 2)}\n`);
