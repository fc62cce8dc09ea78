// Tightening with the server's sentinel key, and papers that officers sign in their own wallets.
import type { ChainName, Hex, Sourced, Time } from './base';
import type { LimitValues } from './limits';
import type { ScopeKind } from './overview';

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
  ends: { action: ActionName | null; fields: Record<string, string> | null } | null; // of a veto: what it names, as in ForeignProposal; null = nothing is known of it, or it is no veto
}

/** The least advanced chain decides. withdrawn: taken back before it was submitted. */
export type PaperState = 'collecting' | 'complete' | 'scheduled' | 'ready' | 'done' | 'vetoed' | 'expired' | 'withdrawn' | 'overtaken' | 'superseded'; // overtaken: a veto of what has ended without it; superseded: a signer's newer paper was used first

export interface PaperSigner {
  address: Hex;
  user: string | null; // whose key the administrator says it is
  roles: Record<ChainName, Sourced<'none' | 'officer' | 'sentinel'>>;
}

export interface PaperOnChain {
  chain: ChainName;
  state: 'notSubmitted' | 'scheduled' | 'ready' | 'done' | 'vetoed' | 'expired' | 'overtaken' | 'unknown'; // unknown: could not be read
  readyAt: Time | null;
  executableUntil: Time | null;
  transaction: string | null;
  problem: string | null;
}
