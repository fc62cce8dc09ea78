import { Link } from 'wouter';
import type { Overview } from '../../api/types';
import { useNow } from '../../app/clock';
import { Aged } from '../../components/Aged';
import { Amount } from '../../components/Amount';
import { Figure, Figures } from '../../components/Figures';
import { LevelBadge } from '../../components/LevelBadge';
import { Mark } from '../../components/Mark';
import { formatCount } from '../../format/amount';
import { formatDuration, secondsBetween } from '../../format/time';
import { chainTitle, plural, sentence } from '../../format/words';
import { strictest, unread } from './standing';

export function KeyFigures({ view }: { view: Overview }) {
  const now = useNow();
  const worst = strictest(view.breakers);
  const unknownLevels = unread(view.breakers);
  const short = view.reserves.filter(reserve => reserve.verdict === 'short');
  const unknown = view.reserves.filter(reserve => reserve.verdict === 'unknown');
  const { guardians, oldestWaiting } = view;
  return (
    <Figures>
      <Figure label="Strictest breaker level" value={worst && (worst.level.value! > 0 || unknownLevels === 0) ? <LevelBadge level={worst.level.value!} /> : <Mark tone="caution">not known</Mark>}>
        {worst && worst.level.value! > 0 && <>{sentence(worst.scopeName)} on {chainTitle[worst.chain]}{unknownLevels > 0 && ', '}</>}
        {unknownLevels > 0 ? `${unknownLevels} of ${plural(view.breakers.length, 'scope')} not read` : worst?.level.value === 0 && 'every scope on both chains'}
      </Figure>
      <Figure label="Oldest waiting transfer" value={oldestWaiting ? formatDuration(secondsBetween(oldestWaiting.lockedAt, now)) : view.history.value?.caughtUp ? 'none waits' : 'not known yet'}>
        {oldestWaiting
          ? <><Link href={`/transfers/${oldestWaiting.id}`}>{oldestWaiting.id}</Link>, <Amount units={oldestWaiting.amount} asset={oldestWaiting.asset} /></>
          : <Aged of={view.history} inline>{history => <>{formatCount(history.transfers)} in history</>}</Aged>}
      </Figure>
      <Figure label="Waiting for officers" value={<Link href="/holds">{plural(view.waiting.holds, 'hold')}</Link>}>
        <Link href="/transfers?waiting=true">{plural(view.waiting.count, 'transfer')} on the way</Link>
      </Figure>
      <Figure label="Guardians signing" value={guardians.margin === null ? 'not known yet' : <>{guardians.signing} of {guardians.total}</>}>
        {guardians.margin === null ? <>{guardians.threshold} of {guardians.total} needed</> : (
          <Mark tone={guardians.margin < 0 ? 'danger' : guardians.margin === 0 ? 'caution' : 'good'}>
            {guardians.margin < 0 ? `${-guardians.margin} too few: nothing is signed` : `${guardians.margin} more than the ${guardians.threshold} needed`}
          </Mark>
        )}
      </Figure>
      <Figure label="Reserves" value={<Mark tone={short.length > 0 ? 'danger' : unknown.length > 0 ? 'caution' : 'good'}>{short.length > 0 ? `${plural(short.length, 'asset')} short` : unknown.length > 0 ? 'not all known' : 'covered'}</Mark>}>
        {plural(view.reserves.length, 'asset')}, custody against liabilities
      </Figure>
      {view.chains.map(chain => (
        <Figure key={chain.chain} label={`${chainTitle[chain.chain]} finality`} value={chain.finalityLagSeconds === null ? 'not known' : `${chain.finalityLagSeconds.toFixed(chain.finalityLagSeconds < 10 ? 1 : 0)} s`}>
          {chain.diverged ? <Mark tone="danger">sources disagree</Mark> : <>{chain.sourcesHealthy} of {plural(chain.sources, 'source')} healthy</>}
        </Figure>
      ))}
    </Figures>
  );
}
