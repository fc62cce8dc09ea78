import { useMutation } from '@tanstack/react-query';
import { useMay, useSession } from '../../app/session';
import { ErrorNote } from '../../components/ErrorNote';
import { FilePick } from '../../components/FilePick';
import { PhoneNote } from '../../components/PhoneNote';
import { parsePaper } from '../../paper/paper';
import { useCreatePaper } from './useCreatePaper';

/** A paper made or signed with `bridge risk`; its digest and signers are computed here before anything is sent. */
export function UploadPaper() {
  const { deployment, client } = useSession();
  const may = useMay('paperTighten');
  const create = useCreatePaper();
  const read = useMutation({ mutationFn: async (file: File) => parsePaper(deployment.bridgeId, await file.text()), onSuccess: paper => create.mutate(paper) });
  if (client === 'phone') return <PhoneNote what="Uploading a paper" />;
  if (!may) return <p className="muted">Officers upload papers here that they made or signed with the command line.</p>;
  return (
    <div className="form">
      <p className="muted">A paper is one file. <code>bridge risk create</code> makes it, <code>bridge risk sign</code> signs it, on a computer that need not be connected.</p>
      {(read.error ?? create.error) && <ErrorNote error={read.error ?? create.error} what="The paper was not taken." />}
      <FilePick label="Paper file" accept=".json,application/json" onPick={file => read.mutate(file)} />
    </div>
  );
}
