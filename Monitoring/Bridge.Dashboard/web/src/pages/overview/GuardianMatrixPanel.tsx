import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { guardiansQuery } from '../../api/queries';
import { Panel } from '../../components/Panel';
import { View } from '../../components/View';
import { GuardianMatrix } from '../guardians/GuardianMatrix';

export function GuardianMatrixPanel() {
  const guardians = useQuery(guardiansQuery);
  return (
    <Panel title="Guardians" span={6} flush actions={<Link href="/guardians" className="small">details</Link>}>
      <View query={guardians} what="The guardians">{view => <GuardianMatrix view={view} />}</View>
    </Panel>
  );
}
