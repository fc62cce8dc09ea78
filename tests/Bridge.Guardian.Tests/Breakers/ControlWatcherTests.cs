using Bridge.Protocol.Risk;

namespace Bridge.Guardian.Tests;

/// <summary>What counts as a state of the control plane, and what is remembered of it.</summary>
public sealed class ControlWatcherTests : ControlPlaneTests
{
    [Fact]
    public async Task RunOnce_TheFirstState_IsBelieved()
    {
        (await StepAsync()).ShouldBeTrue();
        await StepAsync();
        Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_TooFewSources_CompareNothingAndForgetNothing()
    {
        await StepAsync();
        Make("role granted");
        Sources[1].IsDown = true;
        (await StepAsync()).ShouldBeFalse();
        Seen.ShouldBeEmpty();
        Sources[1].IsDown = false;
        (await StepAsync()).ShouldBeTrue();
        Seen.ShouldHaveSingleItem().Authorised.ShouldBeFalse();
    }

    [Fact]
    public async Task Museum_M01_RunOnce_WhatOneSourceMakesUp_IsNoChange()
    {
        await StepAsync();
        Sources[0].Roles[Stranger] = RiskRole.Officer;
        (await StepAsync()).ShouldBeFalse();
        Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Museum_M74_RunOnce_SourcesWithholdTheEventsOfARole_IsNoChangeOfPower()
    {
        await StepAsync();
        OnChain(chain => chain.Withheld.Add(Sentinel));
        (await StepAsync()).ShouldBeFalse();
        Seen.ShouldBeEmpty();

        OnChain(chain => chain.Withheld.Clear());
        (await StepAsync()).ShouldBeTrue();
        Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_WhatChangedWhileTheGuardianWasDown_IsFoundAfterTheRestart()
    {
        await StepAsync();
        Make("role granted");
        Restart();
        await StepAsync();
        Seen.ShouldHaveSingleItem().Authorised.ShouldBeFalse();
    }

    [Fact]
    public async Task RunOnce_WhatAnEarlierProgramRemembered_IsComparedAfterTheRestart()
    {
        await StepAsync();
        Fixture.Database.Write(sql => sql.Execute("UPDATE control_states SET memory=json_set(memory, '$.hasNewLevel', json('true'))"));
        Make("role granted");
        Restart();
        await StepAsync();
        Seen.ShouldHaveSingleItem().Authorised.ShouldBeFalse();
    }

    [Fact]
    public async Task Museum_M70_RunOnce_AChangeThatVanishedWithItsBlock_IsNoLoosening()
    {
        await StepAsync();
        OnChain(chain => (chain.Levels[RiskScope.Everything], chain.Nonces[Sentinel]) = (BreakerLevel.Stop, 7));
        await StepAsync();
        OnChain(chain => (chain.Levels[RiskScope.Everything], chain.Nonces[Sentinel]) = (BreakerLevel.Normal, 0));
        await StepAsync();
        Seen.ShouldHaveSingleItem().Authorised.ShouldBeTrue();
        OnChain(chain => chain.Roles[Stranger] = RiskRole.Officer);
        await StepAsync();
        Seen.Last().Authorised.ShouldBeFalse();
    }

    [Fact]
    public async Task RunOnce_ALevelThatWentBackAndANonceThatDidNot_IsUnauthorised()
    {
        await StepAsync();
        OnChain(chain => (chain.Levels[RiskScope.Everything], chain.Nonces[Sentinel]) = (BreakerLevel.Stop, 7));
        await StepAsync();
        OnChain(chain => chain.Levels[RiskScope.Everything] = BreakerLevel.Normal);
        await StepAsync();
        Seen.Last().Authorised.ShouldBeFalse();
    }
}
