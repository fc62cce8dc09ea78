import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { post } from '../../api/client';
import type { ActionName, Paper, PaperDraft } from '../../api/types';
import { useSession } from '../../app/session';
import { newPaper, type CheckedPaper } from '../../paper/paper';
import type { Fields } from '../../paper/fields';

/** Files a paper with the server and goes to its page, where it is read again, compared and signed. */
export function useCreatePaper() {
  const { deployment } = useSession();
  const [, go] = useLocation();
  return useMutation({
    mutationFn: (made: { action: ActionName; fields: Fields } | CheckedPaper) => {
      const paper = 'digest' in made ? made : newPaper(deployment.bridgeId, made.action, made.fields);
      return post<Paper>('/api/papers', { action: paper.action, fields: { ...paper.fields }, digest: paper.digest, signatures: [...paper.signatures] as `0x${string}`[] } satisfies PaperDraft).then(() => paper.digest);
    },
    onSuccess: digest => go(`/papers/${digest}`),
  });
}
