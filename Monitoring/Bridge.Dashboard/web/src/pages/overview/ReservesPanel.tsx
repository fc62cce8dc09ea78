import type { Reserve } from '../../api/types';
import { Aged } from '../../components/Aged';
import { Amount } from '../../components/Amount';
import { Mark, type Tone } from '../../components/Mark';
import { Panel } from '../../components/Panel';
import { chainTitle } from '../../format/words';
import { TableFrame } from '../../components/TableFrame';

const tones: Readonly<Record<Reserve['verdict'], Tone>> = { covered: 'good', short: 'danger', unknown: 'caution' };

/** What is kept at home against what exists elsewhere and what is on its way. */
export function ReservesPanel({ reserves }: { reserves: readonly Reserve[] }) {
  return (
    <Panel title="Reserves against liabilities" flush>
      <TableFrame>
        <table>
          <thead>
            <tr><th scope="col">Asset</th><th scope="col" className="number">Custody</th><th scope="col" className="number">Minted elsewhere</th><th scope="col" className="number">On its way</th><th scope="col" className="number">Surplus</th><th scope="col">Verdict</th></tr>
          </thead>
          <tbody>
            {reserves.map(reserve => (
              <tr key={reserve.asset}>
                <th scope="row">{reserve.asset}<span className="sub nowrap">home {chainTitle[reserve.home]}</span></th>
                {([reserve.custody, reserve.minted, reserve.onItsWay] as const).map((part, index) => (
                  <td key={index} className="number"><Aged of={part}>{units => <Amount units={units} asset={reserve.asset} unit={false} />}</Aged></td>
                ))}
                <td className="number">{reserve.surplus === null ? <span className="faint">not known</span> : <Amount units={reserve.surplus} asset={reserve.asset} unit={false} />}</td>
                <td>{reserve.verdict === 'covered' && reserve.surplus?.startsWith('-')
                  // The three are read one after the other: short is said once it lasts.
                  ? <Mark tone="notice">read while it moved, looking again</Mark>
                  : <Mark tone={tones[reserve.verdict]}>{reserve.verdict}</Mark>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Panel>
  );
}
