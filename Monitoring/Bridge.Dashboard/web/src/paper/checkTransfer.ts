import type { DeploymentInfo, TransferDetail } from '../api/types';
import { PaperError } from './fields';
import { readTransfer } from './leaf';

/**
 * Whether a transfer as it is shown is the one whose bytes are signed: what is wrong, or undefined.
 * SECURITY: an officer who is shown one recipient or amount and approves another leaf is found here (M39).
 */
export function checkTransfer(deployment: DeploymentInfo, shown: TransferDetail): string | undefined {
  try {
    const bytes = readTransfer(deployment, shown.encoded);
    const asset = deployment.assets.find(candidate => candidate.symbol === shown.asset)?.id ?? shown.asset;
    const differences: readonly (readonly [string, boolean])[] = [
      ['id', bytes.id === shown.id],
      ['kind', bytes.kind === (shown.kind === 'margin' ? 2 : 1)],
      ['asset', bytes.asset === asset.toLowerCase()],
      ['amount', bytes.amount === shown.amount],
      ['sender', same(bytes.sender, shown.sender)],
      ['recipient', same(bytes.recipient, shown.recipient)],
      ['leaf', bytes.leaf === shown.leaf.toLowerCase()],
    ];
    const different = differences.filter(([, agrees]) => !agrees).map(([name]) => name);
    return different.length > 0 ? `what is shown is not what is signed: ${different.join(', ')}` : undefined;
  } catch (e) {
    if (e instanceof PaperError) return e.message;
    throw e;
  }
}

// Hexadecimal has two cases, base58 means its case.
const same = (left: string, right: string): boolean => (left.startsWith('0x') ? left === right.toLowerCase() : left === right);
