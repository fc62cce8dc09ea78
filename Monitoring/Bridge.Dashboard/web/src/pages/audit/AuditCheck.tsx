import { useMutation } from '@tanstack/react-query';
import { get, getText } from '../../api/client';
import type { AuditVerification } from '../../api/types';
import { verifyExport, type AuditFinding } from '../../audit/chain';
import { ErrorNote } from '../../components/ErrorNote';
import { FilePick } from '../../components/FilePick';
import { Hash } from '../../components/Hash';
import { Icon } from '../../components/Icon';
import { Note } from '../../components/Note';
import { plural } from '../../format/words';
import { saveFile } from '../papers/saveFile';

/** The chain of hashes computed in this browser, over the server's export or over a file that was kept. */
export function AuditCheck() {
  const exportLog = useMutation({ mutationFn: () => getText('/api/audit/export'), onSuccess: lines => saveFile(`audit-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.ndjson`, lines, 'application/x-ndjson') });
  const check = useMutation({
    mutationFn: async (file: File | undefined): Promise<{ finding: AuditFinding; claim?: AuditVerification }> => {
      if (file) return { finding: verifyExport(await file.text()) };
      const [lines, claim] = await Promise.all([getText('/api/audit/export'), get<AuditVerification>('/api/audit/verify')]);
      return { finding: verifyExport(lines), claim };
    },
  });
  const error = exportLog.error ?? check.error;
  const result = check.data;
  return (
    <div className="form">
      {error && <ErrorNote error={error} what="The log could not be read." />}
      <div className="row align-end">
        <button type="button" className="button button-main" disabled={check.isPending} onClick={() => check.mutate(undefined)}>{check.isPending ? 'Checking' : 'Check it in this browser'}</button>
        <button type="button" className="button" disabled={exportLog.isPending} onClick={() => exportLog.mutate()}><Icon name="download" />Export</button>
        <FilePick label="Check an export that was kept" accept=".ndjson,.json,.txt" onPick={file => check.mutate(file)} />
      </div>
      {result && (
        <Note tone={result.finding.isIntact ? 'good' : 'danger'} urgent>
          <p className="strong">{result.finding.isIntact ? `Intact: ${plural(result.finding.entries, 'entry', 'entries')}, each follows from the one before.` : `Broken at entry ${result.finding.broken?.sequence}: ${result.finding.broken?.why}.`}</p>
          <p>Hash of the last good entry: <Hash value={result.finding.head} what="hash of the last good entry" full /></p>
          {result.claim && !result.claim.intact && result.finding.isIntact && <p>The server says that its log is broken at entry {result.claim.firstBroken}: its export is not its log.</p>}
          <p className="small">A cut-off end leaves no trace in the chain itself: compare the hash with one that was kept elsewhere.</p>
        </Note>
      )}
    </div>
  );
}
