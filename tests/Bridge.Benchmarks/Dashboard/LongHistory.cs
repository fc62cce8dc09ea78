using Bridge.Chains;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Storage;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Benchmarks;

/// <summary>
/// Thirty days of transfers both ways, written through the dashboard's own store before it runs: locked, final, signed, submitted, released, the transaction on the
/// destination known. Sequences begin far above those of the network, so that its own transfers are new.
/// </summary>
internal static class LongHistory
{
    private const int Chunk = 500, Accounts = 200;
    private const ulong FirstSequence = 1_000_000;
    private static readonly TimeSpan Span = TimeSpan.FromDays(30);

    public static void Write(DashboardDirectory directory, Deployment deployment, int count)
    {
        var clock = new Clock { Now = TimeProvider.System.GetUtcNow() - Span };
        using var store = SqliteStore.Open(directory.History, Layouts.History, durable: false);
        var history = new TransferHistory(store, clock);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(Chunk))
        {
            var locks = numbers.Select(number => Lock(deployment, number)).ToList();
            foreach (var lane in locks.GroupBy(found => found.Transfer.Id.Lane.Source)) history.RecordFinal([.. lane], $"written {lane.Key}", $"{numbers[^1]}");
            foreach (var state in (TransferState[])[TransferState.Signed, TransferState.Submitted]) history.RecordRelayer([.. locks.Select(found => new RelayerWord(found.Transfer.Id, state, null, null, null))]);
            history.RecordDestination([.. locks.Select(found => (found.Transfer.Id, DestinationState.Released))]);
            foreach (var found in locks) history.RecordTransactions(found.Transfer.Id, new(Name($"release of {found.Transfer.Id}"), null, IsClaimable: false));
            clock.Now += Span * ((double)Chunk / count);
        }
    }

    private static ObservedLock Lock(Deployment deployment, int number)
    {
        var (evm, solana) = (ChainId.From(deployment.Evm.Chain), ChainId.From(deployment.Solana.Chain));
        var fromEvm = number % 2 == 0;
        var asset = deployment.Assets[number / 2 % deployment.Assets.Count];
        var (sender, recipient) = (OnEvm(number % Accounts), OnSolana(number % Accounts));
        var transfer = new Transfer
        {
            Bridge = deployment.Bridge, Id = TransferId.From(fromEvm ? Lane.From(evm, solana) : Lane.From(solana, evm), FirstSequence + (ulong)(number / 2)), Kind = TransferKind.Wallet,
            Asset = AssetId.From(Bytes32.Parse(asset.Id)), Amount = 1_000_000 + ((ulong)number * 7_919 % 1_000_000_000), Sender = fromEvm ? sender : recipient, Recipient = fromEvm ? recipient : sender,
        };
        return new(transfer, new(new(FirstSequence + (ulong)number, Keccak256.Hash($"block {number}")), Name($"lock of {transfer.Id}")));
    }

    /// <summary>Text of an EVM address that sent and received a part of all that.</summary>
    public static string Account(int account) => Hex.Encode(OnEvm(account).Value.ToArray().AsSpan(12));

    private static PartyAddress OnEvm(int account) => PartyAddress.FromEvm(Keccak256.Hash($"account {account}").ToArray().AsSpan(12));

    private static PartyAddress OnSolana(int account) => PartyAddress.From(Keccak256.Hash($"account {account}"));

    private static string Name(string what) => Keccak256.Hash(what).ToString();

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
