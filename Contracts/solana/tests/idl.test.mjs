import { readFileSync } from 'node:fs';
import { readIdl, show } from '../idl.mjs';
import { calls } from './lib/calls.mjs';
import { equal, test } from './lib/runner.mjs';

export const idl = JSON.parse(readFileSync(new URL('../idl.json', import.meta.url)));

test('idl_File_IsWhatTheSourceSays', () => {
  if (readFileSync(new URL('../idl.json', import.meta.url), 'utf8') !== show(readIdl())) throw new Error('idl.json is old: node idl.mjs > idl.json');
});

test('idl_Readme_ShowsEveryAccountTable', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').split('## Instructions')[1].split('## Errors')[0];
  const sections = readme.split(/^### /m).slice(1);
  for (const { tag, name, accounts } of idl.instructions) {
    const section = sections.find((candidate) => new RegExp(`(^|, )${tag} `).test(candidate.split('\n')[0]));
    if (section === undefined) throw new Error(`${tag} ${name} has no section`);
    const rows = [...section.matchAll(/^\| (\d+) \| [^|]* \| ([^|]*)\|$/gm)].filter(([row]) => !/^\| \d+ \| \d/.test(row)).map(([, place, flags]) => [Number(place), /^\[WRITE/.test(flags.trim()), /SIGNER/.test(flags)]);
    equal(rows.slice(0, accounts.length), accounts.map(({ place, writable, signer }) => [place, writable, signer]), `${tag} ${name}`);
  }
});

test('idl_Calls_UseTheFlagsOfTheTables', () => {
  const seen = new Set();
  for (const { tag, make } of calls) {
    const { instruction } = make();
    const table = idl.instructions.find((entry) => entry.tag === tag);
    seen.add(tag);
    instruction.accounts.forEach(({ signer, writable }, place) => {
      const { writable: shouldWrite, signer: shouldSign, name } = table.accounts[place];
      // In Mint mode the mint is written as well.
      equal([signer, writable || name.startsWith('mint')], [shouldSign, shouldWrite || name.startsWith('mint')], `${table.name} ${place}`);
    });
  }
  equal([...seen].sort((a, b) => a - b), idl.instructions.map(({ tag }) => tag), 'every instruction is tried');
});
