import type { Paper } from '../../api/types';
import { Countdown } from '../../components/Countdown';

/** When a scheduled paper can be executed, and until when; each chain has its own clock, the last one counts. */
export function PaperCountdown({ paper }: { paper: Paper }) {
  const latest = (times: readonly (string | null)[]): string | undefined => times.filter(time => time !== null).sort().at(-1);
  const readyAt = latest(paper.chains.map(chain => chain.readyAt));
  const until = latest(paper.chains.map(chain => chain.executableUntil));
  if (paper.state === 'scheduled' && readyAt) return <span className="sub">ready <Countdown to={readyAt} then="now" /></span>;
  if (paper.state === 'ready' && until) return <span className="sub">void <Countdown to={until} then="now" /></span>;
  return null;
}
