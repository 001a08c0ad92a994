// SPDX-License-Identifier: GPL-3.0-or-later
// @actions/workflow-parser imports .json files without saying so, which Node.js refuses.
import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';

export async function load(url, context, next) {
  if (!url.endsWith('.json') || !url.startsWith('file:'))
    return next(url, context);

  const text = await readFile(fileURLToPath(url), 'utf8');

  return {format: 'module', source: `export default ${text}`, shortCircuit: true};
}
