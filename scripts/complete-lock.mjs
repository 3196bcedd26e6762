// Completes package-lock.json after `npm install`.
//
// npm drops an optional platform package from the lock when it cannot be fetched at that moment,
// and `npm ci` then refuses the lock on every machine. This adds the missing entries (version, os,
// cpu), so that other platforms know what to skip. Existing entries stay unchanged.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const systems = 'aix android darwin freebsd linux netbsd openbsd openharmony sunos win32'.split(
  ' ',
);
const processors = 'arm arm64 ia32 loong64 mips64el ppc64 riscv64 s390x x64'.split(' ');
const aliases = { armv7: 'arm', ppc64le: 'ppc64', windows: 'win32' };

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [resolved]
 * @property {boolean} [dev]
 * @property {boolean} [devOptional]
 * @property {boolean} [optional]
 * @property {string[]} [cpu]
 * @property {string[]} [os]
 * @property {Record<string, string>} [optionalDependencies]
 *
 * @typedef {{ packages: Record<string, LockEntry> }} Lock
 */

/**
 * Returns every `{ name, version, parent }` that an optionalDependencies list names and the lock
 * lacks.
 *
 * @param {Lock} lock
 * @returns {{ name: string, version: string, parent: string }[]}
 */
export function missingOptional(lock) {
  const missing = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!isPresent(lock.packages, path, name)) missing.push({ name, version, parent: path });
    }
  }
  return missing;
}

/**
 * Adds an entry for each missing optional package; returns the names added.
 *
 * @param {Lock} lock
 * @returns {string[]}
 */
export function completeLock(lock) {
  const missing = missingOptional(lock);
  for (const { name, version, parent } of missing) {
    const added = { version: version.replace(/^[^\d]*/, '') };
    const { cpu, os } = platformOf(name);
    if (cpu.length > 0) added.cpu = cpu;
    if (lock.packages[parent].dev || lock.packages[parent].devOptional) added.dev = true;
    added.optional = true;
    if (os.length > 0) added.os = os;
    lock.packages[`node_modules/${name}`] = added;
  }
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en')),
  );
  return missing.map(({ name }) => name);
}

function isPresent(packages, from, name) {
  let folder = from;
  while (!packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) {
    if (folder === '') return false;
    folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0));
  }
  return true;
}

function platformOf(name) {
  const words = name.split(/[-/]/).map((word) => aliases[word] ?? word);
  const os = words.filter((word) => systems.includes(word));
  return { os, cpu: words.filter((word) => processors.includes(word)) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = completeLock(lock);
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${added.length} optional packages added`);
}
