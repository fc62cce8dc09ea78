import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { overviewQuery } from '../api/queries';
import { Ago } from '../components/Ago';
import { LevelBadge } from '../components/LevelBadge';
import { Mark } from '../components/Mark';
import { isOld } from '../format/sourced';
import { plural } from '../format/words';
import { strictest, unread } from '../pages/overview/standing';
import { useNow } from './clock';

/** The strictest level anywhere and whether something needs a person, on every page. */
export function StandingBadge() {
  const { data } = useQuery(overviewQuery);
  const now = useNow();
  if (!data) return null;
  const worst = strictest(data.breakers);
  const critical = data.problems.filter(problem => problem.severity === 'critical').length;
  return (
    <span className={isOld(data.now, now) ? 'row is-stale' : 'row'}>
      {worst && (worst.level.value! > 0 || unread(data.breakers) === 0) ? <Link href="/breakers" className="standing"><span className="visually-hidden">strictest breaker level </span><LevelBadge level={worst.level.value!} /></Link> : <Link href="/breakers" className="standing"><Mark tone="caution">levels not all known</Mark></Link>}
      {critical > 0 && <Link href="/" className="standing"><Mark tone="danger">{plural(critical, 'critical problem')}</Mark></Link>}
      {isOld(data.now, now) && <span className="age only-wide"><Ago at={data.now} /></span>}
    </span>
  );
}
