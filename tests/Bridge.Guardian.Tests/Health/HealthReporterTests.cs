using Bridge.Guardian.Configuration;
using Bridge.Guardian.Health;
using Bridge.Guardian.Journal;
using Bridge.Protocol.Risk;

namespace Bridge.Guardian.Tests;

public sealed class HealthReporterTests : IDisposable
{
    private readonly WatcherFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private HealthReport Report => new HealthReporter(
        new GuardianOptions { Index = 4, Listen = "https://127.0.0.1:1", HealthListen = "http://127.0.0.1:2", MaximumLagSeconds = 60 },
        [GuardianEpoch.From(1)], [(TransferBuilder.Evm, "evm")], _fixture.Locks, _fixture.Halts, _fixture.Board, _fixture.Breakers, _fixture.Time).Report();

    [Fact]
    public void Report_NotReadYet_Unhealthy()
    {
        Report.Healthy.ShouldBeFalse();
        Report.Problems.ShouldHaveSingleItem().ShouldContain("not read yet");
    }

    [Fact]
    public async Task Report_Read_Healthy()
    {
        _fixture.Chain.MineFinal(TransferBuilder.Transfer(1));
        await _fixture.StepAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(60));

        Report.Healthy.ShouldBeTrue();
        Report.Signs.ShouldBeTrue();
        Report.JournalLocks.ShouldBe(1);
        Report.Index.ShouldBe((ushort)4);
        Report.Chains.ShouldHaveSingleItem().LagSeconds.ShouldBe(60);
    }

    // It does what it should; and if it were not for that, a guardian that dies during a halt would be seen by nobody.
    [Fact]
    public async Task Report_PeopleHaltedAChain_HealthyAndShowsTheLevel()
    {
        _fixture.Chain.MineFinal();
        await _fixture.StepAsync();
        _fixture.Levels.Note(TransferBuilder.Evm, new Dictionary<RiskScope, BreakerLevel> { [RiskScope.Everything] = BreakerLevel.Stop });
        Report.Healthy.ShouldBeTrue();
        Report.Levels.ShouldHaveSingleItem().Level.ShouldBe((byte)4);
    }

    [Fact]
    public async Task Report_NotReadForLong_Unhealthy()
    {
        _fixture.Chain.MineFinal();
        await _fixture.StepAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(61));
        Report.Healthy.ShouldBeFalse();
    }

    [Fact]
    public async Task Report_ReadFails_UnhealthyWithTheReason()
    {
        _fixture.Chain.Failure = new ChainReadException(ChainReadFailure.SourcesDisagree, "the test says so");
        await _fixture.StepAsync();
        Report.Problems.ShouldHaveSingleItem().ShouldContain("the test says so");
    }

    [Fact]
    public async Task Report_Halted_UnhealthyAndSaysWhatToDo()
    {
        _fixture.Chain.MineFinal();
        await _fixture.StepAsync();
        _fixture.Halts.Halt(TransferBuilder.Evm, HaltReason.HashChanged, "the test says so");

        Report.Healthy.ShouldBeFalse();
        Report.Signs.ShouldBeFalse("a lane needs both of its chains");
        Report.Chains.ShouldHaveSingleItem().Halted.ShouldBeTrue();
        Report.Problems.ShouldHaveSingleItem().ShouldContain("guardian chain clear --chain 1");
    }
}
