// The instructions of ../../README.md, one function each: { program, accounts: [{ key, signer, writable }], data }. Tests change what they return.
import { be, concat } from './bytes.mjs';
import { ATA, SYSTEM, TOKEN, associated } from './addresses.mjs';

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
      tag(1), p.bridgeId, be(p.chain, 2), p.governor, p.groupKey,
    );
  }

  openLane(p) {
    return this.make(
      [pays(p.payer), signs(p.governor), read(this.a.config), write(this.a.lane(p.chain)), read(SYSTEM)],
      tag(2), be(p.chain, 2), tag(p.family),
    );
  }

  registerAsset(p) {
    const custody = p.mode === 1 ? this.a.custody(p.mint) : p.mint;
    return this.make(
      [pays(p.payer), signs(p.governor), read(this.a.config), write(this.a.asset(p.assetId)), write(this.a.mintIndex(p.mint)), read(p.mint),
        read(custody), read(SYSTEM)],
      tag(3), tag(p.mode), tag(p.canonicalDecimals), be(p.homeChain, 2), p.homeToken,
    );
  }

  setLimits(p) {
    return this.make(
      [signs(p.governor), read(this.a.config), write(this.a.asset(p.assetId))],
      tag(4), be(p.maxRelease, 8), be(p.capacity, 8), be(p.refill, 8),
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

  /** p.transfer: 150 bytes; p.proof: nodes; p.asset as above. */
  release(p) {
    const { asset } = p;
    const custody = asset.mode === 1 ? this.a.custody(asset.mint) : asset.mint;
    const ata = associated(p.recipient, asset.mint);
    return this.make(
      [read(this.a.config), write(this.a.asset(asset.id)), write(this.a.consumedPage(p.source, p.sequence / 8192n)), read(this.a.authority),
        asset.mode === 2 ? write(asset.mint) : read(asset.mint), write(custody), write(ata.key), read(TOKEN)],
      tag(8), tag(ata.bump), tag(p.proof.length), be(p.epoch, 4), be(p.first, 8), be(p.count, 4), p.signature, p.transfer, ...p.proof,
    );
  }

  rotateKey(p) {
    return this.make([write(this.a.config)], tag(9), be(p.newEpoch, 4), p.newKey, p.signature);
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
