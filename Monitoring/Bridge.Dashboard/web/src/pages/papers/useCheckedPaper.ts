import { useQuery } from '@tanstack/react-query';
import type { Paper } from '../../api/types';
import { useSession } from '../../app/session';
import { checkedPaper, type CheckedPaper } from '../../paper/paper';
import { sameAddress } from '../../paper/signature';

export interface Check {
  readonly paper: CheckedPaper;
  /** Signers that the server names and the signatures do not show. */
  readonly foreign: readonly string[];
}

/**
 * The paper as this browser computes it from the fields alone. An error when the digest in the address, the one that the server claims and the one
 * computed here are not the same three times.
 */
export function useCheckedPaper(claim: Paper, digest: string) {
  const { deployment } = useSession();
  return useQuery({
    queryKey: ['checked', digest, claim.action, claim.fields, claim.digest, claim.signatures, claim.signers.map(signer => signer.address)],
    queryFn: async (): Promise<Check> => {
      const paper = await checkedPaper(deployment.bridgeId, claim, digest);
      return { paper, foreign: claim.signers.map(signer => signer.address).filter(address => !paper.signers.some(signer => sameAddress(signer, address))) };
    },
    staleTime: Infinity,
    retry: false,
    placeholderData: (previous, query) => (query?.queryKey[1] === digest && query.queryKey[4] === claim.digest && JSON.stringify(query.queryKey[3]) === JSON.stringify(claim.fields) ? previous : undefined),
  });
}
