/** The current output row of an indicator, read by name: `fast.value`. */
export type Reading = Readonly<Record<string, number>>;

interface ReadingClass {
  new (row: Float64Array): Reading;
}

const CLASSES = new Map<string, ReadingClass>();

/**
 * The class whose instances read a row by these names.
 *
 * One class per list of names, so that every call site in a strategy sees one shape.
 */
export function readingClass(outputs: readonly string[]): ReadingClass {
  const key = outputs.join(',');
  const known = CLASSES.get(key);
  if (known !== undefined) return known;
  class Row {
    readonly row: Float64Array;
    constructor(row: Float64Array) {
      this.row = row;
    }
  }
  outputs.forEach((name, index) => {
    Object.defineProperty(Row.prototype, name, {
      enumerable: true,
      get(this: Row) {
        return this.row[index];
      },
    });
  });
  // The names were defined on the prototype just above; the compiler cannot see that.
  const made = Row as unknown as ReadingClass;
  CLASSES.set(key, made);
  return made;
}
