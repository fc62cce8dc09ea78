import { ACTION_TYPES, type ActionName } from '../api/types';

/** What the contracts make of an action. The members stand in ACTION_TYPES; every type begins with `uint16 chain` and ends with `nonce, notAfter`. */
export interface ActionRule {
  /** Its number in the contracts: never renumber. */
  readonly number: number;
  /** Two different officers sign one paper, and a delay passes. */
  readonly loosens: boolean;
  /** A sentinel may sign it as well as an officer. */
  readonly sentinels: boolean;
  /** One paper may be for every chain (chain 0). */
  readonly everyChain: boolean;
}

/** The same table as Contracts/Bridge.Protocol/Risk/RiskActionKind.cs. */
export const actionRules: Readonly<Record<ActionName, ActionRule>> = {
  RaiseLevel: { number: 1, loosens: false, sentinels: true, everyChain: true },
  LowerLevel: { number: 2, loosens: true, sentinels: false, everyChain: true },
  LowerLimits: { number: 3, loosens: false, sentinels: true, everyChain: true },
  SetLimits: { number: 4, loosens: true, sentinels: false, everyChain: true },
  ListAsset: { number: 5, loosens: true, sentinels: false, everyChain: false },
  OpenLane: { number: 6, loosens: true, sentinels: false, everyChain: false },
  GrantRole: { number: 7, loosens: true, sentinels: false, everyChain: true },
  RevokeRole: { number: 8, loosens: true, sentinels: false, everyChain: true },
  ApproveHold: { number: 9, loosens: false, sentinels: false, everyChain: false },
  RejectHold: { number: 10, loosens: false, sentinels: false, everyChain: false },
  Veto: { number: 11, loosens: false, sentinels: true, everyChain: true },
};

export const isActionName = (text: string): text is ActionName => Object.hasOwn(ACTION_TYPES, text);

/** Signatures on one paper. Each of a hold's two approvals is a paper of its own. */
export const signaturesNeeded = (action: ActionName): number => (actionRules[action].loosens ? 2 : 1);

/** What a phone must not do: whatever loosens, and the approval of a held release. */
export const loosensHere = (action: ActionName): boolean => actionRules[action].loosens || action === 'ApproveHold';
