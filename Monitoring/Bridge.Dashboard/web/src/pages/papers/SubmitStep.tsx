import type { Paper } from '../../api/types';
import { ErrorNote } from '../../components/ErrorNote';
import { Outcomes } from '../../components/Outcomes';
import { usePaperAction } from './usePaperAction';

export function SubmitStep({ claim }: { claim: Paper }) {
  const submit = usePaperAction(claim.digest, 'submit');
  return (
    <div className="form">
      {submit.error && <ErrorNote error={submit.error} what="It was not submitted." />}
      {submit.data ? <Outcomes result={submit.data} /> : <p>Every signature is here. Submitting {claim.loosens ? 'schedules it: it can be executed after the delay' : 'takes effect at once'}.</p>}
      <div className="row"><button type="button" className="button button-main" disabled={submit.isPending} onClick={() => submit.mutate()}>{submit.isPending ? 'Submitting' : 'Submit to the chains'}</button></div>
    </div>
  );
}
