// The instructions of ../../README.md, one function each: { program, accounts: [{ key, signer, writable }], data }. Tests change what they return.
import { be, concat } from './bytes.mjs';
import { ATA, INSTRUCTIONS, SYSTEM, TOKEN, associated } from './addresses.mjs';

const read = (key) => ({ key, signer: false, writable: false });
const write = (key) => ({ key, signer: false, writable: true });
const signs = (key) => ({ key, signer: true, writable: false });
const pays = (key) => ({ key, signer: true, writable: true });
const tag = (value) => Uint8Array.of(value);

export class Instructions {
  constructor(addresses) {
    this.a = addresses;
  }

  make(accounts, ...data) {
    return { program: this.a.program, accounts, data: concat(...data) };
  }

  initialise(p) {
    return this.make(
      [pays(p.payer), signs(p.upgradeAuthority), read(this.a.programData), write(this.a.config), read(SYSTEM)],
      tag(1), p.bridgeId, be(p.chain, 2), p.governor, p.groupKey, ...p.delays.map((seconds) => be(seconds, 4)),
    );
  }

  openLane(p) {
    return this.make(
      [pays(p.payer), signs(p.governor), write(this.a.config), write(this.a.lane(p.chain)), read(SYSTEM), read(INSTRUCTIONS)],
      tag(2), be(p.chain, 2), tag(p.family),
    );
  }

  registerAsset(p) {
    const custody = p.mode === 1 ? this.a.custody(p.mint) : p.mint;
    return this.make(
      [pays(p.payer), signs(p.governor), read(this.a.config), write(this.a.asset(p.assetId)), write(this.a.mintIndex(p.mint)), read(p.mint),
        read(custody), read(SYSTEM), read(INSTRUCTIONS)],
      tag(3), tag(p.mode), tag(p.canonicalDecimals), be(p.homeChain, 2), p.homeToken,
    );
  }

  setLimits(p) {
    return this.make(
      [signs(p.governor), read(this.a.config), write(this.a.asset(p.assetId)), read(INSTRUCTIONS)],
      tag(4), be(p.maxRelease, 8), be(p.capacity, 8), be(p.refill, 8), be(p.holdThreshold, 8),
    );
  }

  openOutboxPage(p) {
    return this.make([pays(p.payer), read(this.a.lane(p.chain)), write(this.a.outboxPage(p.chain, p.page)), read(SYSTEM)], tag(5), be(p.page, 8));
  }

  openConsumedPage(p) {
    return this.make([pays(p.payer), read(this.a.lane(p.chain)), write(this.a.consumedPage(p.chain, p.page)), read(SYSTEM)], tag(6), be(p.page, 8));
  }

  /** p.asset: { id, mint, mode }; p.pages: outbox pages to pass, one or two. */
  lock(p) {
    const { asset } = p;
    const custody = asset.mode === 1 ? this.a.custody(asset.mint) : asset.mint;
    const [page, other] = (p.pages ?? [0]).map((number) => this.a.outboxPage(p.destination, number));
    return this.make(
      [signs(p.sender), read(this.a.config), write(this.a.asset(asset.id)), write(this.a.lane(p.destination)), write(page),
        write(p.from ?? associated(p.sender, asset.mint).key), asset.mode === 2 ? write(asset.mint) : read(asset.mint), write(custody), read(TOKEN),
        ...(other ? [write(other)] : [])],
      tag(7), be(p.destination, 2), tag(p.kind), be(p.amount, 8), p.recipient,
    );
  }

  /** Data of release, hold and credit. */
  delivered(which, bump, p) {
    return [tag(which), tag(bump), tag(p.proof.length), be(p.epoch, 4), be(p.first, 8), be(p.count, 4), p.signature, p.transfer, ...p.proof];
  }

  deliveredAccounts(p) {
    return [read(this.a.config), write(this.a.asset(p.asset.id)), write(this.a.consumedPage(p.source, p.sequence / 8192n))];
  }

  /** Places 3 to 7 of every payment. */
  paymentAccounts(asset, to) {
    const custody = asset.mode === 1 ? this.a.custody(asset.mint) : asset.mint;
    return [read(this.a.authority), asset.mode === 2 ? write(asset.mint) : read(asset.mint), write(custody), write(to), read(TOKEN)];
  }

  /** Places 3 to 10 of payments that may become claims. */
  paymentOrClaim(p, owner) {
    return [...this.paymentAccounts(p.asset, associated(owner, p.asset.mint).key), pays(p.payer), write(this.a.claim(p.asset.id, owner)), read(SYSTEM)];
  }

  /** p.transfer: 150 bytes; p.proof: nodes; p.asset as above. */
  release(p) {
    const ata = associated(p.recipient, p.asset.mint);
    return this.make([...this.deliveredAccounts(p), ...this.paymentAccounts(p.asset, ata.key)], ...this.delivered(8, ata.bump, p));
  }

  rotateKey(p) {
    return this.make([pays(p.payer), write(this.a.config), write(this.a.proposal(p.digest)), read(SYSTEM)], tag(9), be(p.newEpoch, 4), p.newKey, p.signature);
  }

  grantRole(p) {
    return this.make([signs(p.governor), write(this.a.config), read(INSTRUCTIONS)], tag(10), p.address, tag(p.role));
  }

  seal(p) {
    return this.make([signs(p.governor), write(this.a.config), read(INSTRUCTIONS)], tag(11));
  }

  /** p.paper: { action, words, signatures }; p.record and p.subject: config where the action does not use them. */
  risk(p) {
    return this.make(
      [pays(p.payer), write(this.a.config), read(INSTRUCTIONS), write(p.record ?? this.a.config), write(p.subject ?? this.a.config), read(SYSTEM)],
      tag(12), tag(p.paper.action), p.paper.words, ...p.paper.signatures,
    );
  }

  /** p.listing: { mint, custody } for ListAsset. */
  execute(p) {
    const listing = p.listing ? [write(this.a.mintIndex(p.listing.mint)), read(p.listing.mint), read(p.listing.custody)] : [];
    return this.make(
      [pays(p.payer), write(this.a.config), read(INSTRUCTIONS), write(this.a.proposal(p.paper.digest)), write(p.changed ?? this.a.config), read(SYSTEM), ...listing],
      tag(13), tag(p.paper.action), p.paper.words,
    );
  }

  hold(p) {
    const [config, asset, page] = this.deliveredAccounts(p);
    return this.make(
      [config, read(asset.key), page, write(this.a.hold(p.source, p.sequence)), pays(p.payer), read(SYSTEM)], ...this.delivered(14, 0, p),
    );
  }

  /** p.transfer: 150 bytes, and its fields source, sequence, recipient. */
  executeHold(p) {
    return this.make(
      [read(this.a.config), write(this.a.asset(p.asset.id)), write(this.a.hold(p.source, p.sequence)), ...this.paymentOrClaim(p, p.recipient)],
      tag(15), p.transfer,
    );
  }

  requestRefund(p) {
    return this.make(
      [pays(p.payer), signs(p.sender), read(this.a.config), read(this.a.asset(p.asset.id)), read(this.a.outboxPage(p.destination, (p.sequence - 1n) / 32n)),
        write(this.a.refund(p.destination, p.sequence)), read(SYSTEM)],
      tag(16), p.transfer,
    );
  }

  void(p) {
    return this.make(
      [pays(p.payer), read(this.a.config), read(this.a.asset(p.asset.id)), write(this.a.consumedPage(p.source, p.sequence / 8192n)),
        write(this.a.void(p.source, p.sequence)), write(this.a.hold(p.source, p.sequence)), read(SYSTEM)],
      tag(17), p.transfer, be(p.epoch, 4), p.signature,
    );
  }

  refund(p) {
    return this.make(
      [read(this.a.config), write(this.a.asset(p.asset.id)), read(this.a.outboxPage(p.destination, (p.sequence - 1n) / 32n)),
        ...this.paymentOrClaim(p, p.sender), write(this.a.refund(p.destination, p.sequence))],
      tag(18), p.transfer, be(p.epoch, 4), p.signature,
    );
  }

  credit(p) {
    const ata = associated(p.recipient, p.asset.mint);
    return this.make(
      [...this.deliveredAccounts(p), read(ata.key), write(this.a.claim(p.asset.id, p.recipient)), pays(p.payer), read(SYSTEM)], ...this.delivered(19, ata.bump, p),
    );
  }

  claim(p) {
    return this.make(
      [read(this.a.config), write(this.a.asset(p.asset.id)), write(this.a.claim(p.asset.id, p.owner)), ...this.paymentAccounts(p.asset, p.to), signs(p.owner)], tag(20),
    );
  }

  activateKey(p) {
    return this.make([write(this.a.config), write(this.a.proposal(p.digest))], tag(21));
  }
}

/** The Associated Token Account program's CreateIdempotent. */
export function createAssociated(payer, owner, mint) {
  return {
    program: ATA,
    accounts: [pays(payer), write(associated(owner, mint).key), read(owner), read(mint), read(SYSTEM), read(TOKEN)],
    data: Uint8Array.of(1),
  };
}
