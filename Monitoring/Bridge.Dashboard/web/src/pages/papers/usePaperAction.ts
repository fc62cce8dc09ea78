import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../../api/client';
import { keys } from '../../api/liveUpdates';
import type { ActionResult } from '../../api/types';

/** Sends a paper on its way; what was shown is read again whatever came of it. */
export function usePaperAction(digest: string, step: 'submit' | 'execute') {
  const views = useQueryClient();
  return useMutation({
    mutationFn: () => post<ActionResult>(`/api/papers/${digest}/${step}`),
    onSettled: () => {
      for (const key of [keys.paper(digest), keys.papers, keys.breakers, keys.limits, keys.holds]) void views.invalidateQueries({ queryKey: key });
    },
  });
}
