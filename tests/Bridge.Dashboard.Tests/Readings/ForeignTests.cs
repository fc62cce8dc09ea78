using System.Text.Json;
using Bridge.Chains;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Readings;

/// <summary>What was scheduled without this server is judged as what was made here.</summary>
public sealed class ForeignTests : DeskTests
{
    [Fact]
    public async Task Scheduled_ShowsWhatItDoesWhoAgreedAndUntilWhen()
    {
        var (paper, ready) = Schedule(Raise());
        await Desk.StepAsync();

        var foreign = (await Olga.GetAsync("/api/breakers")).Json.GetProperty("foreign").EnumerateArray().ShouldHaveSingleItem();
        (Text(foreign, "chain"), Text(foreign, "digest"), Text(foreign, "action")).ShouldBe(("evm", paper.Digest.ToString(), "SetLimits"));
        foreign.GetProperty("fields").Deserialize<Dictionary<string, string>>()!.ShouldBe(RiskFields.Of(paper.Action));
        foreign.GetProperty("signers").EnumerateArray().Select(signer => (Text(signer, "address"), Text(signer, "user"))).ShouldBe(
            [($"{Desk.AddressOf(Desk.Olga)}", "olga"), ($"{Desk.AddressOf(Desk.Oscar)}", "oscar")], ignoreOrder: true);
        (foreign.GetProperty("readyAt").GetDateTimeOffset(), foreign.GetProperty("until").GetDateTimeOffset()).ShouldBe((ready, ready.AddDays(1)));

        var proposed = (await Olga.GetAsync("/api/limits")).Json.GetProperty("rows").EnumerateArray().Single(row => Text(row, "chain") == "evm").GetProperty("proposed").EnumerateArray().ShouldHaveSingleItem();
        (Text(proposed, "paper"), Text(proposed, "action"), proposed.GetProperty("foreign").GetBoolean()).ShouldBe((paper.Digest.ToString(), "SetLimits", true));
        proposed.GetProperty("fields").Deserialize<Dictionary<string, string>>()!.ShouldBe(RiskFields.Of(paper.Action));
        proposed.GetProperty("signers").EnumerateArray().Select(signer => Text(signer, "user")).ShouldBe(["olga", "oscar"], ignoreOrder: true);
        (proposed.GetProperty("readyAt").GetDateTimeOffset(), proposed.GetProperty("until").GetDateTimeOffset()).ShouldBe((ready, ready.AddDays(1)));
        var problem = Desk.Parts.Overview.Now().Problems.Single(problem => problem.Text.Contains("nobody made here", StringComparison.Ordinal));
        (problem.Severity, problem.Link).ShouldBe(("critical", "/breakers"));
        problem.Text.ShouldContain($"set the limits of {FakeDeployment.Symbol} on evm (1)");
    }

    [Fact]
    public async Task WhatTheChainDoesNotShow_IsStillThere()
    {
        Desk.Evm.Scheduled[Keccak256.Hash("presented through another contract")] = Desk.Time.GetUtcNow().AddHours(1);
        await Desk.StepAsync();
        var foreign = (await Olga.GetAsync("/api/breakers")).Json.GetProperty("foreign").EnumerateArray().ShouldHaveSingleItem();
        (Text(foreign, "action"), foreign.GetProperty("fields").ValueKind, foreign.GetProperty("signers").GetArrayLength()).ShouldBe(("LowerLevel", JsonValueKind.Null, 0));
        Desk.Parts.Overview.Now().Problems.ShouldContain(problem => problem.Text.Contains("the chain does not show the paper", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PaperTakenBackHere_AndScheduledAllTheSame_IsSomebodyElses()
    {
        var (paper, _) = Schedule(Raise());
        (await Olga.PostAsync("/api/papers", Papers.Draft(paper.Action))).Status.ShouldBe(System.Net.HttpStatusCode.Created);
        await Desk.StepAsync("evm proposals");
        (await Olga.GetAsync("/api/breakers")).Json.GetProperty("foreign").GetArrayLength().ShouldBe(0);
        (await Olga.DeleteAsync($"/api/papers/{paper.Digest}")).Status.ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await Olga.GetAsync("/api/breakers")).Json.GetProperty("foreign").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Museum_M75_WhatIsScheduledCannotBeRead_IsSaid()
    {
        Schedule(Raise());
        await Desk.StepAsync();
        Desk.Evm.Failure = new(ChainReadFailure.Unavailable, "no answer");
        await Desk.StepAsync("evm proposals");
        Desk.Time.Advance(TimeSpan.FromSeconds(1));
        var problems = Desk.Parts.Overview.Now().Problems;
        problems.ShouldContain(problem => problem.Text.StartsWith("what is scheduled on evm cannot be read", StringComparison.Ordinal));
        problems.ShouldContain(problem => problem.Text.Contains("nobody made here", StringComparison.Ordinal), "what was read before stays");
    }

    private SetLimits Raise() => new()
    {
        Chain = Desk.Evm.Chain, Nonce = 1, NotAfter = Papers.Lower(Desk.Time).NotAfter, Asset = TransferBuilder.Asset, Limits = new(1_000_000_000, 9_000_000_000, 1_000, 500_000_000),
    };

    private (RiskPaper Paper, DateTimeOffset Ready) Schedule(RiskAction action)
    {
        var paper = new RiskPaper(TransferBuilder.Bridge, action);
        foreach (var officer in new[] { Desk.Olga, Desk.Oscar }) paper.Add(RiskSignature.Make(action, TransferBuilder.Bridge, officer));
        var ready = DateTimeOffset.FromUnixTimeSeconds(Desk.Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
        (Desk.Evm.Shown[paper.Digest], Desk.Evm.Scheduled[paper.Digest]) = (paper, ready);
        return (paper, ready);
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
