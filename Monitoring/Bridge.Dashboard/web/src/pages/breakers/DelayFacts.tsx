import type { BreakersView, ChainName } from '../../api/types';
import { Aged } from '../../components/Aged';
import { formatDuration } from '../../format/time';
import { chainTitle } from '../../format/words';

export function DelayFacts({ delays }: { delays: BreakersView['delays'] }) {
  return (
    <dl className="facts">
      {(Object.keys(delays) as ChainName[]).map(chain => (
        <div key={chain} className="facts-row">
          <dt>{chainTitle[chain]}</dt>
          <dd><Aged of={delays[chain]} inline>{values => <>loosens after {formatDuration(values.loosenSeconds)}, then {formatDuration(values.executeWindowSeconds)} to execute; a hold is paid after {formatDuration(values.holdMinAgeSeconds)} at the earliest</>}</Aged></dd>
        </div>
      ))}
    </dl>
  );
}
