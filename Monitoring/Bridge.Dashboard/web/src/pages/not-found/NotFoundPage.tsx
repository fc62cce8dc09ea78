import { Link } from 'wouter';
import { PageHead } from '../../components/PageHead';

export function NotFoundPage() {
  return (
    <>
      <PageHead title="No such page" />
      <p>The address leads nowhere. Go to the <Link href="/">overview</Link> or search in <Link href="/transfers">transfers</Link>.</p>
    </>
  );
}
