import { E } from './lib/errors.mjs';
import { be } from './lib/bytes.mjs';
import { Signer } from './lib/papers.mjs';
import { equal, test } from './lib/runner.mjs';
import { loosen, loosening, veto } from './lib/staff.mjs';
import { START, World, addresses, assetFor, delays, governor, instructions, officers, payer, sentinels, stranger, upgradeAuthority } from './lib/world.mjs';

const grant = (address, role = 1) => instructions.grantRole({ governor: governor.key, address, role });
const roleOf = (world, address) => {
  const data = world.data(addresses.config);
  for (let at = 352; at < 1376; at += 32) if (Buffer.compare(Buffer.from(data.slice(at, at + 20)), Buffer.from(address)) === 0) return data[at + 20];
  return null;
};

test('grantRole_ByAStrangerOrUnsigned_Refused', () => {
  const world = World.create();
  const instruction = grant(new Signer().address);
  instruction.accounts[0].key = stranger.key;
  world.fails(E.NotGovernor, [instruction], [stranger]);
  const unsigned = grant(new Signer().address);
  unsigned.accounts[0].signer = false;
  world.fails(E.MissingSignature, [unsigned]);
  const readOnly = grant(new Signer().address);
  readOnly.accounts[1].writable = false;
  world.fails(E.NotWritable, [readOnly], [governor]);
});

test('grantRole_NobodyOrNoRole_Refused', () => {
  const world = World.create();
  world.fails(E.BadWords, [grant(new Uint8Array(20))], [governor]);
  for (const role of [0, 3, 255]) world.fails(E.BadWords, [grant(new Signer().address, role)], [governor]);
});

test('test_Museum_M77_OneKeyTwoRoles_Refused', () => {
  const world = World.create();
  for (const { address } of [officers[0], sentinels[0]]) for (const role of [1, 2]) world.fails(E.RoleTaken, [grant(address, role)], [governor]);
});

test('grantRole_MoreKeysThanPlaces_Refused', () => {
  const world = World.create();
  for (let i = 5; i < 32; i++) world.ok([grant(new Signer().address, 2)], [governor]);
  world.fails(E.TableFull, [grant(new Signer().address, 2)], [governor]);
});

test('grantRole_PlaceOfOneLongRevoked_IsTakenOnlyWhenItsPapersAreDead', () => {
  const world = World.create();
  for (let i = 5; i < 32; i++) world.ok([grant(new Signer().address, 2)], [governor]);
  loosen(world, 'RevokeRole', { account: sentinels[0].address, role: 2 });
  const revokedOn = world.now - (world.now % 86_400n);
  const next = new Signer().address;
  for (const days of [0n, 30n, 31n]) {
    world.setTime(revokedOn + days * 86_400n + 86_399n);
    world.fails(E.TableFull, [grant(next, 2)], [governor]);
  }
  world.setTime(revokedOn + 32n * 86_400n);
  world.ok([grant(next, 2)], [governor]);
  equal([roleOf(world, next), roleOf(world, sentinels[0].address)], [2, null], 'roles');
});

test('seal_WithFewerThanThreeOfficers_Refused', () => {
  const world = World.bare();
  world.ok([world.initialise()], [upgradeAuthority]);
  world.ok([grant(sentinels[0].address, 2)], [governor]);
  for (const { address } of officers) {
    world.fails(E.TooFewOfficers, [instructions.seal({ governor: governor.key })], [governor]);
    world.ok([grant(address)], [governor]);
  }
  world.ok([instructions.seal({ governor: governor.key })], [governor]);
});

test('seal_EndsTheGovernorsPower', () => {
  const world = World.create();
  const byStranger = instructions.seal({ governor: stranger.key });
  world.fails(E.NotGovernor, [byStranger], [stranger]);
  world.ok([instructions.seal({ governor: governor.key })], [governor]);
  const { gold } = assetFor;
  for (const instruction of [grant(new Signer().address), instructions.seal({ governor: governor.key }), world.limit(gold), world.register(gold),
    instructions.openLane({ payer: payer.key, governor: governor.key, chain: 9, family: 1 })]) world.fails(E.NotGovernor, [instruction], [governor]);
});

test('roles_GrantAndRevoke_ByTwoOfficersAfterTheDelay', () => {
  const world = World.create();
  const next = new Signer();
  world.fails(E.NotSentinel, [world.raise(1, { by: next })]);
  loosen(world, 'GrantRole', { account: next.address, role: 1 });
  world.ok([world.raise(1, { by: next })]);
  loosen(world, 'RevokeRole', { account: officers[2].address, role: 1 }, { by: [officers[0], next] });
  world.fails(E.NotSentinel, [world.raise(2, { by: officers[2] })]);
});

test('roles_RevokedAndGrantedAgain_OldPapersStayUsed', () => {
  const world = World.create();
  const used = world.raise(1, { by: sentinels[0], notAfter: START + 20n * 86_400n });
  world.ok([used]);
  loosen(world, 'RevokeRole', { account: sentinels[0].address, role: 2 });
  loosen(world, 'GrantRole', { account: sentinels[0].address, role: 2 });
  world.fails(E.NonceUsed, [used]);
});

test('revokeRole_OfAnotherRoleOrNobody_Refused', () => {
  const world = World.create();
  for (const [account, role] of [[officers[0].address, 2], [sentinels[0].address, 1], [new Signer().address, 1]]) {
    const { schedule, execute } = loosening(world, 'RevokeRole', { account, role }, { by: officers.slice(1) });
    world.ok([schedule]);
    world.setTime(world.now + BigInt(delays[0]));
    world.fails(E.RoleMismatch, [execute]);
  }
});

test('revokeRole_VetoedBySentinelOrItsOwnKey_Refused', () => {
  for (const [gone, role] of [[officers[2], 1], [sentinels[0], 2]]) {
    const world = World.create();
    const { paper, schedule, execute } = loosening(world, 'RevokeRole', { account: gone.address, role });
    world.ok([schedule]);
    for (const by of sentinels) world.fails(E.NotOfficer, [veto(world, paper.digest, by)]);
    if (role === 1) world.fails(E.OwnRevocation, [veto(world, paper.digest, gone)]);
    world.setTime(START + BigInt(delays[0]));
    world.ok([execute]);
    equal(roleOf(world, gone.address), 0, 'role');
  }
});

test('revokeRole_VetoedByAnotherOfficer_IsNotCarriedOut', () => {
  for (const [account, by] of [[officers[2].address, officers[0]], [sentinels[0].address, officers[2]]]) {
    const world = World.create();
    const { paper, schedule, execute } = loosening(world, 'RevokeRole', { account, role: account === sentinels[0].address ? 2 : 1 });
    world.ok([schedule]);
    world.ok([veto(world, paper.digest, by)]);
    world.setTime(START + BigInt(delays[0]));
    world.fails(E.Vetoed, [execute]);
  }
});

test('grantRole_VetoedBySentinel_IsNotCarriedOut', () => {
  const world = World.create();
  const { paper, schedule, execute } = loosening(world, 'GrantRole', { account: sentinels[1].address, role: 1 });
  world.ok([schedule]);
  world.ok([veto(world, paper.digest, sentinels[1])]);
  world.setTime(START + BigInt(delays[0]));
  world.fails(E.Vetoed, [execute]);
});

test('revokeRole_OfTheLastTwoOfficers_Refused', () => {
  const world = World.create();
  loosen(world, 'RevokeRole', { account: officers[2].address, role: 1 });
  const { schedule, execute } = loosening(world, 'RevokeRole', { account: officers[1].address, role: 1 });
  world.ok([schedule]);
  world.setTime(world.now + BigInt(delays[0]));
  world.fails(E.TooFewOfficers, [execute]);
  equal([roleOf(world, officers[1].address), roleOf(world, officers[2].address)], [1, 0], 'roles');
});

test('openLane_ByTwoOfficers_AfterTheDelay', () => {
  const world = World.create();
  const { schedule, execute } = loosening(world, 'OpenLane', { otherChain: 9, family: 1 }, { changed: addresses.lane(8) });
  world.ok([schedule]);
  world.setTime(world.now + BigInt(delays[0]));
  world.fails(E.WrongAccount, [execute]);
  execute.accounts[4].key = addresses.lane(9);
  world.ok([execute]);
  world.ok([instructions.openConsumedPage({ payer: payer.key, chain: 9, page: 0n })]);
  world.ok([world.raise(3, { kind: 2, scope: be(9, 32) })]);
  equal(world.data(addresses.lane(9))[11], 1, 'family');
});

test('openLane_MoreThanThereArePlaces_Refused', () => {
  const world = World.create();
  for (let chain = 10; chain < 24; chain++) world.ok([instructions.openLane({ payer: payer.key, governor: governor.key, chain, family: 1 })], [governor]);
  world.fails(E.TableFull, [instructions.openLane({ payer: payer.key, governor: governor.key, chain: 24, family: 1 })], [governor]);
});

test('listAsset_ByTwoOfficers_AfterTheDelay', () => {
  for (const mode of [1, 2]) {
    const world = World.create();
    const { asset, fields, places } = assetFor.listing(world, mode);
    const { schedule, execute } = loosening(world, 'ListAsset', fields, places);
    world.ok([schedule]);
    world.setTime(world.now + BigInt(delays[0]));
    const short = structuredClone(execute);
    short.accounts.length = 6;
    world.fails(E.WrongAccountCount, [short]);
    const other = structuredClone(execute);
    other.accounts[7].key = assetFor.gold.mint;
    world.fails(E.BadListing, [other]);
    world.ok([execute]);
    equal([world.asset(asset).maxRelease, world.data(addresses.asset(asset.id))[104]], [0n, mode], 'closed, mode');
    equal(world.data(addresses.mintIndex(asset.mint)).slice(8, 40), asset.id, 'index');
  }
});

test('listAsset_Token2022Mint_Refused', () => {
  for (const mode of [1, 2]) {
    const world = World.create();
    const { fields, places } = assetFor.listing(world, mode, { program: 'token2022' });
    const { schedule, execute } = loosening(world, 'ListAsset', fields, places);
    world.ok([schedule]);
    world.setTime(world.now + BigInt(delays[0]));
    world.fails(E.WrongTokenProgram, [execute]);
  }
});
