import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { transferQuery } from '../../api/queries';
import { useSession } from '../../app/session';
import { Amount } from '../../components/Amount';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { Note } from '../../components/Note';
import { View } from '../../components/View';
import type { CheckedPaper } from '../../paper/paper';
import { holdProblem, transferOf } from './holdProblem';

/** The transfer behind a hold's paper, read from the 150 bytes whose leaf the paper names. */
export function HoldCheck({ paper }: { paper: CheckedPaper }) {
  const { deployment } = useSession();
  const id = transferOf(paper);
  const transfer = useQuery(transferQuery(id));
  return (
    <View query={transfer} what="The transfer">
      {detail => {
        const problem = holdProblem(deployment, paper, detail);
        if (problem) return <Note tone="danger" urgent><p className="strong">{problem}</p><p>Do not sign: the transfer that is shown is not the one that would be decided.</p></Note>;
        return (
          <dl className="facts">
            <dt>Transfer</dt><dd><Link href={`/transfers/${id}`}>{id}</Link></dd>
            <dt>Amount</dt><dd className="strong"><Amount units={detail.amount} asset={detail.asset} /></dd>
            <dt>Sender</dt><dd><Hash value={detail.sender} what="sender" full /></dd>
            <dt>Recipient</dt><dd><Hash value={detail.recipient} what="recipient" full /></dd>
            <dt>Leaf</dt><dd><Mark tone="good">computed here from the transfer's bytes: the one that this paper names</Mark></dd>
          </dl>
        );
      }}
    </View>
  );
}
