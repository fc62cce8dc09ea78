import { useState, type FormEvent } from 'react';
import type { BreakerCell, Level } from '../../api/types';
import { serverNow } from '../../app/clock';
import { useSession } from '../../app/session';
import { Choices } from '../../components/Choices';
import { ErrorNote } from '../../components/ErrorNote';
import { Field } from '../../components/Field';
import { LevelBadge } from '../../components/LevelBadge';
import { Modal } from '../../components/Modal';
import { chainTitle, levelEffect, titled } from '../../format/words';
import { levelFields } from '../../paper/make';
import { useCreatePaper } from '../papers/useCreatePaper';
import { reasonProblem } from './tighten';

/** Proposes a lower level: makes a paper, which two officers sign on its own page. */
export function LoosenDialog({ cell, onClose }: { cell: BreakerCell; onClose: () => void }) {
  const { deployment } = useSession();
  const current = cell.level.value ?? 0;
  const [level, setLevel] = useState<Level>(0);
  const [reason, setReason] = useState('');
  const create = useCreatePaper();
  const problem = reasonProblem(reason);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const asset = deployment.assets.find(candidate => candidate.id === cell.scope);
    create.mutate({ action: 'LowerLevel', fields: levelFields(deployment, serverNow(), { chain: cell.chain, kind: cell.scopeKind, level, reason, ...(asset ? { asset } : {}) }) });
  };
  return (
    <Modal title={`Propose a lower level: ${titled(cell.scopeName)} on ${chainTitle[cell.chain]}`} onClose={onClose} footer={<button type="submit" form="loosen" className="button button-main" disabled={problem !== undefined || reason === '' || create.isPending}>Make the paper</button>}>
      <form id="loosen" className="form" onSubmit={submit}>
        {create.error && <ErrorNote error={create.error} what="The paper was not made." />}
        <p>The level is <LevelBadge level={current as Level} /> now{cell.reason && <>, because of “{cell.reason}”</>}. Two officers sign, the delay passes, and anybody with a role may veto until it is executed.</p>
        <p className="muted small">What guardians have stopped themselves (Guardians, and the overview) stays stopped, refunds included, until their operators clear it.</p>
        <Choices
          legend="New level" value={String(level)} onChange={value => setLevel(Number(value) as Level)} hint={`${level}: ${levelEffect[level]}`}
          choices={([0, 1, 2, 3, 4] as const).filter(value => value < current).map(value => ({ value: String(value), label: <LevelBadge level={value} /> }))}
        />
        <Field label="Reason" hint="why it is safe again; 1 to 32 bytes, written to the chain" wrong={problem}>{props => <input {...props} value={reason} onChange={e => setReason(e.target.value)} autoComplete="off" required />}</Field>
      </form>
    </Modal>
  );
}
