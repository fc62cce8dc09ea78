import { useQuery } from '@tanstack/react-query';
import { auditQuery } from '../../api/queries';
import { PageHead } from '../../components/PageHead';
import { Pager, usePages } from '../../components/Pager';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { AuditCheck } from './AuditCheck';
import { AuditTable } from './AuditTable';

/** Who did what: append only, every entry bound to the one before it. */
export default function AuditPage() {
  const pages = usePages();
  const audit = useQuery(auditQuery(pages.cursor));
  return (
    <>
      <PageHead title="Audit log">Every entry holds the hash of the one before it, so none can be changed or taken out unseen. Export it, and check it here or with any program.</PageHead>
      <div className="grid">
        <Panel title="Check and export"><AuditCheck /></Panel>
        <Panel title="Entries" note="newest first" flush>
          <View query={audit} what="The audit log">
            {({ items, next }) => (
              <>
                {items.length === 0 ? <p className="empty">No entries yet.</p> : <AuditTable entries={items} />}
                <Pager pages={pages} next={next} />
              </>
            )}
          </View>
        </Panel>
      </div>
    </>
  );
}
