import { Link } from 'wouter';
import type { Problem } from '../../api/types';
import { useSession } from '../../app/session';
import { Mark } from '../../components/Mark';
import { Panel } from '../../components/Panel';
import { named } from '../../format/named';
import { sentence } from '../../format/words';

/** Only paths of this page are followed: what a server says is data. */
const isPath = (link: string | null): link is string => link !== null && /^\/(?!\/)/.test(link);

export function ProblemsPanel({ problems }: { problems: readonly Problem[] }) {
  const { deployment } = useSession();
  return (
    <Panel title="Needs a person" note="worst first" flush>
      <ul className="problems">
        {problems.map((problem, index) => (
          <li key={`${problem.text}-${index}`}>
            <Mark tone={problem.severity === 'critical' ? 'danger' : 'caution'}>{problem.severity}</Mark>
            <span className="wrap">{sentence(named(deployment, problem.text))}</span>
            {isPath(problem.link) && <Link href={problem.link}>look<span className="visually-hidden"> at: {problem.text}</span></Link>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
