// What the dashboard's server and its page agree on. Every route is in ../../../README.md, every JSON shape is here.
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

// ── Overview ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Overview {
  now: Time;
  breakers: BreakerCell[];
  flows: LaneFlow[];
  reserves: Reserve[];
  chains: ChainBrief[];
  guardians: GuardianBrief;
  oldestWaiting: TransferRow | null; // null = the history was read and nothing waits; see `history`
  waiting: { count: number; holds: number };
  history: Sourced<{ transfers: number; caughtUp: boolean }>;
  problems: Problem[]; // what a person should look at, worst first
}

export interface Problem {
  severity: 'critical' | 'warning';
  text: string;
  link: string | null; // a path of the page, as "/transfers/1-2-17", "/guardians"
}

export type Level = 0 | 1 | 2 | 3 | 4 | 5; // normal watch slow hold stop cursed

export type ScopeKind = 'everything' | 'lane' | 'asset';

/** One scope's own level on one chain. The strictest of everything, lane and asset is in force. */
export interface BreakerCell {
  chain: ChainName;
  scopeKind: ScopeKind;
  scope: Hex; // 32 bytes as signed: zero · the other chain's number · the asset id
  scopeName: string; // "everything", "lane evm-solana", "USDC"
  level: Sourced<Level>;
  reason: string | null; // of the last change that this server knows of
  by: string | null; // who: an address, or "dashboard (alice)"
  since: Time | null;
}

/** Releases of one asset on one chain against that chain's limits: what arrives over one lane. */
export interface LaneFlow {
  lane: LaneName; // source-destination
  source: ChainName;
  destination: ChainName;
  asset: string; // symbol
  limits: Sourced<LimitState>; // of `destination`
  levelInForce: Level | null; // strictest on the destination; null = not known
  lastHour: Amount; // released, from the history
  lastDay: Amount;
  waitingAmount: Amount; // locked and not ended
  waitingCount: number;
  forecast: Forecast;
}

export interface LimitState {
  maxRelease: Amount; // "0" = closed
  capacity: Amount;
  refillPerSecond: Amount;
  holdThreshold: Amount; // "0" = every release is held; 2^64-1 = none
  available: Amount; // bucket now
  usedPercent: number; // 0 to 100; 100 when closed
}

export interface Forecast {
  outflowPerSecond: string; // decimal fraction, canonical units, over the last hour
  exhaustedAt: Time | null; // when the bucket is empty if that goes on; null = it refills faster, or not known
  waitingFitsAt: Time | null; // when everything that waits has fitted through; null = it fits now, or not known
}

/** Custody at home against what exists elsewhere and what is on its way. */
export interface Reserve {
  asset: string;
  home: ChainName;
  custody: Sourced<Amount>;
  minted: Sourced<Amount>; // wrapped supply on the other chain
  onItsWay: Sourced<Amount>; // locked or burnt, not yet paid or minted, from the history
  surplus: Amount | null; // custody - minted - onItsWay; may be negative ("-5"); null = one of the three is not known
  verdict: 'covered' | 'short' | 'unknown'; // 'short' only when seen twice in a row: the three are read one after the other
}

export interface ChainBrief {
  chain: ChainName;
  finalized: Sourced<number>; // block or slot
  finalityLagSeconds: number | null; // since the finalised head last advanced
  sources: number;
  sourcesHealthy: number;
  diverged: boolean;
}

export interface GuardianBrief {
  total: number;
  threshold: number;
  healthy: number;
  margin: number; // healthy - threshold; below 0 nothing is signed
}

// ── Transfers ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type TransferState =
  | 'Observed' | 'Finalized' | 'Signed' | 'Submitted' | 'Released' | 'Held' | 'Limited' | 'Undeliverable' | 'VoidRequested' | 'Voided' | 'Refunded';

export interface TransferRow {
  id: TransferId;
  source: ChainName;
  destination: ChainName;
  asset: string; // symbol; the asset id when the deployment has no name for it
  amount: Amount;
  kind: 'wallet' | 'margin';
  state: TransferState; // from this server's own reads of both chains, advanced by relayers' word only between Finalized and Submitted
  waitingFor: string | null; // why it waits; null = it does not wait
  waitsUntil: Time | null;
  lockedAt: Time;
  endedAt: Time | null;
  updatedAt: Time;
}

export interface TransferDetail extends TransferRow {
  sender: string; // in the source chain's own form
  recipient: string; // in the destination chain's own form
  encoded: Hex; // the 150 bytes (Contracts/README.md)
  leaf: Hex; // keccak256(keccak256(encoded)): compute it again before signing about it
  sourceTransaction: string;
  sourceHeight: number;
  destinationTransaction: string | null;
  timeline: TimelineStep[]; // in order of time
  relayers: Sourced<RelayerWord>[]; // one per relayer asked
  observations: Sourced<Observation>[]; // one per guardian; state 'unread' + problem when this server may not ask it
  evidence: Evidence[];
}

export interface TimelineStep {
  step: 'locked' | 'final' | 'signed' | 'submitted' | 'held' | 'approved' | 'released' | 'voidRequested' | 'voided' | 'refunded';
  at: Time;
  source: string; // who says so
  text: string; // for people
  transaction: string | null;
  chain: ChainName | null; // of the transaction
}

export interface RelayerWord {
  state: TransferState;
  waitingFor: string | null;
  waitsUntil: Time | null;
}

export interface Observation {
  guardian: number;
  height: number;
  blockHash: Hex;
  matches: boolean; // signature is that guardian's and the 150 bytes are the ones this server read
}

export interface Evidence {
  label: string;
  text: string;
  weight: 'good' | 'neutral' | 'bad';
}

// ── Holds ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface HoldsView {
  queue: Hold[]; // oldest first
  reads: Sourced<number>[]; // one per chain, value = holds read there: an empty queue means nothing only when both are fresh
  minAgeSeconds: Record<ChainName, number | null>;
}

export interface Hold {
  id: TransferId;
  chain: ChainName; // destination: where it is held, and the `chain` of its papers
  asset: string;
  amount: Amount;
  heldAt: Time;
  executableAt: Time | null;
  approvals: number; // on chain, of 2
  leaf: Hex; // as the DESTINATION recorded it
  transfer: TransferDetail | null; // as this server read it on the SOURCE; null = not seen there: never approve
  matches: boolean; // leaf of `transfer` = leaf; false: never approve
  evidence: Evidence[];
  papers: Paper[]; // approvals and rejections on their way
}

// ── Breakers, limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface BreakersView {
  cells: BreakerCell[];
  proposals: Paper[]; // loosening papers that are open: collecting, scheduled, ready
  foreign: ForeignProposal[]; // scheduled on a chain and not known here: look at them, veto if nobody can explain them
  delays: Record<ChainName, Sourced<Delays>>;
  sentinel: Record<ChainName, Sourced<boolean>>; // whether this server's key holds its role: false = one-action tighten does not work there
}

export interface ForeignProposal {
  chain: ChainName;
  digest: Hex;
  action: ActionName | null; // null = the chain does not say
  readyAt: Time | null;
}

export interface Delays {
  loosenSeconds: number;
  executeWindowSeconds: number;
  holdMinAgeSeconds: number;
  refundSeconds: number;
}

export interface LevelChange {
  at: Time;
  chain: ChainName;
  scopeKind: ScopeKind;
  scopeName: string;
  from: Level;
  to: Level;
  reason: string | null;
  by: string | null; // an address, "dashboard (alice)", or null = seen by reading, author not known
}

export interface LimitsView {
  rows: LimitRow[];
}

export interface LimitRow {
  chain: ChainName;
  asset: string;
  current: Sourced<LimitState>;
  levelInForce: Level | null;
  proposed: { limits: LimitValues; paper: Hex; readyAt: Time | null }[];
}

export interface LimitValues {
  maxRelease: Amount;
  capacity: Amount;
  refillPerSecond: Amount;
  holdThreshold: Amount;
}

export interface DryRunRequest {
  chain: ChainName;
  asset: string;
  limits: LimitValues;
  days: number; // 1 to 90
}

/** The recorded releases of that chain and asset run through the limits of today and the proposed ones. */
export interface DryRun {
  from: Time;
  to: Time;
  transfers: number;
  truncated: boolean; // the history begins later than asked
  current: DryRunOutcome;
  proposed: DryRunOutcome;
}

export interface DryRunOutcome {
  wouldBeRefused: number; // above the largest release
  wouldBeHeld: number;
  wouldHaveWaited: number; // for the bucket
  longestWaitSeconds: number;
  worstCaseLoss: Amount; // stolen group key, one day: capacity + refill × 86,400, no more than custody where that is known
  heldExamples: TransferId[]; // at most 20
}

// ── Flows and samples over time (charts) ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface FlowSeries {
  lane: LaneName;
  asset: string;
  stepSeconds: number;
  at: number[]; // Unix seconds, start of each step
  locked: number[]; // whole tokens as floating point: for drawing only
  released: number[];
}

/** GET /api/samples?name=… ; names: "used:<chain>:<symbol>" (percent of the bucket), "lag:<chain>" (seconds), "backing:<symbol>", "guardians". */
export interface SampleSeries {
  name: string;
  at: number[];
  value: (number | null)[]; // null = could not be read then
}

// ── Guardians, chains, margin ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface GuardiansView {
  threshold: number;
  margin: number;
  rows: GuardianRow[];
  relayers: RelayerRow[];
}

export interface GuardianRow {
  index: number;
  identity: Hex; // address
  health: Sourced<GuardianHealth>;
  sentinel: Record<ChainName, Sourced<boolean>>; // its identity key can trip breakers there
}

export interface GuardianHealth {
  healthy: boolean;
  epochs: number[];
  journalLocks: number;
  problems: string[];
  chains: { chain: ChainName; finalizedHeight: number | null; lagSeconds: number | null; caughtUp: boolean; halted: boolean; problem: string | null; behind: number | null }[]; // behind: heights below this server's own read
}

export interface RelayerRow {
  url: string;
  health: Sourced<{ name: string; healthy: boolean; problems: string[]; liveGuardians: number; threshold: number }>;
}

export interface ChainsView {
  chains: ChainRow[];
}

export interface ChainRow {
  chain: ChainName;
  sources: SourceRow[];
  divergence: string | null; // null = those that answer agree
  key: Sourced<{ epoch: number; groupKey: Hex; expected: boolean }>; // expected: as in the deployment file, or rotated from it by papers seen here
}

export interface SourceRow {
  name: string; // "evm node 1"; addresses with secrets in them are never shown
  head: Sourced<{ height: number; hash: Hex }>; // finalised
  lagSeconds: number | null;
}

/** Only what exists on chain: balances of margin accounts that transfers went to or came from. No positions, no prices: the bridge has none yet. */
export interface MarginView {
  available: boolean;
  totals: { asset: string; held: Sourced<Amount> }[];
  accounts: { account: string; balances: { asset: string; amount: Sourced<Amount> }[] }[];
  note: string;
}

// ── Audit ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AuditEntry {
  sequence: number; // from 1, without gaps
  at: Time;
  user: string | null; // null = the server itself, or somebody who could not sign in
  address: string | null; // client address
  event: string; // "signIn", "signInRefused", "tighten", "paperCreated", …
  detail: Record<string, string>;
  previous: Hex;
  hash: Hex; // keccak256 over the entry and `previous`; layout in README.md
}

export interface AuditVerification {
  intact: boolean;
  entries: number;
  head: Hex;
  firstBroken: number | null;
}

// ── Tightening: one person, at once, the server's sentinel key ────────────────────────────────────────────────────────────────────────────────────

export interface TightenLevel {
  chain: ChainName | 'all';
  scope: 'everything' | 'lane' | { asset: string };
  level: 1 | 2 | 3 | 4 | 5;
  reason: string; // 1 to 32 bytes of UTF-8
  confirm: string; // typed: "<level> <scope> on <chain>", as "stop everything on all", "hold lane on evm", "slow USDC on all"
}

export interface TightenLimits {
  chain: ChainName;
  asset: string;
  limits: LimitValues; // none above, at least one below the current ones
  confirm: string; // typed: "lower <asset> on <chain>", as "lower USDC on evm"
}

/** 200 even when a chain refused: every chain says for itself what became of it. */
export interface ActionResult {
  digest: Hex | null; // null where the chains needed papers of their own (a lane has another name on each chain)
  outcomes: ChainOutcome[];
}

export interface ChainOutcome {
  chain: ChainName;
  outcome: 'done' | 'alreadyStricter' | 'refused' | 'unknown'; // unknown: may still land; look at the breaker board
  transaction: string | null;
  error: string | null; // contract's error by name
  message: string | null;
}

// ── Papers: everything else, signed in the officer's own wallet ───────────────────────────────────────────────────────────────────────────────────
//
// The flow, step by step:
//  1. The page makes `fields` itself: numbers decimal text, bytes hexadecimal with 0x, exactly the members of ACTION_TYPES[action] by name.
//     nonce: the time in milliseconds; notAfter: Unix seconds, at most 30 days ahead (the page's default: 24 h); chain "0" = every chain where allowed.
//  2. The page computes the digest from the fields, with its own code:
//        domain = { name: 'Bridge Risk', version: '1', salt: bridgeId }   type EIP712Domain(string name,string version,bytes32 salt)
//        digest = keccak256(0x1901 ‖ domainSeparator ‖ hashStruct(fields))
//     and shows it with what the fields mean, in words that the PAGE makes from the fields (never `description` from the server alone).
//  3. POST /api/papers { action, fields, digest, signatures: [] }. The server derives the digest again: another one → 409 tampered.
//     A file of `bridge risk` has the same form and may be posted whole.
//  4. An officer opens the paper. The page takes `action` and `fields` ONLY, computes the digest again, compares with `digest` and with the address bar's,
//     and refuses to go on when they differ (museum M39). For a hold it also computes the leaf from TransferDetail.encoded.
//  5. window.ethereum: eth_requestAccounts, then eth_signTypedData_v4(account, JSON of { domain, types, primaryType: action, message: fields }).
//     `chain` is a field, not the domain's chain id, so no network switch is needed.
//  6. POST /api/papers/{digest}/signatures { signature }. v 27/28, low s. The signer must be an officer (or a sentinel where the action is open to it) on
//     every chain of the paper, and must not have signed before.
//  7. When `complete`: POST /api/papers/{digest}/submit. Tightening takes effect; loosening is scheduled.
//  8. Scheduled: `readyAt` counts down; anybody with the power may veto (a paper of its own, action Veto, proposal = digest) until it is executed.
//  9. Ready: POST /api/papers/{digest}/execute, until `executableUntil`.
// A hold: two ApproveHold papers, each signed by one officer, each submitted; after the hold's minimal age POST /api/holds/{id}/execute.

export type ActionName =
  | 'RaiseLevel' | 'LowerLevel' | 'LowerLimits' | 'SetLimits' | 'ListAsset' | 'OpenLane' | 'GrantRole' | 'RevokeRole' | 'ApproveHold' | 'RejectHold' | 'Veto';

/** EIP-712 members in order (Bridge.Protocol.Risk.RiskSchema). */
export const ACTION_TYPES: Record<ActionName, readonly { name: string; type: 'uint8' | 'uint16' | 'uint64' | 'bytes32' | 'address' }[]> = {
  RaiseLevel: members('uint16 chain,uint8 scopeKind,bytes32 scope,uint8 level,bytes32 reason'),
  LowerLevel: members('uint16 chain,uint8 scopeKind,bytes32 scope,uint8 level,bytes32 reason'),
  LowerLimits: members('uint16 chain,bytes32 asset,uint64 maxRelease,uint64 capacity,uint64 refillPerSecond,uint64 holdThreshold'),
  SetLimits: members('uint16 chain,bytes32 asset,uint64 maxRelease,uint64 capacity,uint64 refillPerSecond,uint64 holdThreshold'),
  ListAsset: members('uint16 chain,bytes32 token,uint8 mode,uint8 canonicalDecimals,uint16 homeChain,bytes32 homeToken'),
  OpenLane: members('uint16 chain,uint16 otherChain,uint8 family'),
  GrantRole: members('uint16 chain,address account,uint8 role'),
  RevokeRole: members('uint16 chain,address account,uint8 role'),
  ApproveHold: members('uint16 chain,uint16 source,uint64 sequence,bytes32 leaf'),
  RejectHold: members('uint16 chain,uint16 source,uint64 sequence,bytes32 leaf'),
  Veto: members('uint16 chain,bytes32 proposal'),
};

function members(text: string): { name: string; type: 'uint8' | 'uint16' | 'uint64' | 'bytes32' | 'address' }[] {
  return `${text},uint64 nonce,uint64 notAfter`.split(',').map((member) => {
    const [type, name] = member.split(' ') as ['uint8' | 'uint16' | 'uint64' | 'bytes32' | 'address', string];
    return { name, type };
  });
}

export const SCOPE_KINDS: Record<ScopeKind, 1 | 2 | 3> = { everything: 1, lane: 2, asset: 3 };
export const LEVEL_NAMES = ['normal', 'watch', 'slow', 'hold', 'stop', 'cursed'] as const;

/** A reason in a level's paper: UTF-8, 1 to 32 bytes, padded with zeros at the right. */
export type ReasonWord = Hex;

export interface PaperDraft {
  action: ActionName;
  fields: Record<string, string>;
  digest: Hex;
  signatures: Hex[];
}

export interface Paper extends PaperDraft {
  description: { label: string; text: string }[]; // the server's words: show beside the page's own, never instead
  loosens: boolean;
  needs: number; // signatures: 1 or 2
  signers: PaperSigner[];
  complete: boolean;
  createdBy: string;
  createdAt: Time;
  notAfter: Time;
  state: PaperState;
  chains: PaperOnChain[];
}

/** The least advanced chain decides. withdrawn: taken back before it was submitted. */
export type PaperState = 'collecting' | 'complete' | 'scheduled' | 'ready' | 'done' | 'vetoed' | 'expired' | 'withdrawn';

export interface PaperSigner {
  address: Hex;
  user: string | null; // whose key the administrator says it is
  roles: Record<ChainName, Sourced<'none' | 'officer' | 'sentinel'>>;
}

export interface PaperOnChain {
  chain: ChainName;
  state: 'notSubmitted' | 'scheduled' | 'ready' | 'done' | 'vetoed' | 'expired' | 'unknown'; // unknown: could not be read
  readyAt: Time | null;
  executableUntil: Time | null;
  transaction: string | null;
  problem: string | null;
}

// ── Users (admin) ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface UserRow {
  name: string;
  role: Role;
  officer: Hex | null;
  sessions: number;
  lockedUntil: Time | null;
}

// ── Public, without a session: GET /api/public/… and nothing else ─────────────────────────────────────────────────────────────────────────────────

export interface PublicLimits {
  now: Time;
  name: string; // of the deployment
  rows: { chain: ChainName; asset: string; decimals: number; limits: Sourced<LimitState>; levelInForce: Level | null }[];
}

export interface PublicTransfer {
  id: TransferId;
  source: ChainName;
  destination: ChainName;
  asset: string;
  decimals: number;
  amount: Amount;
  state: TransferState;
  waitingFor: string | null;
  waitsUntil: Time | null;
  sourceTransaction: string;
  destinationTransaction: string | null;
  lockedAt: Time;
  endedAt: Time | null;
}

// ── GET /api/events: server-sent events, with the session's cookie (EventSource) ──────────────────────────────────────────────────────────────────
// `event:` is the name, `data:` the JSON. Nothing is replayed: after a reconnect read the views again. At most one `overview` a second.

export interface ServerEvents {
  tick: { now: Time }; // every 5 s: silence for 15 s = the stream is dead, grey out
  overview: Overview;
  transfer: TransferRow; // it is new, or its state or reason changed
  breakers: BreakersView;
  holds: { count: number }; // the queue changed: read /api/holds again
  paper: Paper;
  audit: { sequence: number };
  signedOut: Record<string, never>; // the session has ended; the stream closes
}
