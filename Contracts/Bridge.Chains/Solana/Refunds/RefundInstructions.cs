using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Releases;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Refunds;

/// <summary>The bridge program's instructions 15 to 18 and 20 (<c>Contracts/solana/README.md</c>, Instructions).</summary>
internal sealed class RefundInstructions(BridgeAddresses addresses)
{
    private const byte RequestTag = 16, VoidTag = 17, RefundTag = 18, ClaimTag = 20;

    /// <summary>Pays a held transfer that two officers approved.</summary>
    public Instruction ExecuteHold(SolanaAddress payer, Transfer transfer, AssetState asset) => new(
        addresses.Program,
        [
            AccountMeta.ReadOnly(addresses.Config), AccountMeta.Writable(addresses.Asset(asset.Id)), AccountMeta.Writable(addresses.Hold(transfer.Id)),
            .. Payment(payer, asset, transfer.Recipient),
        ],
        [DeliveryInstructions.ExecuteHoldTag, .. transfer.Encode()]);

    /// <summary>The sender of a lock asks for it back.</summary>
    public Instruction Request(SolanaAddress sender, Transfer transfer) => new(
        addresses.Program,
        [
            AccountMeta.WritableSigner(sender), AccountMeta.Signer(sender), AccountMeta.ReadOnly(addresses.Config),
            AccountMeta.ReadOnly(addresses.Asset(transfer.Asset)), AccountMeta.ReadOnly(OutboxPage(transfer.Id)),
            AccountMeta.Writable(addresses.Refund(transfer.Id)), AccountMeta.ReadOnly(SystemProgram.Id),
        ],
        [RequestTag, .. transfer.Encode()]);

    /// <summary>Consumes a transfer toward this chain without a payment.</summary>
    public Instruction Void(SolanaAddress payer, Transfer transfer, GuardianEpoch epoch, GroupSignature signature) => new(
        addresses.Program,
        [
            AccountMeta.WritableSigner(payer), AccountMeta.ReadOnly(addresses.Config), AccountMeta.ReadOnly(addresses.Asset(transfer.Asset)),
            AccountMeta.Writable(addresses.ConsumedPage(transfer.Id.Lane.Source, BridgeAddresses.ConsumedPageOf(transfer.Id.Sequence))),
            AccountMeta.Writable(addresses.Void(transfer.Id)), AccountMeta.Writable(addresses.Hold(transfer.Id)), AccountMeta.ReadOnly(SystemProgram.Id),
        ],
        Signed(VoidTag, transfer, epoch, signature));

    /// <summary>Pays a lock on this chain back to its sender.</summary>
    public Instruction Refund(SolanaAddress payer, Transfer transfer, AssetState asset, GuardianEpoch epoch, GroupSignature signature) => new(
        addresses.Program,
        [
            AccountMeta.ReadOnly(addresses.Config), AccountMeta.Writable(addresses.Asset(asset.Id)), AccountMeta.ReadOnly(OutboxPage(transfer.Id)),
            .. Payment(payer, asset, transfer.Sender), AccountMeta.Writable(addresses.Refund(transfer.Id)),
        ],
        Signed(RefundTag, transfer, epoch, signature));

    /// <summary>Pays what <paramref name="owner"/> may claim to the token account of <paramref name="to"/>.</summary>
    public Instruction Claim(SolanaAddress owner, AssetState asset, PartyAddress to) => new(
        addresses.Program,
        [
            AccountMeta.ReadOnly(addresses.Config), AccountMeta.Writable(addresses.Asset(asset.Id)), AccountMeta.Writable(addresses.Claim(asset.Id, owner.ToParty())),
            .. Transfer(asset, to), AccountMeta.Signer(owner),
        ],
        [ClaimTag]);

    // Places 3 to 7 of every payment.
    private IEnumerable<AccountMeta> Transfer(AssetState asset, PartyAddress owner) =>
    [
        AccountMeta.ReadOnly(addresses.Authority), new(asset.Mint, IsSigner: false, IsWritable: asset.Mode == AssetMode.Mint), AccountMeta.Writable(asset.CustodyOrMint),
        AccountMeta.Writable(TokenProgram.AssociatedAccount(SolanaAddress.From(owner), asset.Mint)), AccountMeta.ReadOnly(TokenProgram.Id),
    ];

    // Places 3 to 10 of the payments that anyone may bring about.
    private IEnumerable<AccountMeta> Payment(SolanaAddress payer, AssetState asset, PartyAddress owner) =>
    [
        .. Transfer(asset, owner), AccountMeta.WritableSigner(payer), AccountMeta.Writable(addresses.Claim(asset.Id, owner)), AccountMeta.ReadOnly(SystemProgram.Id),
    ];

    private SolanaAddress OutboxPage(TransferId id) => addresses.OutboxPage(id.Lane.Destination, BridgeAddresses.OutboxPageOf(id.Sequence));

    private static byte[] Signed(byte tag, Transfer transfer, GuardianEpoch epoch, GroupSignature signature)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, epoch.Value);
        return [tag, .. transfer.Encode(), .. number, .. signature.ToArray()];
    }
}
