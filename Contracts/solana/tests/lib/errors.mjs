// Error codes as the program's own header numbers them; errors.test.mjs compares them with the README that clients are written from.
import { readFileSync } from 'node:fs';

const header = readFileSync(new URL('../../src/errors.h', import.meta.url), 'utf8');

/** Name to code. */
export const E = Object.freeze(Object.fromEntries([...header.matchAll(/^ {4}(\w+) = (\d+),$/gm)].map(([, name, code]) => [name, Number(code)])));
