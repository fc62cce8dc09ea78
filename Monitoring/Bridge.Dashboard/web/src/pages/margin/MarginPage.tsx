import { useQuery } from '@tanstack/react-query';
import { marginQuery } from '../../api/queries';
import { Aged } from '../../components/Aged';
import { Amount } from '../../components/Amount';
import { Hash } from '../../components/Hash';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { TableFrame } from '../../components/TableFrame';
import { View } from '../../components/View';

/** What the margin contract holds for the accounts that the bridge served. */
export default function MarginPage() {
  const margin = useQuery(marginQuery);
  return (
    <>
      <PageHead title="Margin">{margin.data?.note}</PageHead>
      <View query={margin} what="The margin contract">
        {view => (
          <div className="grid">
            <Panel title="Held for these accounts" span={4} flush>
              {view.totals.length === 0 ? <p className="empty">Nothing: no margin account is known yet.</p> : (
                <TableFrame>
                  <table>
                    <thead><tr><th scope="col">Asset</th><th scope="col" className="number">Held</th></tr></thead>
                    <tbody>{view.totals.map(total => <tr key={total.asset}><th scope="row">{total.asset}</th><td className="number"><Aged of={total.held}>{units => <Amount units={units} asset={total.asset} unit={false} />}</Aged></td></tr>)}</tbody>
                  </table>
                </TableFrame>
              )}
            </Panel>
            <Panel title="Accounts" note="those that transfers went to or came from" span={8} flush>
              {view.accounts.length === 0 ? <p className="empty">No transfer went to or came from a margin account yet.</p> : (
                <TableFrame>
                  <table>
                    <thead><tr><th scope="col">Account</th><th scope="col">Balances</th></tr></thead>
                    <tbody>
                      {view.accounts.map(account => (
                        <tr key={account.account}>
                          <th scope="row"><Hash value={account.account} what="account" /></th>
                          <td><span className="row">{account.balances.map(balance => <Aged key={balance.asset} of={balance.amount} inline>{units => <Amount units={units} asset={balance.asset} />}</Aged>)}</span></td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </TableFrame>
              )}
            </Panel>
          </div>
        )}
      </View>
    </>
  );
}
