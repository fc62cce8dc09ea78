using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Program;

/// <summary>
/// The bridge program's instructions. Account tables and data layouts: <c>Contracts/solana/README.md</c>, Instructions. The first byte of the
/// data is the instruction's tag.
/// </summary>
internal sealed class BridgeInstructions(BridgeAddresses addresses)
{
    /// <summary>Tag of lock.</summary>
    public const byte LockTag = 7;

    /// <summary>Bytes of a lock's data.</summary>
    public const int LockSize = 44;

    /// <summary>Tag of release.</summary>
    public const byte ReleaseTag = 8;

    /// <summary>Where the 150 bytes of the transfer stand in a release's data.</summary>
    public const int ReleaseTransferOffset = 115;

    /// <summary>Longest data of a release.</summary>
    public const int MaxReleaseSize = ReleaseTransferOffset + Transfer.Size + (5 * Bytes32.Size);

    /// <summary>Installs the bridge id, this chain's number, the governor and the first group key.</summary>
    public Instruction Initialise(SolanaAddress payer, SolanaAddress upgradeAuthority, BridgeId bridge, ChainId chain, SolanaAddress governor, GroupKey key) => new(
        addresses.Program,
        [
            AccountMeta.WritableSigner(payer), AccountMeta.Signer(upgradeAuthority), AccountMeta.ReadOnly(LoaderProgram.ProgramData(addresses.Program)),
            AccountMeta.Writable(addresses.Config), AccountMeta.ReadOnly(SystemProgram.Id),
        ],
        new Data(1).Add(bridge.Value).Add(chain.Value).Add(governor.Value).Add(key.ToArray()).ToArray());

    /// <summary>Opens the lane from and to another chain.</summary>
    public Instruction OpenLane(SolanaAddress payer, SolanaAddress governor, ChainId other, byte addressForm) => new(
        addresses.Program,
        [
            AccountMeta.WritableSigner(payer), AccountMeta.Signer(governor), AccountMeta.ReadOnly(addresses.Config),
            AccountMeta.Writable(addresses.Lane(other)), AccountMeta.ReadOnly(SystemProgram.Id),
        ],
        new Data(2).Add(other.Value).Add(addressForm).ToArray());

    /// <summary>Registers an asset, closed until it has limits.</summary>
    public Instruction RegisterAsset(SolanaAddress payer, SolanaAddress governor, AssetId asset, AssetMode mode, byte canonicalDecimals, ChainId homeChain, PartyAddress homeToken, SolanaAddress mint) => new(
        addresses.Program,
        [
            AccountMeta.WritableSigner(payer), AccountMeta.Signer(governor), AccountMeta.ReadOnly(addresses.Config),
            AccountMeta.Writable(addresses.Asset(asset)), AccountMeta.Writable(addresses.MintIndex(mint)), AccountMeta.ReadOnly(mint),
            AccountMeta.ReadOnly(mode == AssetMode.Custody ? addresses.Custody(mint) : mint), AccountMeta.ReadOnly(SystemProgram.Id),
        ],
        new Data(3).Add((byte)mode).Add(canonicalDecimals).Add(homeChain.Value).Add(homeToken.Value).ToArray());

    /// <summary>Sets an asset's limits on releases, in canonical units.</summary>
    public Instruction SetLimits(SolanaAddress governor, AssetId asset, ulong maxRelease, ulong capacity, ulong refillPerSecond) => new(
        addresses.Program,
        [AccountMeta.Signer(governor), AccountMeta.ReadOnly(addresses.Config), AccountMeta.Writable(addresses.Asset(asset))],
        new Data(4).Add(maxRelease).Add(capacity).Add(refillPerSecond).ToArray());

    /// <summary>Makes a page for 32 more locks.</summary>
    public Instruction OpenOutboxPage(SolanaAddress payer, ChainId destination, ulong page) =>
        OpenPage(5, payer, destination, addresses.OutboxPage(destination, page), page);

    /// <summary>Makes a page for 8,192 more releases.</summary>
    public Instruction OpenConsumedPage(SolanaAddress payer, ChainId source, ulong page) =>
        OpenPage(6, payer, source, addresses.ConsumedPage(source, page), page);

    /// <summary>Locks or burns; the page of the next sequence, and near its end the one after it, are passed.</summary>
    public Instruction Lock(SolanaAddress sender, AssetState asset, ChainId destination, TransferKind kind, ulong localAmount, PartyAddress recipient, ulong page, bool withNextPage)
    {
        List<AccountMeta> accounts =
        [
            AccountMeta.Signer(sender), AccountMeta.ReadOnly(addresses.Config), AccountMeta.Writable(addresses.Asset(asset.Id)),
            AccountMeta.Writable(addresses.Lane(destination)), AccountMeta.Writable(addresses.OutboxPage(destination, page)),
            AccountMeta.Writable(TokenProgram.AssociatedAccount(sender, asset.Mint)), Mint(asset), AccountMeta.Writable(asset.CustodyOrMint),
            AccountMeta.ReadOnly(TokenProgram.Id),
        ];
        if (withNextPage) accounts.Add(AccountMeta.Writable(addresses.OutboxPage(destination, page + 1)));
        return new(addresses.Program, accounts, new Data(LockTag).Add(destination.Value).Add((byte)kind).Add(localAmount).Add(recipient.Value).ToArray());
    }

    /// <summary>Pays the transfer at <paramref name="index"/> of an attested batch into the recipient's associated token account.</summary>
    public Instruction Release(Attestation attestation, int index, AssetState asset)
    {
        var transfer = attestation.Batch.Transfers[index];
        var recipient = ProgramAddress.Find(
            TokenProgram.AssociatedId, transfer.Recipient.Value.ToArray(), TokenProgram.Id.ToArray(), asset.Mint.ToArray());
        var proof = attestation.Batch.Proof(index);
        var data = new Data(ReleaseTag).Add(recipient.Bump).Add((byte)proof.Count).Add(attestation.Epoch.Value)
            .Add(attestation.Batch.Id.First).Add(attestation.Batch.Id.Count).Add(attestation.Signature.ToArray()).Add(transfer.Encode());
        foreach (var node in proof) data.Add(node);
        return new(
            addresses.Program,
            [
                AccountMeta.ReadOnly(addresses.Config), AccountMeta.Writable(addresses.Asset(asset.Id)),
                AccountMeta.Writable(addresses.ConsumedPage(transfer.Id.Lane.Source, BridgeAddresses.ConsumedPageOf(transfer.Id.Sequence))),
                AccountMeta.ReadOnly(addresses.Authority), Mint(asset), AccountMeta.Writable(asset.CustodyOrMint),
                AccountMeta.Writable(recipient.Address), AccountMeta.ReadOnly(TokenProgram.Id),
            ],
            data.ToArray());
    }

    private static AccountMeta Mint(AssetState asset) => new(asset.Mint, IsSigner: false, IsWritable: asset.Mode == AssetMode.Mint);

    private Instruction OpenPage(byte tag, SolanaAddress payer, ChainId other, SolanaAddress account, ulong page) => new(
        addresses.Program,
        [AccountMeta.WritableSigner(payer), AccountMeta.ReadOnly(addresses.Lane(other)), AccountMeta.Writable(account), AccountMeta.ReadOnly(SystemProgram.Id)],
        new Data(tag).Add(page).ToArray());

    /// <summary>Instruction data: the tag and big-endian fields, one after the other.</summary>
    private sealed class Data(byte tag)
    {
        private readonly List<byte> _bytes = [tag];

        public byte[] ToArray() => [.. _bytes];

        public Data Add(byte value) => Add([value]);

        public Data Add(ushort value) => Add([(byte)(value >> 8), (byte)value]);

        public Data Add(uint value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            return Add(bytes);
        }

        public Data Add(ulong value)
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
            return Add(bytes);
        }

        public Data Add(Bytes32 value) => Add(value.ToArray());

        public Data Add(byte[] value)
        {
            _bytes.AddRange(value);
            return this;
        }
    }
}
