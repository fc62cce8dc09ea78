import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { OverviewPage } from '../pages/overview/OverviewPage';
import { NotFoundPage } from '../pages/not-found/NotFoundPage';

const TransfersPage = lazy(() => import('../pages/transfers/TransfersPage'));
const TransferPage = lazy(() => import('../pages/transfers/TransferPage'));
const HoldsPage = lazy(() => import('../pages/holds/HoldsPage'));
const BreakersPage = lazy(() => import('../pages/breakers/BreakersPage'));
const LimitsPage = lazy(() => import('../pages/limits/LimitsPage'));
const PapersPage = lazy(() => import('../pages/papers/PapersPage'));
const PaperPage = lazy(() => import('../pages/papers/PaperPage'));
const GuardiansPage = lazy(() => import('../pages/guardians/GuardiansPage'));
const ChainsPage = lazy(() => import('../pages/chains/ChainsPage'));
const MarginPage = lazy(() => import('../pages/margin/MarginPage'));
const AuditPage = lazy(() => import('../pages/audit/AuditPage'));
const UsersPage = lazy(() => import('../pages/users/UsersPage'));

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
