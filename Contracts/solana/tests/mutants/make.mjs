/** A mutant without each of these lines, one at a time. */
export const remove = (file, hint, ...finds) => finds.map((find) => ({ file, hint, find, replace: '' }));
/** A mutant with one text for another. */
export const change = (file, hint, find, replace) => [{ file, hint, find, replace }];
