import { useMutation, useQueryClient } from '@tanstack/react-query';
import { remove } from '../../api/client';
import { keys } from '../../api/liveUpdates';
import type { Paper } from '../../api/types';
import { ErrorNote } from '../../components/ErrorNote';

export function WithdrawStep({ claim }: { claim: Paper }) {
  const views = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => remove(`/api/papers/${claim.digest}`),
    onSuccess: () => {
      void views.invalidateQueries({ queryKey: keys.paper(claim.digest) });
      void views.invalidateQueries({ queryKey: keys.papers });
    },
  });
  return (
    <div className="form">
      {withdraw.error && <ErrorNote error={withdraw.error} what="It was not withdrawn." />}
      <div className="row"><button type="button" className="button button-small" disabled={withdraw.isPending} onClick={() => withdraw.mutate()}>Withdraw</button><span className="small muted">Not submitted yet. A signature that was copied stays valid until the paper's end.</span></div>
    </div>
  );
}
