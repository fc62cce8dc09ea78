using Bridge.Chains;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.History;

/// <summary>Why a level stands and who set it, when that did not go through this server.</summary>
public sealed class ChangeAuthorTests : IAsyncLifetime
{
    private static readonly SignerAddress Guardian = SignerAddress.From(FakeDeployment.GuardianIdentity.EvmAddress());

    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task RaisedByAGuardian_IsExplainedByTheChainsRecord()
    {
        Raise(BreakerLevel.Stop, new(BreakerLevel.Stop, RiskReason.From("release without lock"), [Guardian], "0xhalt"));
        await _desk.StepAsync();

        using var vera = await _desk.SignInAsync("vera");
        var cell = (await vera.GetAsync("/api/breakers")).Json.GetProperty("cells").EnumerateArray().First(cell => cell.GetProperty("chain").GetString() == "evm");
        (cell.GetProperty("reason").GetString(), cell.GetProperty("by").GetString()).ShouldBe(("release without lock", $"guardian 1, {Guardian}"));
        cell.GetProperty("since").GetDateTimeOffset().ShouldBe(_desk.Time.GetUtcNow(), TimeSpan.FromMinutes(5));
        (await vera.GetAsync("/api/overview")).Json.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("text").GetString()).ShouldContain(text => text!.StartsWith($"everything on evm is at level 4 stop: release without lock, by guardian 1, {Guardian}, since ", StringComparison.Ordinal));
        var change = (await vera.GetAsync("/api/breakers/history")).Json.GetProperty("items")[0];
        (change.GetProperty("reason").GetString(), change.GetProperty("by").GetString(), change.GetProperty("transaction").GetString()).ShouldBe(("release without lock", $"guardian 1, {Guardian}", "0xhalt"));
    }

    [Fact]
    public async Task RaisedByAnOfficer_CarriesHisName()
    {
        Raise(BreakerLevel.Watch, new(BreakerLevel.Watch, RiskReason.From("odd"), [Desk.AddressOf(_desk.Oscar)], "0x1"));
        await _desk.StepAsync();
        _desk.Parts.Levels.Last(_desk.Evm.Chain, RiskScope.Everything)!.By.ShouldBe($"oscar, {Desk.AddressOf(_desk.Oscar)}");
    }

    [Fact]
    public async Task LoweredByTwoOfficers_IsBothTheirs_AndInTheAuditLogAsSeen()
    {
        Raise(BreakerLevel.Watch, new(BreakerLevel.Watch, RiskReason.From("over"), [Desk.AddressOf(_desk.Olga), Desk.AddressOf(_desk.Oscar)], "0x1"));
        await _desk.StepAsync();
        var by = $"olga, {Desk.AddressOf(_desk.Olga)} and oscar, {Desk.AddressOf(_desk.Oscar)}";
        _desk.Parts.Levels.Last(_desk.Evm.Chain, RiskScope.Everything)!.By.ShouldBe(by);
        var entry = _desk.Parts.Audit.All().Single(entry => entry.Event == "levelSeen");
        (entry.User, entry.Detail["scope"], entry.Detail["level"], entry.Detail["reason"], entry.Detail["by"], entry.Detail["transaction"]).ShouldBe((null, "everything", "1", "over", by, "0x1"));
    }

    [Fact]
    public async Task RecordOfAnotherLevel_ExplainsNothing()
    {
        Raise(BreakerLevel.Stop, new(BreakerLevel.Watch, RiskReason.From("an older one"), [Guardian], "0xold"));
        await _desk.StepAsync();
        _desk.Parts.Levels.Last(_desk.Evm.Chain, RiskScope.Everything)!.By.ShouldBeNull();

        _desk.Evm.Changes[RiskScope.Everything] = new(BreakerLevel.Stop, RiskReason.From("the record is there"), [Guardian], "0xnew");
        await _desk.StepAsync("evm authors");
        _desk.Parts.Levels.Last(_desk.Evm.Chain, RiskScope.Everything)!.Reason.ShouldBe("the record is there");
    }

    [Fact]
    public async Task WhatWentThroughThisServer_KeepsItsAuthor()
    {
        _desk.Parts.Levels.Expect(_desk.Evm.Chain, RiskScope.Everything, BreakerLevel.Stop, "drill", "dashboard (olga)");
        Raise(BreakerLevel.Stop, new(BreakerLevel.Stop, RiskReason.From("drill"), [_desk.OwnSentinel], "0x1"));
        await _desk.StepAsync();
        _desk.Parts.Levels.Last(_desk.Evm.Chain, RiskScope.Everything)!.By.ShouldBe("dashboard (olga)");
    }

    [Fact]
    public async Task ChainThatCannotBeRead_IsAskedAgain()
    {
        Raise(BreakerLevel.Stop, new(BreakerLevel.Stop, RiskReason.From("release without lock"), [Guardian], "0xhalt"));
        await _desk.StepAsync("evm control plane");
        _desk.Evm.Failure = new(ChainReadFailure.Unavailable, "no answer");
        await Should.ThrowAsync<ChainReadException>(() => _desk.StepAsync("evm authors"));
        _desk.Evm.Failure = null;
        await _desk.StepAsync("evm authors");
        _desk.Parts.Levels.Last(_desk.Evm.Chain, RiskScope.Everything)!.Reason.ShouldBe("release without lock");
    }

    private void Raise(BreakerLevel level, LevelChangeRecord record) => (_desk.Evm.Levels[RiskScope.Everything], _desk.Evm.Changes[RiskScope.Everything]) = (level, record);
}
