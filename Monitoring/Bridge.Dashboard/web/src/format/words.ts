import { LEVEL_NAMES, type ActionName, type ChainName, type Level, type ScopeKind, type TransferState } from '../api/types';
import { formatCount } from './amount';

export const chainTitle: Readonly<Record<ChainName, string>> = { evm: 'EVM', solana: 'Solana' };

export const levelName = (level: Level): string => LEVEL_NAMES[level];

/** What each level does (design section 5), for the people who choose one. */
export const levelEffect: readonly string[] = [
  'nothing is slowed',
  'people look closely; nothing is slowed',
  'capacity, refill and hold threshold are a quarter',
  'every release is held for two officers, and nothing goes into margin accounts; withdrawals from them stay open',
  'no locks, and the guardians sign nothing; what was signed before is held for two officers',
  'nothing at all: no lock, release, void, refund, claim or approval',
];

export const stateWords: Readonly<Record<TransferState, string>> = {
  Observed: 'locked, not final',
  Finalized: 'final, being signed',
  Signed: 'signed',
  Submitted: 'release sent',
  Released: 'released',
  Held: 'held for officers',
  Limited: 'waits for headroom',
  Undeliverable: 'claimable',
  VoidRequested: 'refund asked',
  Voided: 'void',
  Refunded: 'refunded',
};

export const scopeWords: Readonly<Record<ScopeKind, string>> = { everything: 'everything', lane: 'lane', asset: 'asset' };

export const shortHash = (hash: string, head = 6, tail = 4): string => (hash.length > head + tail + 3 ? `${hash.slice(0, head)}…${hash.slice(-tail)}` : hash);

export const plural = (count: number, one: string, many = `${one}s`): string => `${formatCount(count)} ${count === 1 ? one : many}`;

/** Text of the server, a relayer or a guardian as the page writes it: chains by their titles, "level 4 Stop" as "level 4 stop". */
export const titled = (text: string): string =>
  text.replace(/(?<![\w/.:-])(evm|solana)(?![\w/-]|[.:]\w)/g, name => chainTitle[name as ChainName]).replace(/\blevel ([0-5]) ([A-Z][a-z]+)\b/g, (_, level: string, name: string) => `level ${level} ${name.toLowerCase()}`);

/** The same where it begins a sentence or a cell. */
export const sentence = (text: string): string => titled(text).replace(/^[a-z](?![a-z]*:\/\/)/, letter => letter.toUpperCase());

/** What an action is about, where its fields are not known. */
export const actionWords: Readonly<Record<ActionName, string>> = {
  RaiseLevel: 'raise a level', LowerLevel: 'lower a level', LowerLimits: 'lower limits', SetLimits: 'set limits', ListAsset: 'list an asset', OpenLane: 'open a lane', GrantRole: 'grant a role',
  RevokeRole: 'revoke a role', ApproveHold: 'approve a hold', RejectHold: 'reject a hold', Veto: 'veto',
};
