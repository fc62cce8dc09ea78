using System.Net;
using System.Text.Json;
using Bridge.Chains;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Readings;

/// <summary>What was scheduled without this server leaves a trace when it has ended, and a veto says what it ends.</summary>
public sealed class ForeignEndTests : DeskTests
{
    [Fact]
    public async Task Museum_M75_WhatCannotBeRead_HasNotEnded()
    {
        var paper = await ScheduledAsync();
        EndsAs(paper, ProposalStanding.Vetoed, Desk.Oscar);
        Desk.Evm.Failure = new(ChainReadFailure.Unavailable, "no answer");
        Desk.Time.Advance(TimeSpan.FromMinutes(5));
        await Desk.StepAsync("evm proposals");
        Entries("proposalEnded").ShouldBeEmpty();
        (await EndsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task VetoedElsewhere_StaysInTheAuditLogAndTheHistory_ByNameAndTransaction()
    {
        var paper = await ScheduledAsync();
        var seen = Entries("proposalSeen").ShouldHaveSingleItem();
        (seen["chain"], seen["action"], seen["proposal"]).ShouldBe(("evm", "SetLimits", paper.Digest.ToString()));
        seen["fields"].ShouldContain("capacity 9000000000");
        seen["by"].ShouldContain("oscar");
        (await EndsAsync()).ShouldBeEmpty("it waits");

        EndsAs(paper, ProposalStanding.Vetoed, Desk.Oscar);
        for (var turn = 0; turn < 2; turn++) await Desk.StepAsync();
        var ended = Entries("proposalEnded").ShouldHaveSingleItem();
        (ended["standing"], ended["transaction"], ended["proposal"]).ShouldBe(("Vetoed", "evm end", paper.Digest.ToString()));
        ended["endedBy"].ShouldBe($"oscar, {Desk.AddressOf(Desk.Oscar)}");
        var end = (await EndsAsync("?action=SetLimits")).ShouldHaveSingleItem();
        (Text(end, "chain"), Text(end, "action"), Text(end, "standing"), Text(end, "transaction")).ShouldBe(("evm", "SetLimits", "Vetoed", "evm end"));
        Text(end, "by")!.ShouldStartWith("oscar, ");
        end.GetProperty("fields").Deserialize<Dictionary<string, string>>()!.ShouldBe(RiskFields.Of(paper.Action));
        (await EndsAsync("?action=GrantRole")).ShouldBeEmpty();
        (await Olga.GetAsync("/api/proposals/history?action=nonsense")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(ProposalStanding.Executed)]
    [InlineData(ProposalStanding.Expired)]
    public async Task ExecutedOrExpired_IsKeptLikewise(object standing)
    {
        var paper = await ScheduledAsync();
        EndsAs(paper, (ProposalStanding)standing, null);
        await Desk.StepAsync();
        (Text((await EndsAsync()).ShouldHaveSingleItem(), "standing"), Entries("proposalEnded").ShouldHaveSingleItem()["standing"]).ShouldBe(($"{standing}", $"{standing}"));
    }

    [Fact]
    public async Task WithoutARecordOfItsEnd_ThatIsSaid_AfterManyLooks()
    {
        var paper = await ScheduledAsync();
        Desk.Evm.Scheduled.TryRemove(paper.Digest, out _);
        await Desk.StepAsync();
        (await EndsAsync()).ShouldBeEmpty("a chain shows the record some moments later");
        for (var turn = 0; turn < 120; turn++) await Desk.StepAsync("evm proposals");
        Text((await EndsAsync()).ShouldHaveSingleItem(), "standing").ShouldBe("NotKnown");
    }

    [Fact]
    public async Task Veto_SaysWhatItEnds_AndClosesWhenThatHasEndedWithoutIt()
    {
        var paper = await ScheduledAsync();
        var veto = await VetoAsync(paper.Digest);
        Entries("paperCreated").Last()["ends"].ShouldBe($"set the limits of {FakeDeployment.Symbol} on evm (1)");
        var view = (await Olga.GetAsync($"/api/papers/{Papers.Digest(veto)}")).Json;
        Text(view.GetProperty("ends"), "action").ShouldBe("SetLimits");
        view.GetProperty("ends").GetProperty("fields").Deserialize<Dictionary<string, string>>()!.ShouldBe(RiskFields.Of(paper.Action));
        await Desk.StepAsync();
        Text((await Olga.GetAsync($"/api/papers/{Papers.Digest(veto)}")).Json, "state").ShouldBe("collecting");
        // One node shows it no more, another one still does: it has not ended.
        EndsAs(paper, ProposalStanding.Scheduled, null);
        for (var turn = 0; turn < 120; turn++) await Desk.StepAsync("papers");
        Text((await Olga.GetAsync($"/api/papers/{Papers.Digest(veto)}")).Json, "state").ShouldBe("collecting");
        Text((await EndsAsync()).FirstOrDefault(), "standing").ShouldBeNull();
        Desk.Evm.Scheduled[paper.Digest] = Desk.Time.GetUtcNow().AddHours(1);
        await Desk.StepAsync();

        EndsAs(paper, ProposalStanding.Vetoed, Desk.Oscar);
        await Desk.StepAsync();
        view = (await Olga.GetAsync($"/api/papers/{Papers.Digest(veto)}")).Json;
        Text(view, "state").ShouldBe("overtaken");
        var on = view.GetProperty("chains").EnumerateArray().ShouldHaveSingleItem();
        (Text(on, "state"), Text(on, "transaction")).ShouldBe(("overtaken", "evm end"));
        Text(on, "problem").ShouldBe($"what it would end was vetoed already by oscar, {Desk.AddressOf(Desk.Oscar)}");
        (await Olga.PostAsync($"/api/papers/{Papers.Digest(veto)}/signatures", new { signature = Papers.Sign(veto, Desk.Olga) })).Status.ShouldBe(HttpStatusCode.Conflict);
        Text(view.GetProperty("ends"), "action").ShouldBe("SetLimits", "also after it has ended");
    }

    [Fact]
    public async Task Veto_ThatItsOwnSignerSubmittedElsewhere_IsDone()
    {
        var paper = await ScheduledAsync();
        var veto = await VetoAsync(paper.Digest, Desk.Olga);
        EndsAs(paper, ProposalStanding.Vetoed, Desk.Olga);
        await Desk.StepAsync();
        Text((await Olga.GetAsync($"/api/papers/{Papers.Digest(veto)}")).Json, "state").ShouldBe("done");
    }

    [Fact]
    public async Task Museum_M75_VetoStaysOpen_WhileNobodyCanSay()
    {
        var paper = await ScheduledAsync();
        var veto = await VetoAsync(paper.Digest);
        EndsAs(paper, ProposalStanding.Vetoed, Desk.Oscar);
        Desk.Evm.Failure = new(ChainReadFailure.Unavailable, "no answer");
        await Desk.StepAsync("papers");
        Text((await Olga.GetAsync($"/api/papers/{Papers.Digest(veto)}")).Json, "state").ShouldBe("collecting");
    }

    [Fact]
    public async Task Veto_StaysOpen_WhileTheRecordSaysThatItsProposalWaits()
    {
        var paper = await ScheduledAsync();
        var veto = await VetoAsync(paper.Digest);
        // A source that is behind lists it no more, or not yet.
        EndsAs(paper, ProposalStanding.Scheduled, null);
        await Desk.StepAsync();
        Text((await Olga.GetAsync($"/api/papers/{Papers.Digest(veto)}")).Json, "state").ShouldBe("collecting");
    }

    private async Task<RiskPaper> ScheduledAsync()
    {
        var action = new SetLimits { Chain = Desk.Evm.Chain, Nonce = 1, NotAfter = Papers.Lower(Desk.Time).NotAfter, Asset = TransferBuilder.Asset, Limits = new(1_000_000_000, 9_000_000_000, 1_000, 500_000_000) };
        var paper = new RiskPaper(TransferBuilder.Bridge, action);
        foreach (var officer in new[] { Desk.Olga, Desk.Oscar }) paper.Add(RiskSignature.Make(action, TransferBuilder.Bridge, officer));
        (Desk.Evm.Shown[paper.Digest], Desk.Evm.Scheduled[paper.Digest]) = (paper, Desk.Time.GetUtcNow().AddHours(1));
        await Desk.StepAsync();
        return paper;
    }

    private async Task<Veto> VetoAsync(Bytes32 proposal, params Bridge.Protocol.Cryptography.EcdsaKey[] signers)
    {
        var veto = new Veto { Chain = Desk.Evm.Chain, Nonce = 2, NotAfter = Papers.Lower(Desk.Time).NotAfter, Proposal = proposal };
        var answer = await Olga.PostAsync("/api/papers", Papers.Draft(veto, signers));
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return veto;
    }

    private void EndsAs(RiskPaper paper, ProposalStanding standing, Bridge.Protocol.Cryptography.EcdsaKey? by)
    {
        Desk.Evm.Scheduled.TryRemove(paper.Digest, out _);
        Desk.Evm.Ended[paper.Digest] = new(
            paper.Digest, paper.Action.Kind, paper.Action, standing, Desk.Time.GetUtcNow(), null, standing == ProposalStanding.Expired ? null : "evm end", null, by is null ? null : Desk.AddressOf(by));
    }

    private List<IReadOnlyDictionary<string, string>> Entries(string @event) => [.. Desk.Parts.Audit.All().Where(entry => entry.Event == @event).Select(entry => entry.Detail)];

    private async Task<List<JsonElement>> EndsAsync(string question = "") => [.. (await Olga.GetAsync($"/api/proposals/history{question}")).Json.GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement of, string name) => of.ValueKind == JsonValueKind.Undefined ? null : of.GetProperty(name).GetString();
}
