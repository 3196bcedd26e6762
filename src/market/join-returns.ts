import type { IsoDate } from '../core/time.ts';

/** Returns of one series of values, oldest first. */
export interface Course {
  /** The date at whose close the first return begins. */
  readonly start: IsoDate | undefined;
  /** The date at whose close each return ends, ascending. */
  readonly dates: readonly IsoDate[];
  /** Fractions since the date before; NaN where the value is known and the return is not. */
  readonly returns: ArrayLike<number>;
}

/** Returns of several courses over the same spans. */
export interface JoinedCourses {
  /** The date at whose close each span ends. */
  readonly dates: readonly IsoDate[];
  /** A column for each course, in their order. */
  readonly returns: readonly Float64Array[];
}

/**
 * Joins courses over the spans that all of them have: from one common date to the next.
 *
 * Where a course lacks a date, the returns of the others are compounded over the longer span. A
 * span in which a return of any course is unknown is left out. Every comparison of two series goes
 * through this function.
 */
export function joinReturns(courses: readonly Course[]): JoinedCourses {
  const readers = courses.map((course) => new Reader(course));
  const [first, ...others] = readers;
  const dates: IsoDate[] = [];
  const rows: number[][] = courses.map(() => []);
  if (first === undefined) return { dates, returns: [] };
  let begun = false;
  for (let date = first.date; date !== undefined; date = first.date) {
    if (others.every((other) => other.reach(date))) {
      const grown = readers.map((reader) => reader.take());
      if (begun && !grown.some(Number.isNaN)) {
        dates.push(date);
        for (const [place, value] of grown.entries()) rows[place]!.push(value);
      }
      begun = true;
    }
    first.next();
  }
  return { dates, returns: rows.map((values) => Float64Array.from(values)) };
}

/** Walks over the points of a course, its start and its dates, and compounds between them. */
class Reader {
  readonly #course: Course;
  /** The row of the current point; -1 at the start. */
  #row: number;
  /** Growth since the last common point; the single return itself where it is only one. */
  #growth = 1;
  #single = 0;
  #count = 0;

  constructor(course: Course) {
    this.#course = course;
    this.#row = course.start === undefined ? 0 : -1;
    if (this.#row === 0) this.#count = 1;
  }

  /** The date of the current point; undefined after the last. */
  get date(): IsoDate | undefined {
    return this.#row < 0 ? this.#course.start : this.#course.dates[this.#row];
  }

  /** Goes to the next point. */
  next(): void {
    this.#row += 1;
    const value = this.#course.returns[this.#row] ?? Number.NaN;
    this.#single = value;
    this.#growth *= 1 + value;
    this.#count += 1;
  }

  /** Goes up to a date. Returns whether there is a point on it. */
  reach(date: IsoDate): boolean {
    while (this.date !== undefined && this.date < date) this.next();
    return this.date === date;
  }

  /** Returns the growth since the last call, and starts again. */
  take(): number {
    const found = this.#count === 1 ? this.#single : this.#growth - 1;
    this.#growth = 1;
    this.#count = 0;
    return found;
  }
}
