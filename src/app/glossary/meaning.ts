/** Meaning of an error code, and what the user does next: one sentence each. */
export type Meaning = readonly [means: string, remedy: string];

/** Meanings by error code. */
export type Meanings = Readonly<Record<string, Meaning>>;
