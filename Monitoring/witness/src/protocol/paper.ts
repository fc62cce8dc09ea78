import { encodeAbiParameters, hashTypedData, type Account, type LocalAccount } from 'viem';
import { ascii, toHex, type Hex } from './bytes.js';

// The one paper that this program ever signs: RaiseLevel, EIP-712, the same bytes on both chains (Contracts/evm/src/IRiskControl.sol).

export const raiseLevelAction = 1;

/** 1 everything (scope zero), 2 lane (the other chain's number), 3 asset (its id). */
export type Scope = { readonly kind: 1; readonly value: Hex } | { readonly kind: 3; readonly value: Hex };

export const everything: Scope = { kind: 1, value: `0x${'00'.repeat(32)}` };

export function assetScope(asset: Hex): Scope {
  return { kind: 3, value: asset };
}

export interface RaiseLevel {
  /** 0 = every chain. */
  readonly chain: number;
  readonly scope: Scope;
  readonly level: number;
  /** 1 to 32 bytes of ASCII. */
  readonly reason: string;
  readonly nonce: bigint;
  /** Unix seconds. */
  readonly notAfter: bigint;
}

const members = [
  { name: 'chain', type: 'uint16' },
  { name: 'scopeKind', type: 'uint8' },
  { name: 'scope', type: 'bytes32' },
  { name: 'level', type: 'uint8' },
  { name: 'reason', type: 'bytes32' },
  { name: 'nonce', type: 'uint64' },
  { name: 'notAfter', type: 'uint64' },
] as const;

function typedData(bridge: Hex, paper: RaiseLevel) {
  return {
    domain: { name: 'Bridge Risk', version: '1', salt: bridge },
    types: { RaiseLevel: members },
    primaryType: 'RaiseLevel',
    message: {
      chain: paper.chain,
      scopeKind: paper.scope.kind,
      scope: paper.scope.value,
      level: paper.level,
      reason: reasonBytes(paper.reason),
      nonce: paper.nonce,
      notAfter: paper.notAfter,
    },
  } as const;
}

export function reasonBytes(reason: string): Hex {
  if (reason.length === 0) throw new RangeError('a reason has at least one byte');
  return toHex(ascii(reason, 32));
}

export function digestOf(bridge: Hex, paper: RaiseLevel): Hex {
  return hashTypedData(typedData(bridge, paper));
}

/** The members as they are signed, a word each. */
export function wordsOf(paper: RaiseLevel): Hex {
  return encodeAbiParameters(members, [paper.chain, paper.scope.kind, paper.scope.value, paper.level, reasonBytes(paper.reason), paper.nonce, paper.notAfter]);
}

export function signPaper(account: LocalAccount & Account, bridge: Hex, paper: RaiseLevel): Promise<Hex> {
  return account.signTypedData(typedData(bridge, paper));
}
