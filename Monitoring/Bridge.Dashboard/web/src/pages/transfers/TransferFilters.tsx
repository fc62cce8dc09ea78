import { useState, type FormEvent } from 'react';
import type { TransferFilter } from '../../api/queries';
import { useSession } from '../../app/session';
import { Field } from '../../components/Field';
import { chainTitle, stateWords } from '../../format/words';

/** Choices act at once, the search when it is sent. */
export function TransferFilters({ filter, onChange }: { filter: TransferFilter; onChange: (filter: TransferFilter) => void }) {
  const { deployment } = useSession();
  const [query, setQuery] = useState(filter.query);
  const change = (part: Partial<TransferFilter>): void => onChange({ ...filter, cursor: '', ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change({ query: query.trim() });
  };
  const lanes = deployment.chains.flatMap(source => deployment.chains.filter(destination => destination !== source).map(destination => ({ source, destination })));
  return (
    <form className="filters" role="search" onSubmit={submit}>
      <Field label="Search" className="grow">
        {props => <input {...props} type="search" value={query} onChange={e => setQuery(e.target.value)} placeholder="id, transaction or address" spellCheck={false} autoCapitalize="none" />}
      </Field>
      <button type="submit" className="button button-main">Search</button>
      <Field label="State">
        {props => (
          <select {...props} value={filter.state} onChange={e => change({ state: e.target.value })}>
            <option value="">any</option>
            {Object.entries(stateWords).map(([state, words]) => <option key={state} value={state}>{words}</option>)}
          </select>
        )}
      </Field>
      <Field label="Lane">
        {props => (
          <select {...props} value={filter.lane} onChange={e => change({ lane: e.target.value })}>
            <option value="">any</option>
            {lanes.map(({ source, destination }) => <option key={source.number} value={`${source.number}-${destination.number}`}>{chainTitle[source.name]} → {chainTitle[destination.name]}</option>)}
          </select>
        )}
      </Field>
      <Field label="Asset">
        {props => (
          <select {...props} value={filter.asset} onChange={e => change({ asset: e.target.value })}>
            <option value="">any</option>
            {deployment.assets.map(asset => <option key={asset.id} value={asset.symbol}>{asset.symbol}</option>)}
          </select>
        )}
      </Field>
      <label className="check"><input type="checkbox" checked={filter.waiting} onChange={e => change({ waiting: e.target.checked })} /> only waiting</label>
    </form>
  );
}
