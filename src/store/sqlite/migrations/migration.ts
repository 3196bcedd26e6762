/**
 * Step of a file's schema. Steps are only added at the end; a released step is never changed,
 * because files with it exist.
 */
export interface Migration {
  /** Unique and descriptive name, such as `journal-1-entries`. */
  readonly name: string;
  readonly sql: string;
}
