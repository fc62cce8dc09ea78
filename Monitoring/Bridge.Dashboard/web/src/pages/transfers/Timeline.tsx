import type { TimelineStep, TransferDetail } from '../../api/types';
import { Hash } from '../../components/Hash';
import { formatClock, formatDuration, formatTime } from '../../format/time';
import { chainTitle, sentence, titled } from '../../format/words';

const titles: Readonly<Record<TimelineStep['step'], string>> = {
  locked: 'Locked', final: 'Final', signed: 'Signed by the guardians', submitted: 'Release sent', held: 'Held', approved: 'Approved',
  released: 'Released', voidRequested: 'Refund asked', voided: 'Void', refunded: 'Refunded',
};

/** What happened when, who says so, and how long each step took. */
export function Timeline({ transfer }: { transfer: TransferDetail }) {
  return (
    <ol className="timeline">
      {transfer.timeline.map((step, index) => (
        <li key={`${step.step}-${step.at}-${index}`}>
          <time dateTime={step.at} title={formatTime(step.at)}>{formatClock(step.at)}</time>
          <div>
            <span className="strong">{titles[step.step] ?? step.step}</span>
            {index > 0 && <span className="muted"> +{formatDuration((Date.parse(step.at) - Date.parse(transfer.timeline[index - 1]!.at)) / 1000)}</span>}
            <p className="small muted wrap">{sentence(step.text)}{step.source !== 'relayer' && <>{step.text && ' · '}says {titled(step.source)}</>}</p>
            {(step.step === 'held' || step.step === 'released') && !step.transaction && <p className="small faint">The node does not show the transaction yet.</p>}
            {step.transaction && <p className="small">{step.chain ? `${chainTitle[step.chain]} ` : ''}<Hash value={step.transaction} what={`transaction of "${titles[step.step] ?? step.step}"`} /></p>}
          </div>
        </li>
      ))}
      {!transfer.endedAt && (
        <li className="is-waiting">
          <time>now</time>
          <div><span className="strong">{transfer.waitingFor ? 'Waits' : 'On its way'}</span>{transfer.waitingFor && <p className="small muted wrap">{sentence(transfer.waitingFor)}</p>}</div>
        </li>
      )}
    </ol>
  );
}
