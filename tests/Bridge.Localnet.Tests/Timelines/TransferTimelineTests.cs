using Bridge.Localnet.Timelines;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Shouldly;
using Spectre.Console;
using Xunit;

namespace Bridge.Localnet.Tests.Timelines;

public sealed class TransferTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TransferId Id = TransferId.Parse("2-1-1");

    [Fact]
    public void With_TwoRelayers_KeepsTheEarliestTimeOfEachStep()
    {
        var seen = Timeline().With(Status(TransferState.Finalized, final: 900), Start).With(Status(TransferState.Finalized, final: 700), Start);
        seen.Times[Step.Final].ShouldBe(700);
    }

    [Fact]
    public void With_RelayerThatLagsBehind_StateDoesNotGoBack()
    {
        var seen = Timeline().With(Status(TransferState.Released), Start).With(Status(TransferState.Signed), Start);
        seen.State.ShouldBe(TransferState.Released);
    }

    [Fact]
    public void With_ClockBeforeTheStart_IsZeroNotNegative() =>
        Timeline().With(Status(TransferState.Finalized, final: -50), Start).Times[Step.Final].ShouldBe(0);

    [Fact]
    public void Json_UnreachedSteps_AreNull()
    {
        var json = TransferJson.Of(Timeline().Locked(Id, "tx", 12));
        json.LockedMs.ShouldBe(12);
        json.ReleasedMs.ShouldBeNull();
        json.State.ShouldBe("observed");
        json.Kind.ShouldBe("margin");
        json.SourceTx.ShouldBe("tx");
    }

    [Fact]
    public void Json_File_HasTheNamesOfTheContract()
    {
        var path = Path.GetTempFileName();
        try
        {
            TimelineJson.Of([Timeline().Locked(Id, "tx", 12)]).Save(path);
            var transfer = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(path))!["transfers"]![0]!.AsObject();
            transfer.Select(field => field.Key).ShouldBe(
                ["id", "from", "to", "kind", "asset", "amount", "lockedMs", "finalMs", "signedMs", "submittedMs", "releasedMs", "sourceTx", "destinationTx", "state"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Show_NoTerminal_PrintsALinePerStep()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.No });
        var board = new TimelineBoard(TimeProvider.System);
        var place = board.Add(Timeline());
        board.Locked(place, Id, "tx");
        board.Update(place, Status(TransferState.Released) with { Times = new() { Released = board.Start.AddMilliseconds(1234) } });
        await new TimelineView(console, TimeProvider.System).ShowAsync(board, Task.CompletedTask);
        output.ToString().ShouldContain("   1234 ms  2-1-1    released   solana → evm margin: 1250.5 USDC");
    }

    private static TransferTimeline Timeline() => new() { From = "solana", To = "evm", Kind = TransferKind.MarginAccount, Asset = "USDC", Amount = "1250.5" };

    private static TransferStatus Status(TransferState state, int? final = null) => new()
    {
        Id = Id.ToString(),
        State = state,
        Kind = TransferKind.MarginAccount,
        Asset = "",
        Amount = 1,
        Sender = "",
        Recipient = "",
        SourceTransaction = "tx",
        Times = new() { Final = final is { } ms ? Start.AddMilliseconds(ms) : null },
    };
}
