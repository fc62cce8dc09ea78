using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

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

    /// <summary>The transaction that an instruction is part of, for the program to look at.</summary>
    public static SolanaAddress InstructionsSysvar { get; } = SolanaAddress.Parse("Sysvar1nstructions1111111111111111111111111");

    /// <summary>Installs the bridge id, this chain's number, the governor, the first group key and the delays.</summary>
    public Instruction Initialise(SolanaAddress payer, SolanaAddress upgradeAuthority, BridgeId bridge, ChainId chain, SolanaAddress governor, GroupKey key, RiskDelays delays) => new(
        addresses.Program,
        [
            AccountMeta.WritableSigner(payer), AccountMeta.Signer(upgradeAuthority), AccountMeta.ReadOnly(LoaderProgram.ProgramData(addresses.Program)),
            AccountMeta.Writable(addresses.Config), AccountMeta.ReadOnly(SystemProgram.Id),
        ],
        new InstructionData(1).Add(bridge.Value).Add(chain.Value).Add(governor.Value).Add(key.ToArray())
            .Add(delays.Loosen).Add(delays.ExecuteWindow).Add(delays.HoldMinAge).Add(delays.Refund).Add(delays.Rotation).Add(delays.RotationOverlap).ToArray());

    /// <summary>Opens the lane from and to another chain.</summary>
    public Instruction OpenLane(SolanaAddress payer, SolanaAddress governor, ChainId other, byte addressForm) => new(
        addresses.Program,
        [
            AccountMeta.WritableSigner(payer), AccountMeta.Signer(governor), AccountMeta.Writable(addresses.Config),
            AccountMeta.Writable(addresses.Lane(other)), AccountMeta.ReadOnly(SystemProgram.Id), AccountMeta.ReadOnly(InstructionsSysvar),
        ],
        new InstructionData(2).Add(other.Value).Add(addressForm).ToArray());

    /// <summary>Registers an asset, closed until it has limits.</summary>
    public Instruction RegisterAsset(SolanaAddress payer, SolanaAddress governor, AssetId asset, AssetMode mode, byte canonicalDecimals, ChainId homeChain, PartyAddress homeToken, SolanaAddress mint) => new(
        addresses.Program,
        [
            AccountMeta.WritableSigner(payer), AccountMeta.Signer(governor), AccountMeta.ReadOnly(addresses.Config),
            AccountMeta.Writable(addresses.Asset(asset)), AccountMeta.Writable(addresses.MintIndex(mint)), AccountMeta.ReadOnly(mint),
            AccountMeta.ReadOnly(mode == AssetMode.Custody ? addresses.Custody(mint) : mint), AccountMeta.ReadOnly(SystemProgram.Id), AccountMeta.ReadOnly(InstructionsSysvar),
        ],
        new InstructionData(3).Add((byte)mode).Add(canonicalDecimals).Add(homeChain.Value).Add(homeToken.Value).ToArray());

    /// <summary>Sets an asset's limits on releases.</summary>
    public Instruction SetLimits(SolanaAddress governor, AssetId asset, RiskLimits limits) => new(
        addresses.Program,
        [AccountMeta.Signer(governor), AccountMeta.ReadOnly(addresses.Config), AccountMeta.Writable(addresses.Asset(asset)), AccountMeta.ReadOnly(InstructionsSysvar)],
        new InstructionData(4).Add(limits.MaxRelease).Add(limits.Capacity).Add(limits.RefillPerSecond).Add(limits.HoldThreshold).ToArray());

    /// <summary>Makes a key an officer or a sentinel.</summary>
    public Instruction GrantRole(SolanaAddress governor, SignerAddress account, RiskRole role) =>
        new(addresses.Program, Governing(governor), new InstructionData(10).Add(account.ToArray()).Add((byte)role).ToArray());

    /// <summary>Ends the governor's power.</summary>
    public Instruction Seal(SolanaAddress governor) => new(addresses.Program, Governing(governor), new InstructionData(11).ToArray());

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
        return new(addresses.Program, accounts, new InstructionData(LockTag).Add(destination.Value).Add((byte)kind).Add(localAmount).Add(recipient.Value).ToArray());
    }

    /// <summary>Proposes the next epoch's key; the signature of the key in force is the permission.</summary>
    public Instruction RotateKey(SolanaAddress payer, SolanaAddress proposal, GuardianEpoch epoch, GroupKey key, GroupSignature signature) => new(
        addresses.Program,
        [AccountMeta.WritableSigner(payer), AccountMeta.Writable(addresses.Config), AccountMeta.Writable(proposal), AccountMeta.ReadOnly(SystemProgram.Id)],
        new InstructionData(9).Add(epoch.Value).Add(key.ToArray()).Add(signature.ToArray()).ToArray());

    /// <summary>Puts the proposed key into force once its delay is over.</summary>
    public Instruction ActivateKey(SolanaAddress proposal) =>
        new(addresses.Program, [AccountMeta.Writable(addresses.Config), AccountMeta.Writable(proposal)], new InstructionData(21).ToArray());

    private AccountMeta[] Governing(SolanaAddress governor) =>
        [AccountMeta.Signer(governor), AccountMeta.Writable(addresses.Config), AccountMeta.ReadOnly(InstructionsSysvar)];

    private static AccountMeta Mint(AssetState asset) => new(asset.Mint, IsSigner: false, IsWritable: asset.Mode == AssetMode.Mint);

    private Instruction OpenPage(byte tag, SolanaAddress payer, ChainId other, SolanaAddress account, ulong page) => new(
        addresses.Program,
        [AccountMeta.WritableSigner(payer), AccountMeta.ReadOnly(addresses.Lane(other)), AccountMeta.Writable(account), AccountMeta.ReadOnly(SystemProgram.Id)],
        new InstructionData(tag).Add(page).ToArray());
}
