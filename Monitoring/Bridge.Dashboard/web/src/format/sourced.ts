import type { Sourced } from '../api/types';

/** Milliseconds after which a whole view is old: three times the server's tick, as for the stream. */
const viewLife = 15_000;

/** Whether a view is older than one that the server still tells about. */
export const isOld = (at: string, now: number): boolean => now - Date.parse(at) > viewLife;

export type Freshness = 'fresh' | 'stale' | 'failed' | 'unread';

/** How far a value can be trusted now. The page's own clock counts too: a server that stopped telling leaves values that say "fresh". */
export function freshness(sourced: Sourced<unknown>, now: number): Freshness {
  if (sourced.state === 'unread' || sourced.readAt === null) return 'unread';
  if (sourced.state === 'failed') return 'failed';
  return sourced.state === 'stale' || now - Date.parse(sourced.readAt) > sourced.staleAfterMs ? 'stale' : 'fresh';
}
