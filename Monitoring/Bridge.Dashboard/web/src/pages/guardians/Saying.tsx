import { useSession } from '../../app/session';
import { named } from '../../format/named';
import { sentence } from '../../format/words';

/** The problems of one of several, in its own words. */
export function Saying({ problems }: { problems: readonly string[] }) {
  return problems.length === 0 ? <span className="muted">no problems</span> : <Said problems={problems} />;
}

/** What all of them say, once: above the table, where there is room for it. */
export function SaidByAll({ who, said }: { who: string; said: readonly string[] }) {
  if (said.length === 0) return null;
  return (
    <div className="panel-body">
      <p className="strong">{who}:</p>
      <Said problems={said} />
    </div>
  );
}

/** What each of them says besides: below the table. */
export function SaidByEach({ said }: { said: readonly { readonly who: string; readonly problems: readonly string[] }[] }) {
  const own = said.filter(({ problems }) => problems.length > 0);
  if (own.length === 0) return null;
  return (
    <div className="panel-body">
      {own.map(({ who, problems }) => <div key={who}><p className="strong">{who} says:</p><Said problems={problems} /></div>)}
    </div>
  );
}

function Said({ problems }: { problems: readonly string[] }) {
  const { deployment } = useSession();
  return <ul>{problems.map(problem => <li key={problem} className="wrap">{sentence(named(deployment, problem))}</li>)}</ul>;
}
