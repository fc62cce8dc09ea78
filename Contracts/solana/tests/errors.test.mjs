import { readFileSync } from 'node:fs';
import { E } from './lib/errors.mjs';
import { equal, test } from './lib/runner.mjs';
import { World, instructions, payer } from './lib/world.mjs';

test('errors_Readme_NamesEveryCodeOfTheProgram', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8').split('## Errors')[1];
  const listed = Object.fromEntries([...readme.matchAll(/^\| (\d+) \| (\w+) \|/gm)].map(([, code, name]) => [name, Number(code)]));
  equal({ Success: 0, ...listed }, { ...E });
});

test('entrypoint_UnknownTag_Refused', () => {
  const world = World.create();
  for (const tag of [0, 22, 23, 127, 255]) world.fails(E.UnknownInstruction, [instructions.make([], Uint8Array.of(tag))]);
});

test('entrypoint_NoData_Refused', () => {
  World.create().fails(E.UnknownInstruction, [instructions.make([])]);
});

test('entrypoint_MoreAccountsThanAnyInstructionTakes_Refused', () => {
  const world = World.create();
  for (const count of [13, 14, 40]) {
    const accounts = Array.from({ length: count }, () => ({ key: payer.key, signer: true, writable: true }));
    world.fails(E.WrongAccountCount, [instructions.make(accounts, Uint8Array.of(9))]);
  }
});

test('entrypoint_DataOfOtherLengthOrAccountCount_Refused', () => {
  const world = World.create();
  const valid = {
    initialise: world.initialise(),
    lock: world.lock(),
    release: world.release(),
    limits: instructions.setLimits({ governor: payer.key, assetId: new Uint8Array(32), maxRelease: 1n, capacity: 1n, refill: 1n, holdThreshold: 1n }),
    lane: instructions.openLane({ payer: payer.key, governor: payer.key, chain: 9, family: 1 }),
    outbox: instructions.openOutboxPage({ payer: payer.key, chain: 1, page: 5n }),
    consumed: instructions.openConsumedPage({ payer: payer.key, chain: 1, page: 5n }),
    rotate: instructions.rotateKey({ payer: payer.key, digest: new Uint8Array(32), newEpoch: 2, newKey: new Uint8Array(33), signature: new Uint8Array(96) }),
    register: instructions.registerAsset({
      payer: payer.key, governor: payer.key, mode: 2, mint: payer.key, assetId: new Uint8Array(32), canonicalDecimals: 6, homeChain: 1,
      homeToken: new Uint8Array(32),
    }),
  };
  for (const instruction of Object.values(valid)) {
    const accounts = instruction.accounts.map((account) => ({ ...account, signer: false }));
    const { data, program } = instruction;
    world.fails(E.InvalidInstructionData, [{ program, accounts, data: data.slice(0, -1) }]);
    world.fails(E.InvalidInstructionData, [{ program, accounts, data: Uint8Array.from([...data, 0]) }]);
    world.fails(E.InvalidInstructionData, [{ program, accounts, data: data.slice(0, 1) }]);
    world.fails(E.WrongAccountCount, [{ program, accounts: accounts.slice(0, -1), data }]);
    world.fails(E.WrongAccountCount, [{ program, accounts: [], data }]);
    const room = 12 - accounts.length;
    const extra = Array.from({ length: instruction === valid.lock ? 2 : 1 }, () => accounts[0]);
    if (extra.length <= room) world.fails(E.WrongAccountCount, [{ program, accounts: [...accounts, ...extra], data }]);
  }
});
