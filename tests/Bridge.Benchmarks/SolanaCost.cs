using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Chains;
using Bridge.Chains.Tests.Solana;
using Bridge.Protocol;
using Bridge.Testing;

namespace Bridge.Benchmarks;

/// <summary>What a release costs on Solana, on the real node with the real program: transactions, compute units, lamports that stay gone beyond the fee.</summary>
internal sealed class SolanaCost : IMeasurement
{
    private const long FeePerSignature = 5_000;

    public string Name => "solana";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        progress("deploying the program on a fresh node");
        var bridge = new SolanaBridge();
        await bridge.InitializeAsync();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(bridge.Node.RpcUrl) };
            var releaser = bridge.Releaser();

            progress("releasing: the first one makes the recipient's token account and the page of consumed sequences");
            _ = await ReleaseAsync(releaser, bridge, 1, 1, cancellationToken);

            progress("releasing one, then a batch of 32 with proofs of five nodes");
            var one = await MeasureAsync(http, releaser, bridge, 2, 1, cancellationToken);
            var batch = await MeasureAsync(http, releaser, bridge, 3, 32, cancellationToken);
            return
            [
                new("solana.release.cu", one.ComputeUnits.Max(), "compute units"),
                new("solana.release.transactions", one.Transactions, "transactions"),
                new("solana.release.lamports_kept", one.LamportsKept, "lamports"),
                new("solana.release.32.cu", batch.ComputeUnits.Max(), "compute units (most)"),
                new("solana.release.32.transactions_per_transfer", batch.Transactions / 32.0, "transactions"),
                new("solana.release.32.lamports_kept", batch.LamportsKept, "lamports"),
            ];
        }
        finally
        {
            await bridge.DisposeAsync();
        }
    }

    private static async Task<(IReadOnlyList<double> ComputeUnits, int Transactions, long LamportsKept)> MeasureAsync(
        HttpClient http, IReleaser releaser, SolanaBridge bridge, ulong first, int count, CancellationToken cancellationToken)
    {
        var transactions = await ReleaseAsync(releaser, bridge, first, count, cancellationToken);
        var units = new List<double>();
        long kept = 0;
        foreach (var transaction in transactions.Distinct())
        {
            var meta = await MetaAsync(http, transaction, cancellationToken);
            units.Add(meta["computeUnitsConsumed"]!.GetValue<double>());
            kept += meta["preBalances"]![0]!.GetValue<long>() - meta["postBalances"]![0]!.GetValue<long>() - FeePerSignature;
        }

        return (units, units.Count, kept);
    }

    private static async Task<IReadOnlyList<string>> ReleaseAsync(IReleaser releaser, SolanaBridge bridge, ulong first, int count, CancellationToken cancellationToken)
    {
        var asset = AssetId.From(Bytes32.Parse(bridge.Wrapped.Id));
        var transfers = Enumerable.Range(0, count).Select(i => TransferBuilder.Transfer(first + (ulong)i, TransferBuilder.EvmToSolana, 1_000) with { Asset = asset });
        var outcomes = await releaser.ReleaseAsync(SolanaBridge.Guardians.Attest(new TransferBatch([.. transfers])), (_, _) => { }, cancellationToken);
        return [.. outcomes.Select(outcome => outcome is ReleaseOutcome.Included included
            ? included.Transaction
            : throw new InvalidOperationException($"a release was not included: {outcome}"))];
    }

    private static async Task<JsonNode> MetaAsync(HttpClient http, string transaction, CancellationToken cancellationToken)
    {
        var request = new { jsonrpc = "2.0", id = 1, method = "getTransaction", @params = new object[] { transaction, new { encoding = "json", maxSupportedTransactionVersion = 0, commitment = "confirmed" } } };
        using var response = await http.PostAsJsonAsync("", request, JsonSerializerOptions.Web, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        return answer?["result"]?["meta"] ?? throw new InvalidOperationException($"the node has no transaction {transaction}: {answer}");
    }
}
