import type { PublicTransfer } from '../../api/types';
import { Ago } from '../../components/Ago';
import { Countdown } from '../../components/Countdown';
import { Hash } from '../../components/Hash';
import { Panel } from '../../components/Panel';
import { StateMark } from '../../components/StateMark';
import { formatAmount } from '../../format/amount';
import { chainTitle } from '../../format/words';

export function PublicTransferFacts({ transfer }: { transfer: PublicTransfer }) {
  return (
    <Panel title={`Transfer ${transfer.id}`} actions={<StateMark state={transfer.state} />}>
      <dl className="facts">
        <dt>Amount</dt><dd className="strong">{formatAmount(transfer.amount, transfer.decimals)} {transfer.asset}</dd>
        <dt>Lane</dt><dd>{chainTitle[transfer.source]} → {chainTitle[transfer.destination]}</dd>
        <dt>Waits for</dt><dd>{transfer.waitingFor ?? 'nothing'}{transfer.waitsUntil && <>, <Countdown to={transfer.waitsUntil} then="any moment" /></>}</dd>
        <dt>Locked</dt><dd><Ago at={transfer.lockedAt} /></dd>
        <dt>Ended</dt><dd>{transfer.endedAt ? <Ago at={transfer.endedAt} /> : 'not yet'}</dd>
        <dt>Lock</dt><dd><Hash value={transfer.sourceTransaction} what="lock transaction" full /></dd>
        <dt>Release</dt><dd>{transfer.destinationTransaction ? <Hash value={transfer.destinationTransaction} what="release transaction" full /> : 'none yet'}</dd>
      </dl>
    </Panel>
  );
}
