/**
 * One step of a file's schema. Steps are only ever added at the end; a step that was released is
 * never changed, because files that took it exist.
 */
export interface Migration {
  /** Unique in its file and telling, as in `journal-1-entries`. */
  readonly name: string;
  readonly sql: string;
}
