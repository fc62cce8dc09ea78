import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { post } from '../../api/client';
import type { DryRun, DryRunRequest, LimitRow, LimitState } from '../../api/types';
import { serverNow } from '../../app/clock';
import { useMay, useNames, useSession } from '../../app/session';
import { Amount } from '../../components/Amount';
import { ErrorNote } from '../../components/ErrorNote';
import { Field } from '../../components/Field';
import { Note } from '../../components/Note';
import { Panel } from '../../components/Panel';
import { formatDuration } from '../../format/time';
import { chainTitle } from '../../format/words';
import { limitFields } from '../../paper/make';
import { useCreatePaper } from '../papers/useCreatePaper';
import { compareLimits, isBeyondCapacity, readLimits, startLimits, type LimitText } from './limitText';
import { filledAfter } from './filling';
import { DryRunResult } from './DryRunResult';
import { LimitInputs } from './LimitInputs';
import { LowerDialog } from './LowerDialog';

interface LimitWorkbenchProps {
  readonly row: LimitRow;
  readonly current: LimitState;
  readonly mayLower: boolean;
}

const dayChoices = [1, 7, 30, 90] as const;

/** Other limits for one asset on one chain: run the recorded releases through them, then lower at once or propose. */
export function LimitWorkbench({ row, current, mayLower }: LimitWorkbenchProps) {
  const { deployment } = useSession();
  const names = useNames();
  const decimals = names.decimals(row.asset);
  const [text, setText] = useState<LimitText>(() => startLimits(current, decimals));
  const [days, setDays] = useState<number>(7);
  const [isLowering, setLowering] = useState(false);
  const mayPropose = useMay('paperLoosen');
  const create = useCreatePaper();
  const limits = readLimits(text, decimals);
  const change = limits ? compareLimits(current, limits) : undefined;
  const filled = limits ? filledAfter(current, limits) : undefined;
  const dryRun = useMutation({ mutationFn: (request: DryRunRequest) => post<DryRun>('/api/limits/dry-run', request) });
  const run = (event: FormEvent): void => {
    event.preventDefault();
    if (limits) dryRun.mutate({ chain: row.chain, asset: row.asset, limits, days });
  };
  const propose = (): void => {
    const asset = names.asset(row.asset);
    if (asset && limits) create.mutate({ action: 'SetLimits', fields: limitFields(deployment, serverNow(), row.chain, asset, limits) });
  };
  return (
    <>
      <Panel title={`Try a change: ${row.asset} on ${chainTitle[row.chain]}`} span={5}>
        <form className="form" onSubmit={run}>
          {create.error && <ErrorNote error={create.error} what="The paper was not made." />}
          <LimitInputs text={text} decimals={decimals} asset={row.asset} onChange={setText} />
          <Field label="Over the last">
            {props => <select {...props} value={days} onChange={e => setDays(Number(e.target.value))}>{dayChoices.map(choice => <option key={choice} value={choice}>{choice === 1 ? '1 day' : `${choice} days`}</option>)}</select>}
          </Field>
          <div className="row">
            <button type="submit" className="button button-main" disabled={!limits || dryRun.isPending}>{dryRun.isPending ? 'Running' : 'Dry run'}</button>
            {mayLower && <button type="button" className="button button-danger" disabled={change !== 'lower'} onClick={() => setLowering(true)}>Lower at once</button>}
            {mayPropose && <button type="button" className="button" disabled={!limits || change === 'same' || create.isPending} onClick={propose}>Propose</button>}
          </div>
          {filled && <p className="small">The bucket keeps what is in it: <Amount units={filled.units} asset={row.asset} /> can flow when the change is executed, and the new capacity is there {Number.isFinite(filled.seconds) ? `${formatDuration(filled.seconds)} later` : 'never, for nothing refills it'}, when nothing is paid until then. A dry run begins with full buckets.</p>}
          {limits && isBeyondCapacity(limits) && <Note tone="caution"><p>The largest release is above the capacity: a transfer between the two never fits into the bucket, so it is locked and never paid. Its sender can only ask for it back.</p></Note>}
          <p className="small muted">{change === 'lower' ? 'Nothing grows: one person may do this at once.' : change === 'higher' ? 'Something grows: two officers sign it, and it waits.' : change === 'same' ? 'These are the current limits.' : 'Fill every field to go on.'}</p>
        </form>
      </Panel>
      <Panel title="What it would have done" span={7}>
        {dryRun.error && <ErrorNote error={dryRun.error} what="The dry run could not be made." />}
        {dryRun.data ? <DryRunResult run={dryRun.data} asset={row.asset} /> : !dryRun.error && <p className="muted">A dry run puts the recorded releases of this asset on this chain through both sets of limits: how many would have been refused, held or kept waiting, and the most that a thief with the group key could take in a day.</p>}
      </Panel>
      {isLowering && limits && <LowerDialog row={row} limits={limits} onClose={() => setLowering(false)} />}
    </>
  );
}
