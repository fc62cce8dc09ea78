import { useSession } from '../../app/session';
import { named } from '../../format/named';
import { sentence } from '../../format/words';

interface SayingProps {
  readonly problems: readonly string[];
  /** Said once already, beside the table. */
  readonly said: readonly string[];
}

/** The problems of one of several in its own words; what all of them say is not said again. */
export function Saying({ problems, said }: SayingProps) {
  const { deployment } = useSession();
  const own = problems.filter(problem => !said.includes(problem));
  if (problems.length === 0) return <span className="muted">no problems</span>;
  return (
    <>
      {own.length > 0 && <ul>{own.map(problem => <li key={problem}>{sentence(named(deployment, problem))}</li>)}</ul>}
      {own.length < problems.length && <span className="muted">{own.length > 0 ? 'and what all say' : 'what all say'}</span>}
    </>
  );
}

/** What all of them say, once. */
export function SaidByAll({ who, said }: { who: string; said: readonly string[] }) {
  const { deployment } = useSession();
  if (said.length === 0) return null;
  return (
    <div className="panel-body">
      <p className="strong">{who}:</p>
      <ul>{said.map(problem => <li key={problem}>{sentence(named(deployment, problem))}</li>)}</ul>
    </div>
  );
}
