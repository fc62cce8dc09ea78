import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { overviewQuery } from '../api/queries';
import { Icon, type IconName } from '../components/Icon';
import { useMay } from './session';

interface Place {
  readonly path: string;
  readonly name: string;
  readonly icon: IconName;
}

const groups: readonly { readonly heading: string; readonly places: readonly Place[] }[] = [
  { heading: 'Now', places: [
    { path: '/', name: 'Overview', icon: 'overview' },
    { path: '/transfers', name: 'Transfers', icon: 'transfers' },
    { path: '/holds', name: 'Holds', icon: 'holds' },
  ] },
  { heading: 'Control', places: [
    { path: '/breakers', name: 'Breakers', icon: 'breakers' },
    { path: '/limits', name: 'Limits', icon: 'limits' },
    { path: '/papers', name: 'Papers', icon: 'papers' },
  ] },
  { heading: 'Network', places: [
    { path: '/guardians', name: 'Guardians', icon: 'guardians' },
    { path: '/chains', name: 'Chains', icon: 'chains' },
    { path: '/margin', name: 'Margin', icon: 'margin' },
  ] },
  { heading: 'Record', places: [
    { path: '/audit', name: 'Audit log', icon: 'audit' },
    { path: '/public', name: 'Public page', icon: 'public' },
  ] },
];

export function Navigation() {
  const [path] = useLocation();
  const overview = useQuery(overviewQuery);
  const isAdmin = useMay('users');
  const shown = groups.map((group, index) => (isAdmin && index === groups.length - 1 ? { ...group, places: [{ path: '/users', name: 'Users', icon: 'users' as const }, ...group.places] } : group));
  const isHere = (place: Place): boolean => (place.path === '/' ? path === '/' : path.startsWith(place.path));
  const holds = overview.data?.waiting.holds ?? 0;
  return (
    <nav className="navigation" aria-label="pages">
      {shown.map(group => (
        <div key={group.heading} className="navigation">
          <p className="navigation-heading">{group.heading}</p>
          {group.places.map(place => (
            <Link key={place.path} href={place.path} aria-current={isHere(place) ? 'page' : undefined}>
              <Icon name={place.icon} />{place.name}
              {place.path === '/holds' && holds > 0 && <span className="count">{holds}<span className="visually-hidden"> waiting</span></span>}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}
