import type { QuipuError } from '../../core/errors.ts';
import type { WorldFiles } from '../../core/world.ts';
import { fileError } from '../errors.ts';
import type { Kernel } from './kernel.ts';
import type { Owner } from './owner.ts';
import { brief } from './trace.ts';

/** Simulated disk; it outlives the programs that write to it. */
export interface Disk {
  /** Contents by absolute path. */
  readonly files: Map<string, string>;
  readonly folders: Set<string>;
  /** System error of every change, such as `ENOSPC` or `EROFS`. */
  failing: string | undefined;
}

/** Creates an empty disk with its root folder. */
export function createDisk(): Disk {
  return { files: new Map(), folders: new Set(['/']), failing: undefined };
}

/** Dependencies of the files of one life of one program. */
export interface FilesOptions {
  readonly kernel: Kernel;
  readonly owner: Owner;
  readonly disk: Disk;
  readonly cwd: string;
}

function absolute(cwd: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function namesIn(disk: Disk, folder: string): readonly string[] {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  const names: string[] = [];
  for (const path of [...disk.files.keys(), ...disk.folders]) {
    if (path !== folder && path.startsWith(prefix) && !path.slice(prefix.length).includes('/')) {
      names.push(path.slice(prefix.length));
    }
  }
  return names.sort();
}

function errno(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Step that reads or changes the disk; it returns a result or throws a named error. */
interface DiskStep<T> {
  readonly verb: string;
  readonly path: string;
  readonly changes: boolean;
  readonly payload: string;
  readonly run: () => T;
}

function perform<T>(options: FilesOptions, step: DiskStep<T>): Promise<T> {
  const { kernel, owner, disk } = options;
  const kind = `file.${step.verb}`;
  return new Promise((resolve, reject) => {
    const answer = (settle: () => void): void => {
      // A change and its completion are two events: a crash between them leaves it made but
      // unreported.
      kernel.after(1, { kind: `${kind}_done`, owner, payload: step.path, run: settle });
    };
    const act = (): void => {
      let error: QuipuError | undefined;
      try {
        if (step.changes && disk.failing !== undefined) throw errno(disk.failing);
        const result = step.run();
        if (step.changes) answer(() => resolve(result));
        else resolve(result);
      } catch (thrown) {
        error = fileError(step.path, step.verb, thrown);
      }
      if (error !== undefined) reject(error);
    };
    const payload = `${owner.name} ${step.path} ${step.payload}`;
    kernel.after(1, { kind, owner, payload, run: act });
  });
}

/** Creates files on a simulated disk, for one life of one program; every write is atomic. */
export function createSimulatedFiles(options: FilesOptions): WorldFiles {
  const { disk, cwd } = options;
  const change = (verb: string, path: string, payload: string, run: () => void): Promise<void> =>
    perform(options, { verb, path, payload, changes: true, run });
  return {
    read: (given) => {
      const path = absolute(cwd, given);
      const run = (): string | undefined => {
        if (disk.folders.has(path)) throw errno('EISDIR');
        return disk.files.get(path);
      };
      return perform(options, { verb: 'read', path, payload: '', changes: false, run });
    },
    write: (given, content) => {
      const path = absolute(cwd, given);
      return change('write', path, brief(content), () => {
        if (!disk.folders.has(folderOf(path))) throw errno('ENOENT');
        if (disk.folders.has(path)) throw errno('EISDIR');
        disk.files.set(path, content);
      });
    },
    remove: (given) => {
      const path = absolute(cwd, given);
      return change('remove', path, '', () => {
        if (disk.folders.has(path)) throw errno('EISDIR');
        disk.files.delete(path);
      });
    },
    list: (given) => {
      const path = absolute(cwd, given);
      const run = (): readonly string[] => namesIn(disk, path);
      return perform(options, { verb: 'list', path, payload: '', changes: false, run });
    },
    makeFolder: (given) => {
      const path = absolute(cwd, given);
      return change('make', path, '', () => {
        for (let folder = path; folder !== '/'; folder = folderOf(folder)) {
          if (disk.files.has(folder)) throw errno('EEXIST');
        }
        for (let folder = path; folder !== '/'; folder = folderOf(folder)) disk.folders.add(folder);
      });
    },
  };
}
