using Bridge.Differential;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Differential;

/// <summary>The runs that both chains' tests carry out are the reference model's, and meet every outcome of every step.</summary>
public sealed class TraceFileTests
{
    private static readonly TraceFile Expected = TraceFile.Random(5, 10, 160);

    [Fact]
    public void Vectors_AreTheModels() =>
        File.ReadAllText(RepositoryRoot.Combine("Contracts", "vectors", "differential.json")).ShouldBe(Expected.ToText(), "write them anew: tests/differential.sh --vectors");

    [Fact]
    public void Vectors_MeetEveryOutcome()
    {
        var seen = Expected.Traces.SelectMany(trace => trace.Steps.Chunk(6)).Select(step => ((OperationKind)step[0], (Outcome)step[5])).ToHashSet();
        foreach (var kind in Enum.GetValues<OperationKind>())
        {
            seen.ShouldContain((kind, Outcome.Done));
            if (kind != OperationKind.Wait) seen.ShouldContain((kind, Outcome.Refused));
        }

        seen.ShouldContain((OperationKind.Deliver, Outcome.Held));
    }
}
