// Sessions, what a session may do, and what every page needs to know of the deployment.
import type { ChainName, Hex, Time } from './base';

// ── Session ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
// The session is the cookie `bridge_session` (HttpOnly, SameSite=Strict, Secure under https), bound to the client's address; the page never sees it.
// Every request that is not GET or HEAD carries the header `X-CSRF-Token: <Session.csrf>` and, with a body, `Content-Type: application/json`.
// POST /api/session alone needs no token (there is no session yet); it is refused when Origin or Sec-Fetch-Site names another site.
// 401 notSignedIn on any route: forget everything and show the sign-in page.

export type Role = 'viewer' | 'officer' | 'admin';

/** 'phone': the server refuses whatever loosens in this session. A page on a small touch screen says 'phone'; the server also looks at the user agent. */
export type ClientForm = 'desk' | 'phone';

export interface SignIn {
  user: string;
  password: string;
  code: string; // six digits, RFC 6238
  client: ClientForm;
}

/** GET /api/session answers 200 in both cases, so that a start without a session is no error in the console. */
export type SessionState = { signedIn: false } | Session;

export interface Session {
  signedIn: true;
  user: string;
  role: Role;
  client: ClientForm; // as the server decided
  officer: Hex | null; // address of this user's own signing key as the administrator wrote it down; null = none
  csrf: string;
  expiresAt: Time; // hard end; idle sessions end sooner (idleMinutes)
  idleMinutes: number;
  may: Permission[]; // what role and client form allow; the server decides again on each request
  deployment: DeploymentInfo;
}

export type Permission = 'read' | 'tighten' | 'paperTighten' | 'paperLoosen' | 'executeHold' | 'users';

export interface DeploymentInfo {
  name: string;
  bridgeId: Hex; // the EIP-712 salt: the page computes digests with it
  chains: ChainInfo[];
  assets: AssetInfo[];
  guardians: number;
  threshold: number;
  now: Time; // the server's clock, to measure ages by
}

export interface ChainInfo {
  name: ChainName;
  number: number; // inside the bridge; `chain` in papers
  evmChainId: number | null; // EIP-155, evm only
  native: string; // ETH, SOL
}

export interface AssetInfo {
  symbol: string;
  id: Hex; // 32 bytes; `asset` and an asset's `scope` in papers
  decimals: number; // canonical
  home: ChainName;
}

// ── Users (admin) ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface UserRow {
  name: string;
  role: Role;
  officer: Hex | null;
  sessions: number;
  lockedUntil: Time | null;
}
