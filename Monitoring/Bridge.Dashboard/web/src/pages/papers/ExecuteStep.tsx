import type { Paper } from '../../api/types';
import { ErrorNote } from '../../components/ErrorNote';
import { Outcomes } from '../../components/Outcomes';
import { usePaperAction } from './usePaperAction';

export function ExecuteStep({ claim }: { claim: Paper }) {
  const execute = usePaperAction(claim.digest, 'execute');
  return (
    <div className="form">
      {execute.error && <ErrorNote error={execute.error} what="It was not executed." />}
      {execute.data ? <Outcomes result={execute.data} /> : <p>The delay is over and nobody vetoed it. Executing changes the chains.</p>}
      <div className="row"><button type="button" className="button button-main" disabled={execute.isPending} onClick={() => execute.mutate()}>{execute.isPending ? 'Executing' : 'Execute'}</button></div>
    </div>
  );
}
