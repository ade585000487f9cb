// The first file has exchanges of the inspector, as JSON. Writes each as a contract case into the folder: what the button of the
// page copies.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [file, folder] = process.argv.slice(2);
const { caseOf } = await import(pathToFileURL(path.join(process.env.UI, 'exchange.js')));
for (const [at, exchange] of JSON.parse(fs.readFileSync(file, 'utf8')).entries())
  fs.writeFileSync(path.join(folder, `seen-${at}.case`), caseOf(exchange));
