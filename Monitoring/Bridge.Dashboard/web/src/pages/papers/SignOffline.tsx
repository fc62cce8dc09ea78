import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../../api/client';
import { keys } from '../../api/liveUpdates';
import type { Paper } from '../../api/types';
import { useSession } from '../../app/session';
import { ErrorNote } from '../../components/ErrorNote';
import { FilePick } from '../../components/FilePick';
import { Icon } from '../../components/Icon';
import { PaperError } from '../../paper/fields';
import { formatPaper, parsePaper, type CheckedPaper } from '../../paper/paper';
import { saveFile } from './saveFile';

/** The same with `bridge risk sign` on a computer that need not be connected: take the file there, bring it back signed. */
export function SignOffline({ paper, isBlocked }: { paper: CheckedPaper; isBlocked: boolean }) {
  const { deployment } = useSession();
  const views = useQueryClient();
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const signed = await parsePaper(deployment.bridgeId, await file.text());
      if (signed.digest !== paper.digest) throw new PaperError('the file is another paper than this one');
      const fresh = signed.signatures.filter(signature => !paper.signatures.includes(signature));
      if (fresh.length === 0) throw new PaperError('the file holds no signature that is not here already');
      let answer: Paper | undefined;
      for (const signature of fresh) answer = await post<Paper>(`/api/papers/${paper.digest}/signatures`, { signature });
      return answer;
    },
    onSuccess: answer => views.setQueryData(keys.paper(paper.digest), answer),
  });
  return (
    <details>
      <summary>Sign on another computer</summary>
      <div className="form">
        <p className="small">Take the file, run <code>bridge risk sign FILE --key KEY --digest {paper.digest}</code>, and bring it back.</p>
        <div className="row"><button type="button" className="button" disabled={isBlocked} onClick={() => saveFile(`paper-${paper.digest.slice(2, 10)}.json`, formatPaper(paper))}><Icon name="download" />Save the paper</button></div>
        {upload.error && <ErrorNote error={upload.error} what="The file was not taken." />}
        <FilePick label="Signed file" accept=".json,application/json" onPick={file => upload.mutate(file)} />
      </div>
    </details>
  );
}
