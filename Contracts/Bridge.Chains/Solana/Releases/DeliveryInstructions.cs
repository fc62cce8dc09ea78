using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Releases;

/// <summary>
/// The three instructions that deliver one transfer of an attested batch (<c>Contracts/solana/README.md</c>, Instructions 8, 14 and 19): pay it, hold it
/// for two officers, or credit it to a recipient who cannot be paid. Their data is laid out alike.
/// </summary>
internal sealed class DeliveryInstructions(BridgeAddresses addresses)
{
    /// <summary>Tag of release.</summary>
    public const byte ReleaseTag = 8;

    /// <summary>Tag of hold.</summary>
    public const byte HoldTag = 14;

    /// <summary>Tag of execute_hold; its transfer follows the tag.</summary>
    public const byte ExecuteHoldTag = 15;

    /// <summary>Tag of credit.</summary>
    public const byte CreditTag = 19;

    /// <summary>Where the 150 bytes of the transfer stand in a delivery's data.</summary>
    public const int TransferOffset = 115;

    /// <summary>Longest data of a delivery.</summary>
    public const int MaxSize = TransferOffset + Transfer.Size + (5 * Bytes32.Size);

    /// <summary>Pays the transfer at <paramref name="index"/> of the batch into the recipient's associated token account.</summary>
    public Instruction Release(Attestation attestation, int index, AssetState asset)
    {
        var transfer = attestation.Batch.Transfers[index];
        var recipient = Recipient(transfer, asset);
        return new(
            addresses.Program,
            [
                .. Begin(transfer, AccountMeta.Writable(addresses.Asset(asset.Id))), AccountMeta.ReadOnly(addresses.Authority),
                new(asset.Mint, IsSigner: false, IsWritable: asset.Mode == AssetMode.Mint), AccountMeta.Writable(asset.CustodyOrMint),
                AccountMeta.Writable(recipient.Address), AccountMeta.ReadOnly(TokenProgram.Id),
            ],
            Data(ReleaseTag, recipient.Bump, attestation, index));
    }

    /// <summary>Writes the transfer down for two officers.</summary>
    public Instruction Hold(SolanaAddress payer, Attestation attestation, int index, AssetState asset)
    {
        var transfer = attestation.Batch.Transfers[index];
        return new(
            addresses.Program,
            [
                .. Begin(transfer, AccountMeta.ReadOnly(addresses.Asset(asset.Id))), AccountMeta.Writable(addresses.Hold(transfer.Id)),
                AccountMeta.WritableSigner(payer), AccountMeta.ReadOnly(SystemProgram.Id),
            ],
            Data(HoldTag, 0, attestation, index));
    }

    /// <summary>Adds the transfer to what its recipient may claim.</summary>
    public Instruction Credit(SolanaAddress payer, Attestation attestation, int index, AssetState asset)
    {
        var transfer = attestation.Batch.Transfers[index];
        var recipient = Recipient(transfer, asset);
        return new(
            addresses.Program,
            [
                .. Begin(transfer, AccountMeta.Writable(addresses.Asset(asset.Id))), AccountMeta.ReadOnly(recipient.Address),
                AccountMeta.Writable(addresses.Claim(asset.Id, transfer.Recipient)), AccountMeta.WritableSigner(payer), AccountMeta.ReadOnly(SystemProgram.Id),
            ],
            Data(CreditTag, recipient.Bump, attestation, index));
    }

    private AccountMeta[] Begin(Transfer transfer, AccountMeta asset) =>
    [
        AccountMeta.ReadOnly(addresses.Config), asset,
        AccountMeta.Writable(addresses.ConsumedPage(transfer.Id.Lane.Source, BridgeAddresses.ConsumedPageOf(transfer.Id.Sequence))),
    ];

    private static ProgramAddress Recipient(Transfer transfer, AssetState asset) =>
        ProgramAddress.Find(TokenProgram.AssociatedId, transfer.Recipient.Value.ToArray(), TokenProgram.Id.ToArray(), asset.Mint.ToArray());

    private static byte[] Data(byte tag, byte bump, Attestation attestation, int index)
    {
        var proof = attestation.Batch.Proof(index);
        var data = new InstructionData(tag).Add(bump).Add((byte)proof.Count).Add(attestation.Epoch.Value)
            .Add(attestation.Batch.Id.First).Add(attestation.Batch.Id.Count).Add(attestation.Signature.ToArray()).Add(attestation.Batch.Transfers[index].Encode());
        foreach (var node in proof) data.Add(node);
        return data.ToArray();
    }
}
