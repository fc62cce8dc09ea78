using System.Net;
using Bridge.Chains;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Acting;

public sealed class PaperTests : DeskTests
{
    [Fact]
    public async Task Museum_M39_PaperWhoseDigestIsNotItsFields_IsRefused()
    {
        var action = Papers.Lower(Desk.Time);
        var other = action with { Level = BreakerLevel.Watch };
        await RefusedAsync("tampered", "/api/papers", new { action = "LowerLevel", fields = RiskFields.Of(other), digest = Papers.Digest(action), signatures = Array.Empty<string>() });
        await RefusedAsync("tampered", "/api/papers", new { action = "LowerLevel", fields = RiskFields.Of(action), digest = action.Digest(BridgeId.From(Keccak256.Hash("other bridge"))).ToString(), signatures = Array.Empty<string>() });
        Desk.Parts.Papers.Open().ShouldBeEmpty();
    }

    [Fact]
    public async Task Museum_M39_SignatureOverSomethingElse_IsRefused()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time));
        // Shown one thing, signed another: the signature gives a stranger's address under this digest.
        await RefusedAsync("tampered", Sign(action), new { signature = Papers.Sign(action with { Level = BreakerLevel.Watch }, Desk.Olga) });
        await RefusedAsync("tampered", Sign(action), new { signature = RiskSignature.Make(action, BridgeId.From(Keccak256.Hash("other bridge")), Desk.Olga).ToString() });
    }

    [Fact]
    public async Task SignersWithoutTheRole_AreRefused()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time));
        using var stranger = EcdsaKey.From(Keccak256.Hash("stranger").ToArray());
        await RefusedAsync("tampered", Sign(action), new { signature = Papers.Sign(action, stranger) });
        await RefusedAsync("tampered", Sign(action), new { signature = Papers.Sign(action, Desk.Sentinel) });
        // On one chain only is not on every chain.
        Desk.Evm.Roles[Desk.AddressOf(stranger)] = RiskRole.Officer;
        await RefusedAsync("tampered", Sign(action), new { signature = Papers.Sign(action, stranger) });
    }

    [Fact]
    public async Task Sentinel_MaySignAVeto()
    {
        var veto = await CreatedAsync(new Veto { Chain = null, Nonce = 1, NotAfter = Papers.Lower(Desk.Time).NotAfter, Proposal = Keccak256.Hash("proposal") });
        (await Olga.PostAsync(Sign(veto), new { signature = Papers.Sign(veto, Desk.Sentinel) })).Json.GetProperty("complete").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Museum_M77_OneOfficerTwice_IsNotTwo()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time));
        (await Olga.PostAsync(Sign(action), new { signature = Papers.Sign(action, Desk.Olga) })).Status.ShouldBe(HttpStatusCode.OK);
        await RefusedAsync("conflict", Sign(action), new { signature = Papers.Sign(action, Desk.Olga) });
        await RefusedAsync("conflict", $"{Path(action)}/submit", new { });
        Desk.Both.ShouldAllBe(chain => chain.Acts.IsEmpty);
    }

    [Fact]
    public async Task OtherFormsOfASignature_AreRefused()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time));
        var good = Hex.Decode(Papers.Sign(action, Desk.Olga));
        byte[] recovery = [.. good.AsSpan(0, 64), (byte)(good[64] - 27)];
        foreach (var wrong in new[] { Hex.Encode(recovery), Hex.Encode(good.AsSpan(0, 64)), "0x", "nothing", Hex.Encode(new byte[65]) }) await RefusedAsync("badRequest", Sign(action), new { signature = wrong });
    }

    [Fact]
    public async Task ChainThatCannotSayWhoSigns_IsNoYes()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time));
        foreach (var chain in Desk.Both) chain.Failure = new(ChainReadFailure.Unavailable, "no answer");
        var answer = await Olga.PostAsync(Sign(action), new { signature = Papers.Sign(action, Desk.Olga) });
        (answer.Status, answer.Error).ShouldBe((HttpStatusCode.ServiceUnavailable, "unavailable"));
        // One that answers is enough: each chain judges again by itself.
        Desk.Evm.Failure = null;
        (await Olga.PostAsync(Sign(action), new { signature = Papers.Sign(action, Desk.Olga) })).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TwoOfficers_LoosenAfterTheDelay()
    {
        Desk.Evm.Levels[RiskScope.Everything] = Desk.Solana.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        await Desk.StepAsync();
        var action = await CreatedAsync(Papers.Lower(Desk.Time));
        await Olga.PostAsync(Sign(action), new { signature = Papers.Sign(action, Desk.Olga) });
        using var oscar = await Desk.SignInAsync("oscar");
        (await oscar.PostAsync(Sign(action), new { signature = Papers.Sign(action, Desk.Oscar) })).Json.GetProperty("state").GetString().ShouldBe("complete");
        (await oscar.PostAsync($"{Path(action)}/submit")).Json.GetProperty("outcomes").GetArrayLength().ShouldBe(2);
        await Desk.StepAsync("papers");
        (await oscar.GetAsync(Path(action))).Json.GetProperty("state").GetString().ShouldBe("scheduled");
        (await oscar.PostAsync($"{Path(action)}/execute")).Error.ShouldBe("conflict");
        Desk.Both.ShouldAllBe(chain => chain.Executions.IsEmpty);

        Desk.Time.Advance(TimeSpan.FromHours(2));
        await Desk.StepAsync();
        using var again = await Desk.SignInAsync("oscar");
        (await again.GetAsync(Path(action))).Json.GetProperty("state").GetString().ShouldBe("ready");
        // The clock of one chain is behind this server's.
        Desk.Solana.Refusal = new RiskRefusedException("NotReady", "not yet");
        var execution = again.PostAsync($"{Path(action)}/execute");
        await Eventually.TrueAsync("the chain was asked", TimeSpan.FromMinutes(1), () => Task.FromResult(Desk.Solana.Refusals > 0));
        Desk.Solana.Refusal = null;
        (await execution).Json.GetProperty("outcomes").EnumerateArray().ShouldAllBe(outcome => outcome.GetProperty("outcome").GetString() == "done");
        Desk.Both.ShouldAllBe(chain => chain.Executions.Count == 1);
        await Desk.StepAsync();
        (await again.GetAsync(Path(action))).Json.GetProperty("state").GetString().ShouldBe("done");
        var change = (await again.GetAsync("/api/breakers/history")).Json.GetProperty("items")[0];
        (change.GetProperty("to").GetInt32(), change.GetProperty("reason").GetString()).ShouldBe((0, "looked into it"));
        foreach (var (name, key) in new[] { ("olga", Desk.Olga), ("oscar", Desk.Oscar) }) change.GetProperty("by").GetString()!.ShouldContain($"{name}, {Desk.AddressOf(key)}");
    }

    [Fact]
    public async Task VetoedPaper_IsSeen()
    {
        Desk.Evm.Levels[RiskScope.Everything] = Desk.Solana.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        await Desk.StepAsync();
        var action = await CreatedAsync(Papers.Lower(Desk.Time), Desk.Olga, Desk.Oscar);
        await Olga.PostAsync($"{Path(action)}/submit");
        await Desk.StepAsync("papers");
        foreach (var chain in Desk.Both) chain.Scheduled.Clear();
        await Desk.StepAsync("papers");
        (await Olga.GetAsync(Path(action))).Json.GetProperty("state").GetString().ShouldBe("vetoed");
        (await Olga.PostAsync($"{Path(action)}/execute")).Error.ShouldBe("conflict");
    }

    [Fact]
    public async Task PaperThatNobodyExecutedInTime_IsExpiredAndNotVetoed()
    {
        Desk.Evm.Levels[RiskScope.Everything] = Desk.Solana.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        await Desk.StepAsync();
        var action = await CreatedAsync(Papers.Lower(Desk.Time), Desk.Olga, Desk.Oscar);
        await Olga.PostAsync($"{Path(action)}/submit");
        await Desk.StepAsync("papers");
        Desk.Time.Advance(TimeSpan.FromDays(365));
        // A chain may show it no more, or still.
        Desk.Evm.Scheduled.Clear();
        await Desk.StepAsync("papers");
        using var again = await Desk.SignInAsync("oscar");
        (await again.GetAsync(Path(action))).Json.GetProperty("state").GetString().ShouldBe("expired");
    }

    [Fact]
    public async Task PaperSubmittedByAnother_IsFollowed()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time), Desk.Olga, Desk.Oscar);
        foreach (var chain in Desk.Both) chain.Scheduled[Bytes32.Parse(Papers.Digest(action))] = Desk.Time.GetUtcNow().AddHours(1);
        await Desk.StepAsync("papers");
        (await Olga.GetAsync(Path(action))).Json.GetProperty("state").GetString().ShouldBe("scheduled");
        (await Olga.DeleteAsync(Path(action))).Error.ShouldBe("conflict");
    }

    [Fact]
    public async Task WhatWasScheduledBehindTheServersBack_IsShown()
    {
        var digest = Keccak256.Hash("paper that nobody made here");
        Desk.Evm.Scheduled[digest] = Desk.Time.GetUtcNow().AddHours(1);
        await Desk.StepAsync();
        var foreign = (await Olga.GetAsync("/api/breakers")).Json.GetProperty("foreign");
        (foreign.GetArrayLength(), foreign[0].GetProperty("digest").GetString(), foreign[0].GetProperty("action").GetString()).ShouldBe((1, digest.ToString(), "LowerLevel"));
        Desk.Parts.Overview.Now().Problems.ShouldContain(problem => problem.Severity == "critical" && problem.Text.Contains("nobody made here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Phone_TightensAndNeverLoosens()
    {
        using var phone = await Desk.SignInAsync("olga", phone: true);
        var transfer = await LockedAsync();
        foreach (RiskAction loosening in new RiskAction[] { Papers.Lower(Desk.Time), Papers.Approve(Desk.Time, transfer) })
        {
            var answer = await phone.PostAsync("/api/papers", Papers.Draft(loosening));
            (answer.Status, answer.Error).ShouldBe((HttpStatusCode.Forbidden, "phone"));
            await CreatedAsync(loosening);
            (await phone.PostAsync(Sign(loosening), new { signature = Papers.Sign(loosening, Desk.Olga) })).Error.ShouldBe("phone");
            (await phone.PostAsync($"{Path(loosening)}/submit")).Error.ShouldBe("phone");
        }

        (await phone.PostAsync("/api/papers", Papers.Draft(Papers.Reject(Desk.Time, transfer)))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Approval_OfWhatTheSourceDidNotLock_IsRefused()
    {
        var forged = TransferBuilder.Transfer(99);
        Desk.Solana.Held.Add(new(forged.Id, forged.Leaf(), forged.Asset, forged.Amount, Desk.Time.GetUtcNow(), 0));
        await Desk.StepAsync();
        await RefusedAsync("tampered", "/api/papers", Papers.Draft(Papers.Approve(Desk.Time, forged)));
        var locked = await LockedAsync();
        await RefusedAsync("tampered", "/api/papers", Papers.Draft(Papers.Approve(Desk.Time, locked, (locked with { Amount = locked.Amount + 1 }).Leaf())));
        (await Olga.PostAsync("/api/papers", Papers.Draft(Papers.Approve(Desk.Time, locked)))).Status.ShouldBe(HttpStatusCode.Created);
        var hold = (await Olga.GetAsync("/api/holds")).Json.GetProperty("queue")[0];
        hold.GetProperty("matches").GetBoolean().ShouldBeFalse();
        hold.GetProperty("transfer").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Rejection_OfAForgedRelease_IsTaken()
    {
        var forged = TransferBuilder.Transfer(99);
        await RefusedAsync("tampered", "/api/papers", Papers.Draft(Papers.Reject(Desk.Time, forged)));
        Desk.Solana.Held.Add(new(forged.Id, forged.Leaf(), forged.Asset, forged.Amount, Desk.Time.GetUtcNow(), 0));
        await Desk.StepAsync();
        (await Olga.PostAsync("/api/papers", Papers.Draft(Papers.Reject(Desk.Time, forged)))).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task HeldRelease_IsPaidOnlyWhenItsLockWasRead()
    {
        (await Olga.PostAsync("/api/holds/1-2-99/execute")).Status.ShouldBe(HttpStatusCode.NotFound);
        var locked = await LockedAsync();
        (await Olga.PostAsync($"/api/holds/{locked.Id}/execute")).Status.ShouldBe(HttpStatusCode.OK);
        Desk.Solana.PaidHolds.ShouldBe([locked]);
    }

    [Fact]
    public async Task Papers_OutOfTimeOrOfNoChain_AreRefused()
    {
        var action = Papers.Lower(Desk.Time);
        foreach (var wrong in new[] { action with { NotAfter = 1 }, action with { NotAfter = action.NotAfter + (40 * 86_400) }, action with { Chain = ChainId.From(9) } }) await RefusedAsync("badRequest", "/api/papers", Papers.Draft(wrong));
        await RefusedAsync("badRequest", "/api/papers", new { action = "Nothing", fields = new { }, digest = Papers.Digest(action), signatures = Array.Empty<string>() });
        await RefusedAsync("badRequest", "/api/papers", new { action = "LowerLevel", fields = new { chain = "0" }, digest = Papers.Digest(action), signatures = Array.Empty<string>() });
    }

    [Fact]
    public async Task FileOfTheCommandLine_IsThePaper()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time), Desk.Olga);
        var file = (await Olga.GetAsync($"{Path(action)}/file")).Text;
        RiskPaper.Parse(file, TransferBuilder.Bridge).Signers.ShouldBe([Desk.AddressOf(Desk.Olga)]);
        await RefusedAsync("conflict", "/api/papers", file);
        (await Olga.DeleteAsync(Path(action))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await Olga.GetAsync(Path(action))).Json.GetProperty("state").GetString().ShouldBe("withdrawn");
        await RefusedAsync("conflict", Sign(action), new { signature = Papers.Sign(action, Desk.Oscar) });
    }

    [Fact]
    public async Task Signer_HasTheNameThatTheAdministratorWroteDown()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time), Desk.Olga);
        (await Olga.GetAsync(Path(action))).Json.GetProperty("signers")[0].GetProperty("user").GetString().ShouldBe("olga");
    }

    [Fact]
    public async Task PaperThatANewerOneHasOvertaken_IsSaidAndNotSigned_OnceNoChainTakesIt()
    {
        var action = await CreatedAsync(Papers.Lower(Desk.Time, nonce: 5), Desk.Olga);
        Desk.Evm.LastNonces[Desk.AddressOf(Desk.Olga)] = 6;
        (await StateAsync(action)).ShouldBe(("collecting", 1), "the other chain takes it");
        Desk.Solana.LastNonces[Desk.AddressOf(Desk.Olga)] = 5;
        (await StateAsync(action)).ShouldBe(("superseded", 2));
        var refused = await Olga.PostAsync(Sign(action), new { signature = Papers.Sign(action, Desk.Oscar) });
        (refused.Status, refused.Error).ShouldBe((HttpStatusCode.Conflict, "conflict"));
        refused.Text.ShouldContain("has signed what was used there with nonce 5, and this paper has 5: a new paper is needed");
        Desk.Solana.LastNonces[Desk.AddressOf(Desk.Olga)] = 4;
        (await Olga.PostAsync(Sign(action), new { signature = Papers.Sign(action, Desk.Oscar) })).Json.GetProperty("complete").GetBoolean().ShouldBeTrue("one chain takes it");
        Desk.Solana.LastNonces[Desk.AddressOf(Desk.Oscar)] = 7;
        (await StateAsync(action)).ShouldBe(("superseded", 2), "one signer's newer paper is enough");
        (await Olga.DeleteAsync(Path(action))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await StateAsync(action)).ShouldBe(("withdrawn", 0));
    }

    // Its state, and on how many chains something speaks against it.
    private async Task<(string? State, int Problems)> StateAsync(RiskAction action)
    {
        // A first look asks for the signers.
        await Olga.GetAsync(Path(action));
        await Desk.StepAsync("evm roles and delays");
        await Desk.StepAsync("solana roles and delays");
        var paper = (await Olga.GetAsync(Path(action))).Json;
        return (paper.GetProperty("state").GetString(), paper.GetProperty("chains").EnumerateArray().Count(chain => chain.GetProperty("problem").GetString() is not null));
    }

    private async Task<Transfer> LockedAsync()
    {
        var transfer = TransferBuilder.Transfer(1);
        if (Desk.Parts.Queries.Find(transfer.Id) is null) Desk.Evm.Locks.MineFinal(transfer);
        await Desk.StepAsync("evm locks");
        return transfer;
    }

    private async Task<T> CreatedAsync<T>(T action, params EcdsaKey[] signers) where T : RiskAction
    {
        var answer = await Olga.PostAsync("/api/papers", Papers.Draft(action, signers));
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return action;
    }

    private async Task RefusedAsync(string error, string path, object body)
    {
        var answer = await Olga.PostAsync(path, body);
        answer.Error.ShouldBe(error, answer.Text);
    }

    private static string Path(RiskAction action) => $"/api/papers/{Papers.Digest(action)}";

    private static string Sign(RiskAction action) => $"{Path(action)}/signatures";
}
