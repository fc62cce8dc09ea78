import type { TransferDetail } from '../../api/types';
import { useSession } from '../../app/session';
import { Amount } from '../../components/Amount';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { StateMark } from '../../components/StateMark';
import { formatCount } from '../../format/amount';
import { chainTitle } from '../../format/words';
import { checkTransfer } from '../../paper/checkTransfer';

/** What the server says, and whether the 150 bytes that guardians sign say the same. */
export function TransferFacts({ transfer }: { transfer: TransferDetail }) {
  const { deployment } = useSession();
  const wrong = checkTransfer(deployment, transfer);
  return (
    <dl className="facts">
      <dt>State</dt><dd><StateMark state={transfer.state} /></dd>
      <dt>Amount</dt><dd className="strong"><Amount units={transfer.amount} asset={transfer.asset} /></dd>
      <dt>Lane</dt><dd>{chainTitle[transfer.source]} → {chainTitle[transfer.destination]}, to a {transfer.kind === 'margin' ? 'margin account' : 'wallet'}</dd>
      <dt>Sender</dt><dd><Hash value={transfer.sender} what="sender" full /></dd>
      <dt>Recipient</dt><dd><Hash value={transfer.recipient} what="recipient" full /></dd>
      <dt>Lock</dt><dd><Hash value={transfer.sourceTransaction} what="lock transaction" full /><span className="muted"> {transfer.source === 'solana' ? 'slot' : 'block'} {formatCount(transfer.sourceHeight)}</span></dd>
      {transfer.holdTransaction && <><dt>Hold</dt><dd><Hash value={transfer.holdTransaction} what="hold transaction" full /></dd></>}
      <dt>{transfer.holdTransaction ? 'Payment' : 'Release'}</dt><dd>{transfer.destinationTransaction ? <Hash value={transfer.destinationTransaction} what={transfer.holdTransaction ? 'payment transaction' : 'release transaction'} full /> : <span className="muted">{transfer.state === 'Refunded' ? 'none: it was paid back' : 'none yet'}</span>}</dd>
      <dt>Leaf</dt><dd><Hash value={transfer.leaf} what="leaf" full /></dd>
      <dt>Bytes</dt><dd>{wrong ? <Mark tone="danger">{wrong}</Mark> : <Mark tone="good">computed here: the bytes that guardians sign say the same</Mark>}</dd>
    </dl>
  );
}
