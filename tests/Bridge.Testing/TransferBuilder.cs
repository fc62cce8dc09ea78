using Bridge.Protocol;

namespace Bridge.Testing;

/// <summary>A valid transfer by default; each test changes one thing.</summary>
public static class TransferBuilder
{
    public static BridgeId Bridge { get; } = BridgeId.From(Keccak256.Hash("test bridge"));

    public static ChainId Evm { get; } = ChainId.From(1);

    public static ChainId Solana { get; } = ChainId.From(2);

    public static Lane EvmToSolana { get; } = Lane.From(Evm, Solana);

    public static Lane SolanaToEvm { get; } = Lane.From(Solana, Evm);

    public static PartyAddress EvmAccount(string name) => PartyAddress.FromEvm(Keccak256.Hash(name).ToArray().AsSpan(12));

    public static PartyAddress SolanaAccount(string name) => PartyAddress.From(Keccak256.Hash(name));

    public static AssetId Asset { get; } = AssetId.Of(Bridge, Evm, EvmAccount("token"));

    public static Transfer Transfer(ulong sequence = 1, Lane? lane = null, ulong amount = 1_000_000, TransferKind kind = TransferKind.Wallet)
    {
        var direction = lane ?? EvmToSolana;
        var fromEvm = direction.Source == Evm;
        return new Transfer
        {
            Bridge = Bridge,
            Id = TransferId.From(direction, sequence),
            Kind = kind,
            Asset = Asset,
            Amount = amount,
            Sender = fromEvm ? EvmAccount("sender") : SolanaAccount("sender"),
            Recipient = fromEvm ? SolanaAccount("recipient") : EvmAccount("recipient"),
        };
    }

    public static TransferBatch Batch(int count, ulong first = 1, Lane? lane = null) =>
        new([.. Enumerable.Range(0, count).Select(i => Transfer(first + (ulong)i, lane))]);
}
