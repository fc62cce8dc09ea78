// The verdicts of Contracts/vectors/signature_verdicts.json, which C# and Solidity give too, by the program's own check in the machine.
import { readFileSync } from 'node:fs';
import { LiteSVM } from 'litesvm';
import { E } from './lib/errors.mjs';
import { concat, fromHex } from './lib/bytes.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { World, payer, programFile } from './lib/world.mjs';

const { cases } = JSON.parse(readFileSync(new URL('../../vectors/signature_verdicts.json', import.meta.url)));

test('vectors_Verdicts_AreGivenHereToo', () => {
  const world = new World(new LiteSVM().withTransactionHistory(0n));
  const probe = new Key();
  world.svm.addProgram(probe.address, programFile('probe'));
  world.svm.airdrop(payer.address, 1_000_000_000_000n);
  const call = (...data) => {
    const outcome = world.send([{ program: probe.key, accounts: [], data: concat(...data) }]);
    if (!outcome.ok && outcome.code === null) throw new Error(outcome.error);
    return (outcome.code ?? 0) === E.Success;
  };
  let refused = 0;
  for (const { name, key, message, signature, valid } of cases) {
    // A key that is not accepted when it is installed never comes to verify anything.
    const verdict = call(Uint8Array.of(2), fromHex(key)) && call(Uint8Array.of(1), fromHex(key), fromHex(signature), fromHex(message));
    equal(verdict, valid, name);
    if (!valid) refused++;
  }
  if (refused <= 20) throw new Error('too few cases');
  return `${cases.length - refused} accepted, ${refused} refused`;
});
