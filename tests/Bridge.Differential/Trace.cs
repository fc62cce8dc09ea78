using System.Text.Json;
using Bridge.Testing;

namespace Bridge.Differential;

/// <summary>One random run: what is done, what comes of every step, and what can be seen at the end.</summary>
/// <param name="Incoming">Amounts of transfers toward the chain, sequence 1 first.</param>
/// <param name="Steps">Per step six numbers: kind, A, B, C, D, outcome.</param>
/// <param name="Final">As <see cref="ReferenceBridge.Final"/>.</param>
public sealed record Trace(IReadOnlyList<ulong> Incoming, IReadOnlyList<ulong> Steps, IReadOnlyList<ulong> Final)
{
    private const int Transfers = 24;

    /// <summary>A run of <paramref name="operations"/> steps.</summary>
    public static Trace Random(ulong seed, int operations)
    {
        var random = new SeededBytes(seed);
        ulong Between(int least, int most) => (ulong)(least + random.NextInt(most - least + 1));
        ulong[] incoming = [.. Enumerable.Range(0, Transfers).Select(_ => Between(1, 4_500))];
        var bridge = new ReferenceBridge(TraceFile.Begin, TraceFile.First, incoming);
        var (steps, locks) = (new List<ulong>(), 0);
        for (var i = 0; i < operations; i++)
        {
            var step = Pick();
            var outcome = bridge.Do(step);
            if (step.Kind == OperationKind.Lock && outcome == Outcome.Done) locks++;
            steps.AddRange([(ulong)step.Kind, step.A, step.B, step.C, step.D, (ulong)outcome]);
        }

        return new(incoming, steps, bridge.Final());

        // Mostly one that is held, so that decisions meet something.
        ulong Held()
        {
            var held = Enumerable.Range(1, Transfers).Where(sequence => bridge.States[sequence] == 2).ToList();
            return held.Count > 0 && random.NextInt(4) > 0 ? (ulong)held[random.NextInt(held.Count)] : Between(1, Transfers);
        }

        // Weighted so that levels do not stay at the top and the bucket is neither always full nor always empty.
        Operation Pick() => random.NextInt(32) switch
        {
            < 8 => new(OperationKind.Deliver, Between(1, Transfers)),
            < 11 => new(OperationKind.Lock, Between(1, 3_000)),
            < 13 => new(OperationKind.RequestRefund, Between(1, Math.Max(1, locks))),
            < 15 => new(OperationKind.Refund, Between(1, Math.Max(1, locks))),
            15 => new(OperationKind.Void, Between(1, Transfers)),
            < 20 => new(OperationKind.Approve, Held(), Between(0, 2)),
            20 => new(OperationKind.Reject, Held(), Between(0, 2)),
            < 23 => new(OperationKind.ExecuteHold, Held()),
            23 => new(OperationKind.Raise, Between(1, 3), Between(1, 5)),
            < 26 => new(OperationKind.Lower, Between(1, 3), Between(0, 1)),
            26 => new(OperationKind.LowerLimits, Between(0, 4_000), Between(3_000, 10_000), Between(0, 10), Between(0, 2_500)),
            27 => new(OperationKind.SetLimits, Between(0, 5_000), Between(2_000, 12_000), Between(0, 12), Between(1_000, 4_000)),
            _ => new(OperationKind.Wait, Between(1, 400)),
        };
    }
}

/// <summary>Traces as the tests of both chains read them (<c>Contracts/vectors/differential.json</c>).</summary>
public sealed record TraceFile(string Comment, ulong Seed, ulong Start, IReadOnlyList<ulong> Delays, IReadOnlyList<ulong> Limits, IReadOnlyList<Trace> Traces)
{
    /// <summary>When every run begins, Unix seconds.</summary>
    public const ulong Begin = 1_800_000_000;

    /// <summary>Limits at the beginning, with a full bucket.</summary>
    public static readonly Limits First = new(4_000, 10_000, 10, 2_500);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Runs of one seed.</summary>
    public static TraceFile Random(ulong seed, int runs, int operations) => new(
        "Random runs of the reference model (tests/Bridge.Differential): both chains must give the same outcome at every step and end in the same state.",
        seed, Begin, [ReferenceBridge.LoosenDelay, 1_000, ReferenceBridge.HoldMinAge, ReferenceBridge.RefundDelay, 200, 300],
        [First.MaxRelease, First.Capacity, First.RefillPerSecond, First.HoldThreshold],
        [.. Enumerable.Range(0, runs).Select(run => Trace.Random((seed << 20) + (ulong)run, operations))]);

    /// <summary>One line a trace.</summary>
    public string ToText()
    {
        var head = JsonSerializer.Serialize(this with { Traces = [] }, Json);
        return head[..^2] + "\n" + string.Join(",\n", Traces.Select(trace => JsonSerializer.Serialize(trace, Json))) + "\n]}\n";
    }
}
