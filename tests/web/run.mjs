// SPDX-License-Identifier: GPL-3.0-or-later
// Runs every test of the pages, one after the other, in one process. Needs REMIRAI_EXECUTABLE and REMIRAI_WEB, the folder
// with node_modules; pictures of the pages are left there too.
import { existsSync } from 'node:fs';
import { chromiumPath, webFolder } from './harness.mjs';

const missing = [];
if (!existsSync(`${webFolder}/node_modules/playwright-core`)) missing.push(`node_modules in ${webFolder} (scripts/test makes it)`);
if (!existsSync(chromiumPath)) missing.push(`${chromiumPath} (package chromium)`);
if (missing.length > 0) {
  console.error(`tests/web: there is no ${missing.join(' and no ')}`);
  process.exit(process.env.REMIRAI_REQUIRE_BROWSER === '1' ? 1 : 77);
}
await import('./journey.mjs');
await import('./friends.mjs');
await import('./trouble.mjs');
await import('./looks.mjs');
