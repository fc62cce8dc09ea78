import { hashTypedData, type Hex } from 'viem';
import { ACTION_TYPES, type ActionName } from '../api/types';
import { PaperError, readFields, type Fields } from './fields';

/**
 * What a wallet signs for an action: EIP-712, domain EIP712Domain(string name,string version,bytes32 salt) with the bridge id as salt and no chain id,
 * because the field `chain` selects (Contracts/Bridge.Protocol/Risk/RiskAction.cs).
 */
export function typedData(bridgeId: string, action: ActionName, fields: Fields) {
  // SECURITY: a default bridge id would let a paper of one deployment into another (W1, W9).
  if (!/^0x[0-9a-fA-F]{64}$/.test(bridgeId) || /^0x0+$/.test(bridgeId)) throw new PaperError(`the bridge id should be 0x and 64 digits, not zero, and is "${bridgeId}"`);
  return {
    domain: { name: 'Bridge Risk', version: '1', salt: bridgeId as Hex },
    types: { [action]: ACTION_TYPES[action] },
    primaryType: action as string,
    message: readFields(action, fields),
  };
}

/** The digest, computed here from the fields. Whatever a server says about it decides nothing. */
export const digestOf = (bridgeId: string, action: ActionName, fields: Fields): Hex => hashTypedData(typedData(bridgeId, action, fields));

/** The same as the text that `eth_signTypedData_v4` takes. */
export function typedDataJson(bridgeId: string, action: ActionName, fields: Fields): string {
  const { domain, types, primaryType, message } = typedData(bridgeId, action, fields);
  const eip712Domain = [{ name: 'name', type: 'string' }, { name: 'version', type: 'string' }, { name: 'salt', type: 'bytes32' }];
  return JSON.stringify({ domain, types: { EIP712Domain: eip712Domain, ...types }, primaryType, message }, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
