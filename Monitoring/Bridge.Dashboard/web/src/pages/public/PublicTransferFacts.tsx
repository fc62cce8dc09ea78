import type { PublicTransfer } from '../../api/types';
import { Ago } from '../../components/Ago';
import { Hash } from '../../components/Hash';
import { Panel } from '../../components/Panel';
import { StateMark } from '../../components/StateMark';
import { WaitEnd } from '../../components/WaitEnd';
import { formatAmount } from '../../format/amount';
import { formatTime } from '../../format/time';
import { chainTitle, sentence } from '../../format/words';

export function PublicTransferFacts({ transfer }: { transfer: PublicTransfer }) {
  return (
    <Panel title={`Transfer ${transfer.id}`} actions={<StateMark state={transfer.state} />}>
      <dl className="facts">
        <dt>Amount</dt><dd className="strong">{formatAmount(transfer.amount, transfer.decimals)} {transfer.asset}</dd>
        <dt>Lane</dt><dd>{chainTitle[transfer.source]} → {chainTitle[transfer.destination]}</dd>
        {transfer.waitingFor && <><dt>Waits for</dt><dd>{sentence(transfer.waitingFor)}<WaitEnd of={transfer}>{end => <>, {end}</>}</WaitEnd></dd></>}
        <dt>Locked</dt><dd><When at={transfer.lockedAt} /><Transaction of={transfer.sourceTransaction} what="lock transaction" /></dd>
        {transfer.heldAt && <><dt>Held</dt><dd><When at={transfer.heldAt} /><Transaction of={transfer.holdTransaction} what="hold transaction" /></dd></>}
        {transfer.refundedAt
          ? <><dt>Refunded</dt><dd><When at={transfer.refundedAt} /><Transaction of={transfer.refundTransaction} what="refund transaction" /></dd></>
          : <><dt>Released</dt><dd>{transfer.releasedAt ? <When at={transfer.releasedAt} /> : 'not yet'}{transfer.destinationTransaction && <Transaction of={transfer.destinationTransaction} what="release transaction" />}</dd></>}
      </dl>
    </Panel>
  );
}

const When = ({ at }: { at: string }) => <><span className="nowrap">{formatTime(at)}</span> <span className="muted nowrap">(<Ago at={at} />)</span></>;

const Transaction = ({ of, what }: { of: string | null; what: string }) => <span className="sub">{of ? <Hash value={of} what={what} full /> : 'its transaction is not known yet'}</span>;
