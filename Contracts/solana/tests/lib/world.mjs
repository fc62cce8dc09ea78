// A chain with the program, its lanes, one asset of each mode, a user and a relayer: valid by default, each test changes one thing.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Clock, LiteSVM } from 'litesvm';
import { SYSTEM, TOKEN, TOKEN_2022, associated } from './addresses.mjs';
import { base58, concat, hex, le, readBe, readLe } from './bytes.mjs';
import {
  EVM, OTHER, SOLANA, START, addresses, bridgeId, evmRecipient, evmSender, gold, governor, guardians, instructions, limits, payer, program,
  relayer, stranger, upgradeAuthority, user, wrapped, delays, officers, sentinels,
} from './cast.mjs';
import { createAssociated } from './instructions.mjs';
import { makePaper } from './papers.mjs';
import { assetIdOf, attestation, encodeTransfer, leafOf, merkle, refundMessage, voidMessage } from './protocol.mjs';
import { Key, compile } from './transaction.mjs';

const output = process.env.BRIDGE_OUTPUT ?? 'build';
/** A built program: bridge, or one of tests/programs. */
export const programFile = (name) => readFileSync(resolve(fileURLToPath(new URL('../..', import.meta.url)), output, `${name}.so`));

export * from './cast.mjs';

export class World {
  static #base;

  /** A fresh chain, ready to lock and release. */
  static create() {
    if (World.#base === undefined) {
      const world = World.bare();
      world.setUp();
      World.#base = world.svm.toBytes();
    }
    return new World(LiteSVM.fromBytes(World.#base));
  }

  /** A chain with the program deployed and nothing configured. */
  static bare() {
    const world = new World(new LiteSVM().withTransactionHistory(0n));
    world.svm.addProgram(program.address, programFile('bridge'));
    const data = world.data(addresses.programData);
    data.set(concat(Uint8Array.of(1), upgradeAuthority.key), 12);
    world.put(addresses.programData, data, world.account(addresses.programData).owner);
    world.setTime(START);
    for (const key of [payer, governor, upgradeAuthority, user, relayer, stranger]) world.svm.airdrop(key.address, 1_000_000_000_000n);
    return world;
  }

  constructor(svm) {
    this.svm = svm;
  }

  setUp() {
    this.ok([this.initialise()], [upgradeAuthority]);
    this.ok([
      instructions.openLane({ payer: payer.key, governor: governor.key, chain: EVM, family: 1 }),
      instructions.openLane({ payer: payer.key, governor: governor.key, chain: OTHER, family: 2 }),
    ], [governor]);
    for (const chain of [EVM, OTHER]) {
      for (const page of [0n, 1n]) this.ok([instructions.openOutboxPage({ payer: payer.key, chain, page })]);
      this.ok([instructions.openConsumedPage({ payer: payer.key, chain, page: 0n })]);
    }
    for (const [people, role] of [[officers, 1], [sentinels, 2]]) {
      for (const { address } of people) this.ok([instructions.grantRole({ governor: governor.key, address, role })], [governor]);
    }
    this.mint(gold.mint, { decimals: gold.localDecimals, supply: 10n ** 18n });
    this.mint(wrapped.mint, { decimals: wrapped.localDecimals, authority: addresses.authority });
    this.ok([createAssociated(payer.key, addresses.authority, gold.mint)]);
    for (const asset of [gold, wrapped]) {
      this.ok([this.register(asset), this.limit(asset)], [governor]);
      this.ok([createAssociated(payer.key, user.key, asset.mint)]);
    }
    this.token(associated(user.key, gold.mint).key, { mint: gold.mint, owner: user.key, amount: 10n ** 15n });
    this.token(addresses.custody(gold.mint), { mint: gold.mint, owner: addresses.authority, amount: 10n ** 16n });
  }

  initialise(change = {}) {
    return instructions.initialise({
      payer: payer.key, upgradeAuthority: upgradeAuthority.key, bridgeId, chain: SOLANA, governor: governor.key, groupKey: guardians.key, delays, ...change,
    });
  }

  register(asset) {
    return instructions.registerAsset({
      payer: payer.key, governor: governor.key, mode: asset.mode, mint: asset.mint, assetId: asset.id,
      canonicalDecimals: asset.canonicalDecimals, homeChain: asset.homeChain, homeToken: asset.homeToken,
    });
  }

  limit(asset, change = {}) {
    return instructions.setLimits({ governor: governor.key, assetId: asset.id, ...limits, ...change });
  }

  lock(change = {}) {
    return instructions.lock({
      sender: user.key, asset: gold, destination: EVM, kind: 1, amount: 5_000_000n, recipient: evmRecipient, pages: [0n], ...change,
    });
  }

  /** A transfer toward this chain. */
  transfer(change = {}) {
    return {
      bridgeId, source: EVM, destination: SOLANA, sequence: 1n, kind: 1, assetId: gold.id, amount: 1_000n, sender: evmSender, recipient: user.key, ...change,
    };
  }

  /** What release, hold and credit instructions of a whole batch are made of, signed by the guardians. */
  deliveries(transfers, { group = guardians, asset = gold, ...change } = {}) {
    const encoded = transfers.map(encodeTransfer);
    const { root, proofs } = merkle(encoded.map(leafOf));
    const batch = {
      bridgeId, epoch: 1, source: transfers[0].source, destination: transfers[0].destination, first: transfers[0].sequence, count: transfers.length, root,
      ...change,
    };
    const signature = change.signature ?? group.sign(attestation(batch));
    return transfers.map((transfer, i) => ({
      asset, recipient: transfer.recipient, source: transfer.source, sequence: BigInt(transfer.sequence), transfer: encoded[i],
      epoch: batch.epoch, first: batch.first, count: batch.count, signature, proof: proofs[i], payer: payer.key,
    }));
  }

  releases(transfers, options) {
    return this.deliveries(transfers, options).map((delivery) => instructions.release(delivery));
  }

  hold(change = {}, options = {}) {
    return instructions.hold(this.deliveries([this.transfer(change)], options)[0]);
  }

  credit(change = {}, options = {}) {
    return instructions.credit(this.deliveries([this.transfer(change)], options)[0]);
  }

  executeHold(change = {}, options = {}) {
    return instructions.executeHold(this.deliveries([this.transfer(change)], { signature: new Uint8Array(96), ...options })[0]);
  }

  /** A void of a transfer toward this chain, or a refund of a lock on it, signed by the guardians. */
  void(change = {}, options = {}) {
    return instructions.void(this.#ending(this.transfer(change), voidMessage, options));
  }

  refund(change = {}, options = {}) {
    return instructions.refund(this.#ending(this.locked(change), refundMessage, options));
  }

  requestRefund(change = {}) {
    const transfer = this.locked(change);
    return instructions.requestRefund({ ...transfer, asset: change.asset ?? gold, payer: payer.key, transfer: encodeTransfer(transfer) });
  }

  /** The transfer that world.lock() makes. */
  locked(change = {}) {
    return this.transfer({ source: SOLANA, destination: EVM, amount: 5_000n, sender: user.key, recipient: evmRecipient, ...change });
  }

  #ending(transfer, message, { group = guardians, asset = gold, epoch = 1, ...change } = {}) {
    const encoded = encodeTransfer(transfer);
    const signed = { bridgeId, epoch, source: transfer.source, destination: transfer.destination, sequence: transfer.sequence, leaf: leafOf(encoded), ...change };
    return { ...transfer, sequence: BigInt(transfer.sequence), asset, payer: payer.key, transfer: encoded, epoch, signature: change.signature ?? group.sign(message(signed)) };
  }

  #nonce = 0n;

  /** A paper for this chain, alive, with a new nonce. */
  paper(type, fields, signers) {
    return makePaper(bridgeId, type, { chain: SOLANA, nonce: ++this.#nonce, notAfter: this.now + 1_000n, ...fields }, signers);
  }

  get now() {
    return this.svm.getClock().unixTimestamp;
  }

  /** Raises a level at once. */
  raise(level, { kind = 1, scope = new Uint8Array(32), by = sentinels[0], ...fields } = {}) {
    const paper = this.paper('RaiseLevel', { scopeKind: kind, scope, level, reason: new Uint8Array(32), ...fields }, [by]);
    return instructions.risk({ payer: payer.key, paper, subject: kind === 3 ? addresses.asset(scope) : undefined });
  }

  release(change = {}, options = {}) {
    return this.releases([this.transfer(change)], options)[0];
  }

  /** Sends; the outcome is { ok, code (custom error), error (text), units, logs, returnData, size }. */
  send(list, signers = [], feePayer = payer) {
    this.svm.expireBlockhash();
    const compiled = compile(feePayer, list, signers, this.svm.latestBlockhash());
    const result = this.svm.sendTransaction(compiled);
    const failed = typeof result.err === 'function';
    const meta = failed ? result.meta() : result;
    const inner = failed && typeof result.err().err === 'function' ? result.err().err() : undefined;
    return {
      ok: !failed,
      code: inner?.code ?? null,
      error: failed ? result.toString().slice(0, 300) : null,
      units: Number(meta.computeUnitsConsumed()),
      logs: meta.logs(),
      returnData: meta.returnData().data(),
      size: compiled.size,
    };
  }

  ok(list, signers = []) {
    const outcome = this.send(list, signers);
    if (!outcome.ok) throw new Error(`should succeed: code ${outcome.code} ${outcome.error}\n${outcome.logs.join('\n')}`);
    return outcome;
  }

  /** Must fail with exactly this custom error, and change nothing. */
  fails(code, list, signers = []) {
    const outcome = this.send(list, signers);
    if (outcome.ok) throw new Error(`should fail with ${code} and succeeds`);
    if (outcome.code !== code) throw new Error(`should fail with ${code} and fails with ${outcome.code}: ${outcome.error}\n${outcome.logs.join('\n')}`);
    return outcome;
  }

  /** Must fail, for whatever reason (another program's error, or the runtime's). */
  refused(list, signers = []) {
    const outcome = this.send(list, signers);
    if (outcome.ok) throw new Error('should fail and succeeds');
    return outcome;
  }

  account(key) {
    const found = this.svm.getAccount(base58(key));
    if (!found.exists) return null;
    return { lamports: found.lamports, owner: found.programAddress, data: Uint8Array.from(found.data) };
  }

  data(key) {
    return this.account(key)?.data ?? null;
  }

  /** Writes an account as no transaction could. owner: bytes or base58. */
  put(key, data, owner, lamports = 10_000_000_000n) {
    const programAddress = typeof owner === 'string' ? owner : base58(owner);
    this.svm.setAccount({ address: base58(key), lamports, data, programAddress, executable: false, space: BigInt(data.length) });
  }

  /** Changes bytes of an account in place. */
  patch(key, offset, bytes) {
    const { data, owner, lamports } = this.account(key);
    data.set(bytes, offset);
    this.put(key, data, owner, lamports);
  }

  mint(key, { decimals = 6, supply = 0n, authority = null, freeze = null, program: owner = TOKEN, initialised = 1 } = {}) {
    const option = (value) => (value === null ? new Uint8Array(36) : concat(le(1, 4), value));
    this.put(key, concat(option(authority), le(supply, 8), Uint8Array.of(decimals, initialised), option(freeze)), owner);
  }

  token(key, { mint, owner, amount = 0n, state = 1, delegate = null, closer = null, program: holder = TOKEN }) {
    const option = (value) => (value === null ? new Uint8Array(36) : concat(le(1, 4), value));
    const delegated = delegate === null ? 0n : 2n ** 64n - 1n;
    this.put(key, concat(mint, owner, le(amount, 8), option(delegate), Uint8Array.of(state), new Uint8Array(12), le(delegated, 8), option(closer)), holder);
  }

  /** A durable nonce account of the System program (little-endian: version 1, state 1, authority 32, nonce 32, fee 8). */
  nonceAccount(key, authority) {
    this.put(key, concat(le(1, 4), le(1, 4), authority, new Uint8Array(32).fill(5), le(5000, 8)), SYSTEM);
  }

  balance(key) {
    const data = this.data(key);
    return data === null || data.length === 0 ? 0n : readLe(data.slice(64, 72));
  }

  supply(mint) {
    return readLe(this.data(mint).slice(36, 44));
  }

  lamports(key) {
    return this.account(key)?.lamports ?? 0n;
  }

  setTime(seconds) {
    const clock = this.svm.getClock();
    this.svm.setClock(new Clock(clock.slot, clock.epochStartTimestamp, clock.epoch, clock.leaderScheduleEpoch, seconds));
  }

  asset(asset) {
    const data = this.data(addresses.asset(asset.id));
    const at = (offset) => readBe(data.slice(offset, offset + 8));
    return { maxRelease: at(144), capacity: at(152), refill: at(160), level: at(168), changedAt: at(176), units: at(184), locked: at(192), released: at(200), holdThreshold: at(208), claimable: at(216), breaker: data[224] };
  }

  lastSequence(chain = EVM) {
    return readBe(this.data(addresses.lane(chain)).slice(16, 24));
  }

  record(chain, sequence) {
    const data = this.data(addresses.outboxPage(chain, (sequence - 1n) / 32n));
    const at = 24 + 166 * Number((sequence - 1n) % 32n);
    return { transfer: data.slice(at, at + 150), slot: readBe(data.slice(at + 150, at + 158)), lockedAt: readBe(data.slice(at + 158, at + 166)) };
  }

  consumed(chain, sequence) {
    const data = this.data(addresses.consumedPage(chain, sequence / 8192n));
    const bit = Number(sequence % 8192n);
    return ((data[24 + (bit >> 3)] >> (7 - (bit & 7))) & 1) === 1;
  }
}

export const ataOf = (owner, asset) => associated(owner, asset.mint).key;
export const same = (a, b) => hex(a) === hex(b);

/** Assets to list by paper. */
export const assetFor = {
  gold,
  /** A new asset's mint and accounts, and the paper's fields. */
  listing(world, mode, { program: holder } = {}) {
    const mint = new Key().key;
    const home = mode === 1 ? { homeChain: SOLANA, homeToken: mint } : { homeChain: EVM, homeToken: concat(new Uint8Array(12), mint.slice(12)) };
    const asset = { mode, mint, canonicalDecimals: 6, ...home, id: assetIdOf(bridgeId, home.homeChain, home.homeToken) };
    const owner = holder === 'token2022' ? { program: TOKEN_2022 } : {};
    world.mint(mint, { decimals: 6, ...(mode === 2 ? { authority: addresses.authority } : { supply: 10n ** 12n }), ...owner });
    if (mode === 1) world.token(addresses.custody(mint), { mint, owner: addresses.authority });
    const fields = { token: mint, mode, canonicalDecimals: 6, ...home };
    return { asset, fields, places: { changed: addresses.asset(asset.id), listing: { mint, custody: mode === 1 ? addresses.custody(mint) : mint } } };
  },
};
