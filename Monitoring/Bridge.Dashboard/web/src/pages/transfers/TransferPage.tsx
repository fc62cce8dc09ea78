import { useQuery } from '@tanstack/react-query';
import { transferQuery } from '../../api/queries';
import { RequestError } from '../../api/client';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { EvidenceList } from './EvidenceList';
import { ObservationTable } from './ObservationTable';
import { RelayerWords } from './RelayerWords';
import { Timeline } from './Timeline';
import { TransferFacts } from './TransferFacts';
import { WaitNote } from './WaitNote';

/** Where one transfer is, why it waits, and who saw it. */
export default function TransferPage({ id }: { id: string }) {
  const transfer = useQuery(transferQuery(id));
  const isMissing = transfer.error instanceof RequestError && transfer.error.error === 'notFound';
  return (
    <>
      <PageHead title={`Transfer ${id}`} />
      {isMissing
        ? <p>The dashboard has not seen this transfer. A lock appears a few seconds after its transaction; look at the number again otherwise.</p>
        : (
          <View query={transfer} what="The transfer">
            {detail => (
              <div className="grid">
                {detail.waitingFor && <div className="span-12"><WaitNote row={detail} /></div>}
                <Panel title="What it is" span={6}><TransferFacts transfer={detail} /></Panel>
                <Panel title="Timeline" note="times in UTC" span={6}><Timeline transfer={detail} /></Panel>
                <Panel title="Who signed an observation" note="each guardian's own word for the lock it saw" span={7} flush><ObservationTable observations={detail.observations} /></Panel>
                <Panel title="What the relayers say" span={5} flush><RelayerWords words={detail.relayers} /></Panel>
                {detail.evidence.length > 0 && <Panel title="Evidence"><EvidenceList evidence={detail.evidence} /></Panel>}
              </div>
            )}
          </View>
        )}
    </>
  );
}
