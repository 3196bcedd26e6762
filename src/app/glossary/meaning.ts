/** What an error code means, and what a person does next: a sentence each. */
export type Meaning = readonly [means: string, remedy: string];

/** Meanings by error code. */
export type Meanings = Readonly<Record<string, Meaning>>;
