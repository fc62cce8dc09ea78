import type { DeploymentInfo, Hold } from '../../api/types';
import { checkTransfer } from '../../paper/checkTransfer';

/**
 * Why nobody should approve a hold, or undefined. Computed here; the server's own verdict can only add to it.
 * SECURITY: what an officer approves is the transfer that the source chain's lock gives, byte for byte (M39).
 */
export function refusalToDecide(deployment: DeploymentInfo, hold: Hold): string | undefined {
  if (!hold.transfer) return 'no lock of this transfer was seen on its source chain';
  const wrong = checkTransfer(deployment, hold.transfer);
  if (wrong) return wrong;
  if (hold.transfer.id !== hold.id || hold.transfer.amount !== hold.amount || hold.transfer.asset !== hold.asset) return 'the transfer that is shown is another one than the hold names';
  if (!hold.matches || hold.transfer.leaf.toLowerCase() !== hold.leaf.toLowerCase()) return 'what the destination holds is not what was locked on the source';
  return undefined;
}
