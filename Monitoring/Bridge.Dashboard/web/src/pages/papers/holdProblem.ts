import type { DeploymentInfo, TransferDetail } from '../../api/types';
import { checkTransfer } from '../../paper/checkTransfer';
import { readTransfer } from '../../paper/leaf';
import type { CheckedPaper } from '../../paper/paper';

export const transferOf = ({ fields }: Pick<CheckedPaper, 'fields'>): string => `${fields['source']}-${fields['chain']}-${fields['sequence']}`;

/**
 * Why a hold's paper must not be signed, or undefined.
 * SECURITY: the leaf that is signed is the leaf of the transfer that is shown, computed here from its bytes (M39).
 */
export function holdProblem(deployment: DeploymentInfo, paper: Pick<CheckedPaper, 'fields'>, shown: TransferDetail): string | undefined {
  const wrong = checkTransfer(deployment, shown);
  if (wrong) return wrong;
  const bytes = readTransfer(deployment, shown.encoded);
  if (bytes.id !== transferOf(paper)) return `the paper speaks of ${transferOf(paper)} and the transfer is ${bytes.id}`;
  return bytes.leaf === paper.fields['leaf']?.toLowerCase() ? undefined : 'the leaf in the paper is not the leaf of this transfer';
}
