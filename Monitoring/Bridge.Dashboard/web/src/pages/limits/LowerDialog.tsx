import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { post } from '../../api/client';
import { keys } from '../../api/liveUpdates';
import type { ActionResult, LimitRow, LimitValues, TightenLimits } from '../../api/types';
import { announce } from '../../app/announce';
import { Amount } from '../../components/Amount';
import { ErrorNote } from '../../components/ErrorNote';
import { Modal } from '../../components/Modal';
import { Outcomes } from '../../components/Outcomes';
import { TypedConfirmation } from '../../components/TypedConfirmation';
import { chainTitle } from '../../format/words';
import { HoldThreshold } from './HoldThreshold';

/** Lowers limits at once with the dashboard's sentinel key. */
export function LowerDialog({ row, limits, onClose }: { row: LimitRow; limits: LimitValues; onClose: () => void }) {
  const [confirm, setConfirm] = useState('');
  const views = useQueryClient();
  const phrase = `lower ${row.asset} on ${row.chain}`;
  const lower = useMutation({
    mutationFn: () => post<ActionResult>('/api/tighten/limits', { chain: row.chain, asset: row.asset, limits, confirm } satisfies TightenLimits),
    onSuccess: () => announce(`lowered: ${row.asset} on ${row.chain}`),
    onSettled: () => {
      for (const key of [keys.limits, keys.overview]) void views.invalidateQueries({ queryKey: key });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    lower.mutate();
  };
  return (
    <Modal
      title={`Lower the limits of ${row.asset} on ${chainTitle[row.chain]}`} onClose={onClose}
      footer={lower.data
        ? <button type="button" className="button button-main" onClick={onClose}>Close</button>
        : <button type="submit" form="lower" className="button button-danger" disabled={confirm !== phrase || lower.isPending}>{lower.isPending ? 'Lowering' : 'Lower now'}</button>}
    >
      {lower.data ? <Outcomes result={lower.data} /> : (
        <form id="lower" className="form" onSubmit={submit}>
          {lower.error && <ErrorNote error={lower.error} what="Nothing is known to have changed." />}
          <dl className="facts">
            <dt>Largest release</dt><dd><Amount units={limits.maxRelease} asset={row.asset} /></dd>
            <dt>Capacity</dt><dd><Amount units={limits.capacity} asset={row.asset} /></dd>
            <dt>Refill a second</dt><dd><Amount units={limits.refillPerSecond} asset={row.asset} /></dd>
            <dt>Held from</dt><dd><HoldThreshold units={limits.holdThreshold} asset={row.asset} /></dd>
          </dl>
          <TypedConfirmation phrase={phrase} value={confirm} onChange={setConfirm} />
        </form>
      )}
    </Modal>
  );
}
