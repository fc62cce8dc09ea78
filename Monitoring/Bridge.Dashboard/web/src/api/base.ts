// What the dashboard's server and its page agree on. Every route is in ../../../README.md, every JSON shape is in this folder.
//
// Numbers of tokens are decimal text in canonical units ("25000000" = 25 USDC with 6 canonical decimals), because 64 bits do not fit a JavaScript number;
// AssetInfo says the decimals. Times are ISO 8601 in UTC. Chains go by name ("evm", "solana") and by number in the bridge. All text that came from a chain,
// a guardian, a relayer or a person (symbols, reasons, problems) is DATA: set it as text, never as markup.

export type Amount = string; // decimal digits, canonical units; may be negative only where said
export type Time = string; // 2026-01-31T12:00:00.123Z
export type Hex = string; // 0x…, lower case
export type ChainName = 'evm' | 'solana';
export type LaneName = string; // "1-2": source-destination by number
export type TransferId = string; // "1-2-17": source-destination-sequence

// ── Errors ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Body of every answer that is not 2xx. Decide by `error` and the status code, never by `message`. */
export interface ApiError {
  error:
    | 'badRequest' // 400 malformed, out of bounds, not a value of its type
    | 'notSignedIn' // 401 no session, ended, or from another address
    | 'credentials' // 401 name, password or code is wrong (never says which)
    | 'forbidden' // 403 this role may not
    | 'phone' // 403 a phone session may tighten and never loosen
    | 'csrf' // 403 token missing or wrong, or the request comes from another site
    | 'notFound' // 404
    | 'confirmation' // 409 the typed phrase is not the one expected
    | 'tampered' // 409 digest and fields do not belong together, or the signature is nobody's who may sign
    | 'conflict' // 409 exists already, signed already, no further signature needed
    | 'refused' // 409 a chain refused; `chainError` is the contract's error by name
    | 'tooLarge' // 413
    | 'tooMany' // 429 `retryAt` says when
    | 'unavailable'; // 502/503 a chain or a part cannot be read: nothing is known, nothing has been changed unless a result says so
  message: string; // one sentence for people
  chainError?: string;
  retryAt?: Time;
}

// ── Values with their origin ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A value as one source told it. A read that failed keeps the last good value and says so: it never becomes "nothing there".
 * `unread`: never read since the server started; `value` is null then and only then (or where T itself may be null).
 * The page greys out by itself too: when now - readAt > staleAfterMs, whatever `state` says.
 */
export interface Sourced<T> {
  value: T | null;
  source: string; // "evm node 1", "guardian 3", "relayer http://…", "dashboard history"
  readAt: Time | null; // of `value`
  state: 'fresh' | 'stale' | 'failed' | 'unread';
  problem: string | null; // why the last read gave nothing
  staleAfterMs: number;
}

/** Pages go from newest to oldest. `next` is opaque; null = the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}
