import { roomOf, targetOf } from './floors.ts';
import { importsOf, type SourceFile } from './source.ts';

/** The file engine/engine.ts and every file of engine/ that it imports as a value, near or far. */
export function engineCore(files: readonly SourceFile[]): SourceFile[] {
  const reached = new Set<string>(['src/engine/engine.ts']);
  const found: SourceFile[] = [];
  for (const path of reached) {
    const file = files.find((one) => one.path === path);
    if (!file) continue;
    found.push(file);
    for (const one of importsOf(file)) {
      const target = targetOf(file, one.to);
      if (target && !one.isType && roomOf(target) === 'engine') reached.add(target);
    }
  }
  return found;
}
