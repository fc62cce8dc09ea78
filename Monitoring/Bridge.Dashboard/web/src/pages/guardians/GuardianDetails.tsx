import type { ChainName, GuardianHealth, GuardianRow } from '../../api/types';
import { Aged } from '../../components/Aged';
import { Hash } from '../../components/Hash';
import { Mark } from '../../components/Mark';
import { formatCount } from '../../format/amount';
import { saidByAll } from '../../format/named';
import { chainTitle } from '../../format/words';
import { SaidByAll, SaidByEach } from './Saying';
import { TableFrame } from '../../components/TableFrame';

const words = (health: GuardianHealth): string[] => [...health.problems, ...health.warnings];

export function GuardianDetails({ rows }: { rows: readonly GuardianRow[] }) {
  const chains = [...new Set(rows.flatMap(row => Object.keys(row.sentinel) as ChainName[]))];
  const said = saidByAll(rows.flatMap(row => (row.health.value ? [words(row.health.value)] : [])));
  return (
    <>
      <SaidByAll who="All that answer say" said={said} />
      <TableFrame>
        <table>
          <thead>
            <tr>
              <th scope="col">Guardian</th><th scope="col">Identity</th><th scope="col">Key epochs</th><th scope="col" className="number">Locks in journal</th>
              {chains.map(chain => <th key={chain} scope="col">Sentinel’s role on {chainTitle[chain]}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={row.index}>
                <th scope="row">{row.index}</th>
                <td><Hash value={row.identity} what={`identity of guardian ${row.index}`} /></td>
                <td><Aged of={row.health}>{health => health.epochs.join(', ') || 'none'}</Aged></td>
                <td className="number"><Aged of={row.health}>{health => formatCount(health.journalLocks)}</Aged></td>
                {chains.map(chain => <td key={chain}><Aged of={row.sentinel[chain]}>{has => <Mark tone={has ? 'good' : 'caution'}>{has ? 'has the role' : 'no role'}</Mark>}</Aged></td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <SaidByEach said={rows.flatMap(row => (row.health.value ? [{ who: `Guardian ${row.index}`, problems: words(row.health.value).filter(problem => !said.includes(problem)) }] : []))} />
    </>
  );
}
