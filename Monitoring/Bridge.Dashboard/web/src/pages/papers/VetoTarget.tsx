import type { Paper } from '../../api/types';
import { useSession } from '../../app/session';
import { ErrorNote } from '../../components/ErrorNote';
import { Note } from '../../components/Note';
import { sentence } from '../../format/words';
import { vetoMeaning } from '../../paper/changes';
import { PaperError } from '../../paper/fields';

/** What a veto ends, in the words of that paper: said here from its fields, which give the digest that the veto names. */
export function VetoTarget({ claim }: { claim: Paper }) {
  const { deployment } = useSession();
  try {
    const ends = vetoMeaning(deployment, claim);
    if (!ends) return <Note tone="caution"><p>This dashboard has seen nothing scheduled under the digest that the veto names: compare it with whoever asks for the veto.</p></Note>;
    return (
      <dl className="facts">
        <div className="facts-row"><dt>Ends</dt><dd className="strong">{sentence(ends.sentence)}</dd></div>
        {ends.lines.map(line => <div key={line.label} className="facts-row"><dt>{sentence(line.label)}</dt><dd>{line.text}</dd></div>)}
      </dl>
    );
  } catch (error) {
    if (!(error instanceof PaperError)) throw error;
    return <ErrorNote error={error} what="The server shows another paper than the one that this veto names: do not believe what it says of it." />;
  }
}
