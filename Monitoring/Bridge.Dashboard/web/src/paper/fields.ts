import { ACTION_TYPES, type ActionName } from '../api/types';
import { actionRules } from './schema';

type Member = (typeof ACTION_TYPES)[ActionName][number];

/** An action's members as text, as they stand in a paper's file: numbers decimal without leading zeros, bytes hexadecimal with 0x. */
export type Fields = Readonly<Record<string, string>>;

/** The paper is not one: what is wrong stands in the message. */
export class PaperError extends Error {
  override readonly name = 'PaperError';
}

const bits: Readonly<Record<string, bigint>> = { uint8: 8n, uint16: 16n, uint64: 64n };

/**
 * The values to hash, read strictly: every member, no other, each a value of its type. One action has one encoding.
 * Refuses what the chains would refuse for its form (Contracts/Bridge.Protocol/Risk/RiskAction.cs, Check).
 */
export function readFields(action: ActionName, fields: Fields): Record<string, bigint | string> {
  const members = ACTION_TYPES[action];
  const unknown = Object.keys(fields).find(name => members.every(member => member.name !== name));
  if (unknown !== undefined) throw new PaperError(`${action} has no field "${unknown}"`);
  const values = Object.fromEntries(members.map(member => [member.name, readMember(action, member, fields[member.name])]));
  // SECURITY: a default value anywhere is a refusal (W9).
  if (values['nonce'] === 0n) throw new PaperError('nonce should be at least 1');
  if (values['notAfter'] === 0n) throw new PaperError('a paper should end: notAfter should not be zero');
  if (values['chain'] === 0n && !actionRules[action].everyChain) throw new PaperError(`${action} should name its chain`);
  return values;
}

function readMember(action: ActionName, member: Member, text: string | undefined): bigint | string {
  if (typeof text !== 'string') throw new PaperError(`${action} should have the field "${member.name}"`);
  const width = bits[member.type];
  if (width !== undefined) {
    // SECURITY: a number wider than its type, or written in another way, is another digest for the same meaning (W1).
    if (!/^(0|[1-9][0-9]{0,19})$/.test(text) || BigInt(text) >> width !== 0n) throw new PaperError(`${member.name} should be a decimal number of ${width} bits and is "${text}"`);
    return BigInt(text);
  }

  const digits = member.type === 'address' ? 40 : 64;
  if (!new RegExp(`^0x[0-9a-fA-F]{${digits}}$`).test(text)) throw new PaperError(`${member.name} should be 0x and ${digits} hexadecimal digits and is "${text}"`);
  return text.toLowerCase();
}
