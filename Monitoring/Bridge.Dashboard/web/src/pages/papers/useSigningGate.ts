import { useQuery } from '@tanstack/react-query';
import { transferQuery } from '../../api/queries';
import { useSession } from '../../app/session';
import type { CheckedPaper } from '../../paper/paper';
import { holdProblem, transferOf } from './holdProblem';

/** Why a paper cannot be signed here yet; undefined when it can. A hold's paper only once its transfer was read and computes to its leaf. */
export function useSigningGate(paper: CheckedPaper): string | undefined {
  const { deployment } = useSession();
  const isHold = paper.action === 'ApproveHold' || paper.action === 'RejectHold';
  const transfer = useQuery({ ...transferQuery(transferOf(paper)), enabled: isHold });
  if (!isHold) return undefined;
  return transfer.data ? holdProblem(deployment, paper, transfer.data) : 'the transfer that it speaks of was not read yet';
}
