import { Link } from 'wouter';
import type { LimitRow, ProposedLimits } from '../../api/types';
import { useSession } from '../../app/session';
import { Countdown } from '../../components/Countdown';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { formatTime } from '../../format/time';
import { sentence } from '../../format/words';
import { changesOf, foreignMeaning } from '../../paper/changes';
import { PaperError } from '../../paper/fields';

/** One paper that would set limits: the values that differ, who signed it, from when and until when; the whole of it is one click away. */
export function Proposed({ row, proposed }: { row: LimitRow; proposed: ProposedLimits }) {
  return (
    <div className="proposed">
      <Link href={proposed.foreign ? '/breakers' : `/papers/${proposed.paper}`}>{proposed.foreign ? 'by somebody else' : 'paper'}</Link>
      <What row={row} proposed={proposed} />
      <span className="sub">{proposed.signers.length === 0 ? 'nobody signed yet' : <>signed by {proposed.signers.map(({ address, user }, index) => <span key={address}>{index > 0 && ', '}{user ?? <Hash value={address} what="signer's address" />}</span>)}</>}</span>
      {proposed.readyAt && <span className="sub">ready <Countdown to={proposed.readyAt} then="now" />, from {formatTime(proposed.readyAt)}</span>}
      {proposed.until && <span className="sub">until {formatTime(proposed.until)}</span>}
    </div>
  );
}

function What({ row, proposed }: { row: LimitRow; proposed: ProposedLimits }) {
  const { deployment } = useSession();
  try {
    // SECURITY: words for what waits under this digest and for nothing else (M39).
    const { paper } = foreignMeaning(deployment, { ...proposed, digest: proposed.paper })!;
    const changes = changesOf(deployment, row.chain, paper, { cells: undefined, limits: [row] }).filter(({ label, from, to }) => label !== 'asset' && from !== to);
    if (changes.length === 0) return <span className="sub">nothing that is not in force</span>;
    return changes.map(({ label, from, to }) => (
      <span key={label} className="sub">{sentence(label)} {from !== undefined && <>{from} <span aria-hidden="true">→</span><span className="visually-hidden"> becomes </span> </>}<span className="strong">{to}</span></span>
    ));
  } catch (error) {
    if (!(error instanceof PaperError)) throw error;
    return <span className="sub wrap"><Mark tone="danger">the server shows another paper than this one: do not believe what it says of it</Mark></span>;
  }
}
