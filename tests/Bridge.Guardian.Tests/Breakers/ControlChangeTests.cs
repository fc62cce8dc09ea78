using Bridge.Protocol.Risk;

namespace Bridge.Guardian.Tests;

/// <summary>Every change of power without what has to stand behind it, and then with it.</summary>
public sealed class ControlChangeTests : ControlPlaneTests
{
    [Theory]
    [InlineData("role granted", "role")]
    [InlineData("role revoked", "role")]
    [InlineData("role exchanged", "role")]
    [InlineData("limits raised", "limits")]
    [InlineData("limits lowered", "lower limits")]
    [InlineData("level raised", "level")]
    [InlineData("level lowered", "level")]
    [InlineData("delays", "delays")]
    [InlineData("key", "key")]
    public async Task RunOnce_AChangeWithNothingBehindIt_IsUnauthorised(string change, string what)
    {
        OnChain(chain => chain.Levels[RiskScope.Everything] = BreakerLevel.Watch);
        await StepAsync();
        Make(change);
        await StepAsync();
        var seen = Seen.ShouldHaveSingleItem();
        (seen.Change, seen.Authorised, seen.Chain).ShouldBe((what, false, TransferBuilder.Evm));
    }

    [Theory]
    [InlineData("role granted", RiskActionKind.GrantRole)]
    [InlineData("role revoked", RiskActionKind.RevokeRole)]
    [InlineData("limits raised", RiskActionKind.SetLimits)]
    [InlineData("limits raised", RiskActionKind.ListAsset)]
    [InlineData("limits lowered", RiskActionKind.SetLimits)]
    [InlineData("level lowered", RiskActionKind.LowerLevel)]
    public async Task RunOnce_WhatWasScheduledAndIsExecuted_IsAuthorised(string change, RiskActionKind kind)
    {
        OnChain(chain => chain.Levels[RiskScope.Everything] = BreakerLevel.Watch);
        await StepAsync();
        var proposal = Propose(kind, ready: TimeSpan.FromHours(24));
        await StepAsync();
        Seen.ShouldHaveSingleItem().Change.ShouldBe("scheduled");
        await WaitAsync(TimeSpan.FromHours(24));
        Execute(proposal, change);
        await StepAsync();
        Seen.Last().Change.ShouldNotBe("scheduled");
        Seen.ShouldAllBe(seen => seen.Authorised);
    }

    [Theory]
    [InlineData(RiskActionKind.SetLimits, "role granted")]
    [InlineData(RiskActionKind.LowerLevel, "limits raised")]
    public async Task RunOnce_AProposalOfAnotherKind_IsNoPaper(RiskActionKind kind, string change)
    {
        await StepAsync();
        var proposal = Propose(kind, ready: TimeSpan.Zero);
        await StepAsync();
        Execute(proposal, change);
        await StepAsync();
        Seen.Last().Authorised.ShouldBeFalse();
    }

    [Fact]
    public async Task RunOnce_AProposalThatLeftBeforeItWasReady_IsNoPaper()
    {
        await StepAsync();
        var proposal = Propose(RiskActionKind.GrantRole, ready: TimeSpan.FromHours(24));
        await StepAsync();
        Execute(proposal, "role granted");
        await StepAsync();
        Seen.Last().Authorised.ShouldBeFalse("it was vetoed");
    }

    [Fact]
    public async Task RunOnce_AProposalThatHadExpired_IsNoPaper()
    {
        await StepAsync();
        var proposal = Propose(RiskActionKind.GrantRole, ready: TimeSpan.Zero);
        await StepAsync();
        await WaitAsync(TimeSpan.FromHours(25));
        Execute(proposal, "role granted");
        await StepAsync();
        Seen.Last().Authorised.ShouldBeFalse();
    }

    [Fact]
    public async Task RunOnce_AProposalWithoutAnEnd_IsAPaperWheneverItLeaves()
    {
        await StepAsync();
        var proposal = Propose(RiskActionKind.GrantRole, ready: TimeSpan.Zero);
        OnChain(chain => chain.Scheduled[proposal] = chain.Scheduled[proposal] with { Until = DateTimeOffset.MaxValue });
        await StepAsync();
        await WaitAsync(TimeSpan.FromHours(25));
        Execute(proposal, "role granted");
        await StepAsync();
        Seen.Last().Authorised.ShouldBeTrue();
    }

    [Fact]
    public async Task RunOnce_OneProposal_ExplainsOneChange()
    {
        await StepAsync();
        var proposal = Propose(RiskActionKind.GrantRole, ready: TimeSpan.Zero);
        await StepAsync();
        Execute(proposal, "role granted");
        OnChain(chain => chain.Roles[Signer(8)] = RiskRole.Officer);
        await StepAsync();
        Seen.Where(seen => seen.Change == "role").Select(seen => seen.Authorised).Order().ShouldBe([false, true]);
    }

    [Fact]
    public async Task RunOnce_AProposalStillScheduled_ExplainsNothing()
    {
        await StepAsync();
        Propose(RiskActionKind.GrantRole, ready: TimeSpan.Zero);
        await StepAsync();
        Make("role granted");
        await StepAsync();
        Seen.Last().Authorised.ShouldBeFalse();
    }

    [Fact]
    public async Task RunOnce_WhenTheScheduleShowsTheExecutionBeforeTheState_WaitsOneReadAndNoMore()
    {
        await StepAsync();
        var proposal = Propose(RiskActionKind.GrantRole, ready: TimeSpan.Zero);
        await StepAsync();
        Execute(proposal, "nothing");
        await StepAsync();
        Make("role granted");
        await StepAsync();
        Seen.Last().Authorised.ShouldBeTrue();
        OnChain(chain => chain.Roles[Signer(8)] = RiskRole.Officer);
        await StepAsync();
        Seen.Last().Authorised.ShouldBeFalse("the proposal is spent");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunOnce_LimitsRaisedUnderALoweredLevel_NeedAProposalOfTheirOwn(bool together)
    {
        OnChain(chain => chain.Levels[RiskScope.Everything] = BreakerLevel.Slow);
        await StepAsync();
        var proposal = Propose(RiskActionKind.LowerLevel, ready: TimeSpan.Zero);
        await StepAsync();
        Execute(proposal, "level lowered");
        if (!together) await StepAsync();
        Make("limits raised");
        await StepAsync();
        Seen.Select(seen => (seen.Change, seen.Authorised)).ShouldBe([("scheduled", true), ("level", true), ("limits", false)]);
    }

    [Theory]
    [InlineData("level raised")]
    [InlineData("limits lowered")]
    public async Task RunOnce_WhatTightens_NeedsOnePaperOfAnybody(string change)
    {
        await StepAsync();
        Make(change);
        OnChain(chain => chain.Nonces[Sentinel] = 7);
        await StepAsync();
        Seen.ShouldHaveSingleItem().Authorised.ShouldBeTrue();
    }

    [Theory]
    [InlineData("limits raised")]
    [InlineData("role granted")]
    public async Task RunOnce_ANonce_IsNoPaperForWhatLoosens(string change)
    {
        await StepAsync();
        Make(change);
        OnChain(chain => (chain.Nonces[One], chain.Nonces[Two]) = (7, 7));
        await StepAsync();
        Seen.ShouldHaveSingleItem().Authorised.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public async Task RunOnce_AfterAPauseLongerThanTheDelay_TwoOfficersHaveSigned(int officers, bool authorised)
    {
        await StepAsync();
        Fixture.Time.Advance(TimeSpan.FromHours(30));
        Make("role granted");
        OnChain(chain =>
        {
            chain.Nonces[Sentinel] = 3;
            chain.Nonces[One] = 7;
            if (officers == 2) chain.Nonces[Two] = 7;
        });
        await StepAsync();
        Seen.ShouldHaveSingleItem().Authorised.ShouldBe(authorised);
    }

    [Fact]
    public async Task RunOnce_AKeyThatWaited_IsAuthorised()
    {
        await StepAsync();
        Key.Pending = new(GuardianEpoch.From(2), default, default, Fixture.Time.GetUtcNow());
        await StepAsync();
        (Key.Pending, Key.Epoch) = (null, 2);
        await StepAsync();
        Seen.Select(seen => (seen.Change, seen.Authorised)).ShouldBe([("scheduled", true), ("key", true)]);
    }

    [Fact]
    public async Task RunOnce_AnotherKeyThanTheOneThatWaited_IsUnauthorised()
    {
        await StepAsync();
        Key.Pending = new(GuardianEpoch.From(2), default, default, Fixture.Time.GetUtcNow());
        await StepAsync();
        (Key.Pending, Key.Epoch) = (null, 3);
        await StepAsync();
        Seen.Last().Authorised.ShouldBeFalse();
    }
}
