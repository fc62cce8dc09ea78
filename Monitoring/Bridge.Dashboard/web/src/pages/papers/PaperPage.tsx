import { useQuery } from '@tanstack/react-query';
import { paperQuery } from '../../api/queries';
import type { Paper } from '../../api/types';
import { useSession } from '../../app/session';
import { ErrorNote } from '../../components/ErrorNote';
import { Mark } from '../../components/Mark';
import { Note } from '../../components/Note';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { changesValues } from '../../paper/changes';
import { describe } from '../../paper/describe';
import { HoldCheck } from './HoldCheck';
import { PaperChanges } from './PaperChanges';
import { PaperChains } from './PaperChains';
import { PaperCountdown } from './PaperCountdown';
import { PaperFields } from './PaperFields';
import { PaperSigners } from './PaperSigners';
import { paperStates } from './paperState';
import { PaperSteps } from './PaperSteps';
import { sentenceOf } from './sentenceOf';
import { useCheckedPaper } from './useCheckedPaper';
import { VetoTarget } from './VetoTarget';

/** One paper: what it means, the digest computed in this browser, who signed, and the next step. */
export default function PaperPage({ digest }: { digest: string }) {
  const paper = useQuery(paperQuery(digest));
  return (
    <>
      <PageHead title="Paper" />
      <View query={paper} what="The paper">{claim => <Checked claim={claim} digest={digest} />}</View>
    </>
  );
}

function Checked({ claim, digest }: { claim: Paper; digest: string }) {
  const { deployment } = useSession();
  const checked = useCheckedPaper(claim, digest);
  if (checked.isPending) return <p className="loading" role="status">Computing the digest</p>;
  if (!checked.data) {
    return (
      <div className="stack">
        <ErrorNote error={checked.error} what="This paper is refused: what the server says and what its fields give do not belong together." />
        <Note tone="danger"><p className="strong">Sign nothing from this page.</p><p>The server, or something between it and you, shows one thing and would have you sign another. Stop signing, tell the other officers by another way, and check the paper with <code>bridge risk show</code> on another computer.</p></Note>
      </div>
    );
  }

  const { paper, foreign } = checked.data;
  const meaning = describe(deployment, paper.action, paper.fields);
  const isHold = paper.action === 'ApproveHold' || paper.action === 'RejectHold';
  return (
    <div className="grid">
      <Panel
        title={<span className="sentence">{sentenceOf(deployment, claim)}</span>} span={7}
        actions={<><Mark tone={paperStates[claim.state].tone}>{paperStates[claim.state].text}</Mark><PaperCountdown paper={claim} /></>}
        footer={meaning.needs}
      >
        <PaperFields meaning={meaning} paper={paper} />
      </Panel>
      <div className="span-5 stack">
        <Panel title="Next step"><PaperSteps claim={claim} paper={paper} /></Panel>
        <Panel title="Signatures" note={`${paper.signers.length} of ${claim.needs}`} flush><PaperSigners claim={claim} paper={paper} foreign={foreign} /></Panel>
      </div>
      {changesValues(paper.action) && claim.chains.filter(on => on.state !== 'done').map(on => <PaperChanges key={on.chain} paper={paper} chain={on.chain} />)}
      {paper.action === 'Veto' && <Panel title="What it ends"><VetoTarget claim={claim} /></Panel>}
      {isHold && <Panel title="The transfer it speaks of" span={7}><HoldCheck paper={paper} /></Panel>}
      <Panel title="On the chains" span={isHold ? 5 : 12} flush><PaperChains chains={claim.chains} /></Panel>
    </div>
  );
}
