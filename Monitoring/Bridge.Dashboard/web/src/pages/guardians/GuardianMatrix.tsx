import type { GuardianHealth, GuardiansView } from '../../api/types';
import { useSession } from '../../app/session';
import { Aged } from '../../components/Aged';
import { Mark } from '../../components/Mark';
import { named } from '../../format/named';
import { chainTitle } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

/** One row per guardian, one column per chain it watches; then how many may still fail. */
export function GuardianMatrix({ view }: { view: GuardiansView }) {
  const chains = [...new Set(view.rows.flatMap(row => row.health.value?.chains.map(chain => chain.chain) ?? []))];
  return (
    <TableFrame>
      <table>
        <thead><tr><th scope="col">Guardian</th><th scope="col">Health</th>{chains.map(chain => <th key={chain} scope="col">{chainTitle[chain]}</th>)}</tr></thead>
        <tbody>
          {view.rows.map(row => (
            <tr key={row.index}>
              <th scope="row">{row.index}</th>
              <td className="wrap"><Aged of={row.health}>{health => <HealthMark health={health} />}</Aged></td>
              {chains.map(chain => <td key={chain}>{row.health.value ? <Aged of={row.health}>{health => <ChainCell chain={health.chains.find(candidate => candidate.chain === chain)} />}</Aged> : <span className="faint">not known</span>}</td>)}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2 + chains.length}>
              {view.margin === null ? <span className="faint">{view.threshold} have to sign; not all were asked yet</span> : (
                <Mark tone={view.margin < 0 ? 'danger' : view.margin === 0 ? 'caution' : 'good'}>
                  {view.margin < 0 ? `${-view.margin} more needed before anything is signed` : `quorum margin ${view.margin}: ${view.margin} may fail and ${view.threshold} still sign`}
                </Mark>
              )}
            </th>
          </tr>
        </tfoot>
      </table>
    </TableFrame>
  );
}

function HealthMark({ health }: { health: GuardianHealth }) {
  if (!health.healthy) return health.signs ? <Mark tone="caution">signs, with a problem</Mark> : <Mark tone="danger">signs nothing</Mark>;
  if (health.warnings.length > 0) return <Mark tone="caution">healthy, with a warning</Mark>;
  return <Mark tone="good">healthy</Mark>;
}

function ChainCell({ chain }: { chain: GuardianHealth['chains'][number] | undefined }) {
  const { deployment } = useSession();
  if (!chain) return <Mark tone="caution">says nothing</Mark>;
  if (chain.halted) return <Mark tone="danger">halted</Mark>;
  if (chain.problem) return <Mark tone="caution"><span className="wrap-text">{named(deployment, chain.problem)}</span></Mark>;
  if (!chain.caughtUp) return <Mark tone="notice">catching up{chain.behind !== null && chain.behind > 0 ? `, ${chain.behind} behind` : ''}</Mark>;
  return <Mark tone="good">caught up{chain.lagSeconds !== null ? `, ${chain.lagSeconds.toFixed(0)} s` : ''}</Mark>;
}
