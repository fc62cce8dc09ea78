// The account matrix, generated: every account of every form of every instruction with another address, owner or kind, without its signature or its
// right to be written, another account of the same instruction in its place, closed, never made; and every length of data from none to eight too many.
import { SYSTEM } from './lib/addresses.mjs';
import { base58, compare } from './lib/bytes.mjs';
import { calls } from './lib/calls.mjs';
import { test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { addresses, payer, stranger } from './lib/world.mjs';

const isOurs = (account) => account !== null && compare(account.owner instanceof Uint8Array ? account.owner : ownerBytes(account), addresses.program) === 0;
const ownerBytes = ({ owner }) => (typeof owner === 'string' ? decode(owner) : owner);
const decode = (text) => {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let value = 0n;
  for (const character of text) value = value * 58n + BigInt(alphabet.indexOf(character));
  return Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
};

/** Every wrong form of one place: { what, edit(instruction), prepare?() }. */
function* wrongs(world, instruction, place) {
  const original = instruction.accounts[place];
  const { key } = original;
  const put = (change) => (copy) => { copy.accounts[place] = { ...copy.accounts[place], ...change }; };
  const account = world.account(key);
  const elsewhere = instruction.accounts.some((other, i) => i !== place && compare(other.key, key) === 0);
  const writtenElsewhere = instruction.accounts.some((other, i) => i !== place && other.writable && compare(other.key, key) === 0);
  if (original.signer && compare(key, payer.key) !== 0) yield { what: 'not signing', edit: put({ signer: false }) };
  if (original.writable && !writtenElsewhere && compare(key, payer.key) !== 0) yield { what: 'read-only', edit: put({ writable: false }) };
  if (original.signer) return; // whose signature is asked for is another test's: who pays may be anybody
  yield { what: 'an address that was never made', edit: put({ key: new Key().key }) };
  for (const other of instruction.accounts) {
    if (compare(other.key, key) !== 0 && !other.signer) yield { what: `duplicate of ${base58(other.key)}`, edit: put({ key: other.key }) };
  }
  if (account === null || account.data.length === 0 || elsewhere) return;
  const forged = new Key().key;
  yield { what: 'the same bytes of a stranger elsewhere', prepare: () => world.put(forged, account.data, stranger.key), edit: put({ key: forged }) };
  const same = () => {};
  if (isOurs(account)) {
    const kind = Uint8Array.from(account.data);
    kind[0] ^= 1;
    yield { what: 'another kind', prepare: () => world.put(key, kind, account.owner), edit: same, restore: true };
    yield { what: 'full of zeros', prepare: () => world.put(key, new Uint8Array(kind.length), account.owner), edit: same, restore: true };
    yield { what: 'another owner', prepare: () => world.put(key, account.data, stranger.key), edit: same, restore: true };
    yield { what: 'a byte longer', prepare: () => world.put(key, Uint8Array.from([...account.data, 0]), account.owner), edit: same, restore: true };
    yield { what: 'closed', prepare: () => world.put(key, new Uint8Array(0), SYSTEM, 1n), edit: same, restore: true };
  }
}

const KEEP = 10_000_000_000n;

for (const { name, make, unread, tolerated } of calls) {
  test(`matrix_${name.replaceAll(/\W+/g, '_')}_EveryWrongAccount_Refused`, () => {
    const { world, instruction, signers } = make();
    const all = [...signers, stranger];
    let tried = 0;
    for (let place = 0; place < instruction.accounts.length; place++) {
      const before = world.account(instruction.accounts[place].key);
      for (const { what, prepare, edit, restore } of wrongs(world, instruction, place)) {
        if (unread.includes(place) || tolerated[place]?.includes(what)) continue;
        const copy = structuredClone(instruction);
        prepare?.();
        edit(copy);
        const outcome = world.send([copy], all);
        if (outcome.ok) throw new Error(`place ${place} (${base58(instruction.accounts[place].key)}) takes ${what}`);
        if (restore) world.put(instruction.accounts[place].key, before.data, before.owner, before.lamports || KEEP);
        tried++;
      }
    }
    world.ok([instruction], signers);
    return `${tried} refusals`;
  });

  test(`lengths_${name.replaceAll(/\W+/g, '_')}_EveryOtherLength_Refused`, () => {
    const { world, instruction, signers } = make();
    for (let length = 0; length <= instruction.data.length + 8; length++) {
      if (length === instruction.data.length) continue;
      const data = new Uint8Array(length);
      data.set(instruction.data.slice(0, length));
      const outcome = world.send([{ ...instruction, data }], signers);
      if (outcome.ok || outcome.code === null) throw new Error(`${length} bytes: ${outcome.error}`);
    }
    world.ok([instruction], signers);
  });
}
