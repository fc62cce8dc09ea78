import { Link } from 'wouter';
import type { Paper } from '../../api/types';
import { useSession } from '../../app/session';
import { Ago } from '../../components/Ago';
import { Mark } from '../../components/Mark';
import { sentence } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';
import { sentenceOf } from './sentenceOf';
import { PaperCountdown } from './PaperCountdown';
import { paperStates } from './paperState';

export function PaperTable({ papers }: { papers: readonly Paper[] }) {
  const { deployment } = useSession();
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">What</th><th scope="col">State</th><th scope="col">Signatures</th><th scope="col">Made</th></tr></thead>
        <tbody>
          {papers.map(paper => (
            <tr key={paper.digest}>
              <th scope="row" className="wrap"><Link href={`/papers/${paper.digest}`}>{sentence(sentenceOf(deployment, paper))}</Link></th>
              <td><Mark tone={paperStates[paper.state].tone}>{paperStates[paper.state].text}</Mark><PaperCountdown paper={paper} /></td>
              <td className="nowrap">{paper.signers.length} of {paper.needs}</td>
              <td className="nowrap muted"><Ago at={paper.createdAt} /><span className="sub">{paper.createdBy}</span></td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
