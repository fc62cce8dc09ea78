import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { OverviewPage } from '../pages/overview/OverviewPage';
import { NotFoundPage } from '../pages/not-found/NotFoundPage';

const lists = {
  transfers: () => import('../pages/transfers/TransfersPage'),
  holds: () => import('../pages/holds/HoldsPage'),
  breakers: () => import('../pages/breakers/BreakersPage'),
  limits: () => import('../pages/limits/LimitsPage'),
  papers: () => import('../pages/papers/PapersPage'),
  guardians: () => import('../pages/guardians/GuardiansPage'),
  chains: () => import('../pages/chains/ChainsPage'),
  margin: () => import('../pages/margin/MarginPage'),
  audit: () => import('../pages/audit/AuditPage'),
  users: () => import('../pages/users/UsersPage'),
};

const TransfersPage = lazy(lists.transfers);
const TransferPage = lazy(() => import('../pages/transfers/TransferPage'));
const HoldsPage = lazy(lists.holds);
const BreakersPage = lazy(lists.breakers);
const LimitsPage = lazy(lists.limits);
const PapersPage = lazy(lists.papers);
const PaperPage = lazy(() => import('../pages/papers/PaperPage'));
const GuardiansPage = lazy(lists.guardians);
const ChainsPage = lazy(lists.chains);
const MarginPage = lazy(lists.margin);
const AuditPage = lazy(lists.audit);
const UsersPage = lazy(lists.users);

/** The script of the page that was asked for comes while the session is still being read. What fails here is asked for again, and then said. */
export function preload(path: string): void {
  const name = path.split('/')[1] ?? '';
  if (Object.hasOwn(lists, name)) void lists[name as keyof typeof lists]().catch(() => undefined);
}

/** Which path shows which page; each loads its own script. */
export function Pages() {
  return (
    <Suspense fallback={<p className="loading" role="status">Loading the page</p>}>
      <Switch>
        <Route path="/"><OverviewPage /></Route>
        <Route path="/transfers"><TransfersPage /></Route>
        <Route path="/transfers/:id">{({ id }) => <TransferPage id={id} />}</Route>
        <Route path="/holds"><HoldsPage /></Route>
        <Route path="/breakers"><BreakersPage /></Route>
        <Route path="/limits"><LimitsPage /></Route>
        <Route path="/papers"><PapersPage /></Route>
        <Route path="/papers/:digest">{({ digest }) => <PaperPage digest={digest} />}</Route>
        <Route path="/guardians"><GuardiansPage /></Route>
        <Route path="/chains"><ChainsPage /></Route>
        <Route path="/margin"><MarginPage /></Route>
        <Route path="/audit"><AuditPage /></Route>
        <Route path="/users"><UsersPage /></Route>
        <Route><NotFoundPage /></Route>
      </Switch>
    </Suspense>
  );
}
