import { useMutation, useQuery } from '@tanstack/react-query';
import { remove } from '../../api/client';
import { usersQuery } from '../../api/queries';
import { useMay, useSession } from '../../app/session';
import { announce } from '../../app/announce';
import { ErrorNote } from '../../components/ErrorNote';
import { Hash } from '../../components/Hash';
import { Note } from '../../components/Note';
import { PageHead } from '../../components/PageHead';
import { Panel } from '../../components/Panel';
import { TableFrame } from '../../components/TableFrame';
import { View } from '../../components/View';
import { formatTime } from '../../format/time';

/** Who may sign in. Accounts are made on the host's command line; here their sessions can be ended. */
export default function UsersPage() {
  const isAdmin = useMay('users');
  return (
    <>
      <PageHead title="Users">Accounts are made and changed on the host, by its operator. Here their sessions are ended at once.</PageHead>
      {isAdmin ? <Users /> : <Note tone="notice"><p>Only administrators see this page.</p></Note>}
    </>
  );
}

function Users() {
  const users = useQuery(usersQuery);
  const { user } = useSession();
  const end = useMutation({
    mutationFn: (name: string) => remove(`/api/users/${encodeURIComponent(name)}/sessions`),
    onSuccess: (_, name) => {
      announce(`sessions of ${name} ended`);
      void users.refetch();
    },
  });
  return (
    <>
      {end.error && <ErrorNote error={end.error} what="The sessions were not ended." />}
      <Panel title="Accounts" flush>
        <View query={users} what="The users">
          {rows => (
            <TableFrame>
              <table>
                <thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">Signing key</th><th scope="col" className="number">Sessions</th><th scope="col">Locked</th><th scope="col" className="actions"><span className="visually-hidden">actions</span></th></tr></thead>
                <tbody>
                  {rows.map(row => (
                    <tr key={row.name}>
                      <th scope="row">{row.name}{row.name === user && <span className="muted"> (you)</span>}</th>
                      <td>{row.role}</td>
                      <td>{row.officer ? <Hash value={row.officer} what={`signing key of ${row.name}`} /> : <span className="muted">none</span>}</td>
                      <td className="number">{row.sessions}</td>
                      <td>{row.lockedUntil ? `until ${formatTime(row.lockedUntil)}` : <span className="muted">no</span>}</td>
                      <td className="number actions"><button type="button" className="button button-small" disabled={row.sessions === 0 || end.isPending} onClick={() => end.mutate(row.name)}>End sessions<span className="visually-hidden"> of {row.name}</span></button></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )}
        </View>
      </Panel>
    </>
  );
}
