import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { post } from '../../api/client';
import { keys } from '../../api/liveUpdates';
import type { ActionResult, BreakerCell, ChainName, ScopeKind, TightenLevel } from '../../api/types';
import { announce } from '../../app/announce';
import { serverNow } from '../../app/clock';
import { useMay, useSession } from '../../app/session';
import { Choices } from '../../components/Choices';
import { ErrorNote } from '../../components/ErrorNote';
import { Field } from '../../components/Field';
import { LevelBadge } from '../../components/LevelBadge';
import { Modal } from '../../components/Modal';
import { Outcomes } from '../../components/Outcomes';
import { TypedConfirmation } from '../../components/TypedConfirmation';
import { chainTitle, levelEffect } from '../../format/words';
import { levelFields } from '../../paper/make';
import { useCreatePaper } from '../papers/useCreatePaper';
import { currentLevel, reasonProblem, tightenPhrase, type TighterLevel } from './tighten';

interface TightenDialogProps {
  readonly cells: readonly BreakerCell[];
  readonly cell?: BreakerCell;
  readonly onClose: () => void;
}

const levels: readonly TighterLevel[] = [1, 2, 3, 4, 5];

/** Raises a level at once: what, where, how far, why, and a phrase that names all of it. */
export function TightenDialog({ cells, cell, onClose }: TightenDialogProps) {
  const { deployment, officer } = useSession();
  const mayPaper = useMay('paperTighten');
  const [chain, setChain] = useState<ChainName | 'all'>(cell?.chain ?? 'all');
  const [scope, setScope] = useState(cell ? (cell.scopeKind === 'asset' ? cell.scopeName : cell.scopeKind) : 'everything');
  const floor = currentLevel(cells, chain, scope);
  const [level, setLevel] = useState<TighterLevel>(Math.min(5, Math.max(3, floor + 1)) as TighterLevel);
  const [reason, setReason] = useState('');
  const [confirm, setConfirm] = useState('');
  const views = useQueryClient();
  const create = useCreatePaper();
  const phrase = tightenPhrase(level, scope, chain);
  const kind: ScopeKind = scope === 'everything' || scope === 'lane' ? scope : 'asset';
  const tighten = useMutation({
    mutationFn: () => post<ActionResult>('/api/tighten/level', { chain, scope: kind === 'asset' ? { asset: scope } : kind, level, reason, confirm } satisfies TightenLevel),
    onSuccess: () => announce(`tightened: ${phrase}`),
    onSettled: () => {
      for (const key of [keys.breakers, keys.overview, keys.history]) void views.invalidateQueries({ queryKey: key });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    tighten.mutate();
  };
  const sign = (): void => {
    const asset = deployment.assets.find(candidate => candidate.symbol === scope);
    create.mutate({ action: 'RaiseLevel', fields: levelFields(deployment, serverNow(), { chain, kind, level, reason, ...(asset ? { asset } : {}) }) });
  };
  const problem = reasonProblem(reason);
  const isDone = tighten.data !== undefined;
  return (
    <Modal
      title="Tighten at once" onClose={onClose}
      footer={isDone
        ? <button type="button" className="button button-main" onClick={onClose}>Close</button>
        : (
          <>
            {mayPaper && officer && <button type="button" className="button" disabled={problem !== undefined || reason === '' || (chain === 'all' && kind === 'lane') || create.isPending} onClick={sign}>Sign with my own key instead</button>}
            <button type="submit" form="tighten" className="button button-danger" disabled={confirm !== phrase || problem !== undefined || reason === '' || tighten.isPending}>{tighten.isPending ? 'Tightening' : 'Tighten now'}</button>
          </>
        )}
    >
      {isDone ? <Outcomes result={tighten.data} /> : (
        <form id="tighten" className="form" onSubmit={submit}>
          {(tighten.error ?? create.error) && <ErrorNote error={tighten.error ?? create.error} what="Nothing is known to have changed." />}
          <Choices legend="Where" value={chain} onChange={setChain} choices={[{ value: 'all', label: 'every chain' }, ...deployment.chains.map(({ name }) => ({ value: name, label: chainTitle[name] }))]} />
          <Choices legend="What" value={scope} onChange={setScope} choices={[{ value: 'everything', label: 'everything' }, { value: 'lane', label: 'the lane' }, ...deployment.assets.map(({ symbol }) => ({ value: symbol, label: symbol }))]} />
          <Choices
            legend="Level" value={String(level)} onChange={value => setLevel(Number(value) as TighterLevel)} hint={`${level}: ${levelEffect[level]}. The level is ${floor} now.`}
            choices={levels.map(value => ({ value: String(value), label: <LevelBadge level={value} />, disabled: value <= floor }))}
          />
          <Field label="Reason" hint="1 to 32 bytes, written to the chain for everybody to read" wrong={problem}>
            {props => <input {...props} value={reason} onChange={e => setReason(e.target.value)} autoComplete="off" required />}
          </Field>
          <TypedConfirmation phrase={phrase} value={confirm} onChange={setConfirm} />
        </form>
      )}
    </Modal>
  );
}
