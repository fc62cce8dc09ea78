/** "signInRefused" reads "sign in refused". */
export const eventWords = (event: string): string => event.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
