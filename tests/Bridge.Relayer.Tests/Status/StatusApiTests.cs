using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Chains;
using Bridge.Frost;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Status;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Status;

/// <summary>The public API over a real HTTP listener.</summary>
public sealed class StatusApiTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task Routes_OneTransfer_AnswerAsAgreed()
    {
        await using var world = await World.StartAsync();
        var relayer = world.StartRelayer();
        await using var app = await ServeAsync(relayer);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        (await http.GetAsync("v1/transfers/2-1-1")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetAsync("v1/transfers/2-1-1/events")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await http.GetAsync("v1/transfers/nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await http.GetAsync("v1/transfers?state=lost")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await http.GetAsync("v1/transfers?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await http.GetAsync("v1/transfers?limit=501")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        world.EvmOut.FinalAtOnce = false;
        world.SolanaIn.MineFinal(TransferBuilder.Transfer(1, TransferBuilder.SolanaToEvm));
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 1, "paid");
        var events = http.GetStringAsync("v1/transfers/2-1-1/events");
        world.EvmOut.MakeFinal();

        (await events.WaitAsync(TimeSpan.FromSeconds(20))).ShouldContain("\"Released\"");
        var status = (await http.GetFromJsonAsync<TransferStatus>("v1/transfers/2-1-1", Json))!;
        (status.Id, status.State, status.Kind, status.Amount).ShouldBe(("2-1-1", TransferState.Released, TransferKind.Wallet, 1_000_000UL));
        (await http.GetFromJsonAsync<TransferStatus[]>("v1/transfers?state=released&limit=5", Json))!.ShouldHaveSingleItem().Id.ShouldBe("2-1-1");
        (await http.GetFromJsonAsync<TransferStatus[]>("v1/transfers?state=held", Json))!.ShouldBeEmpty();
    }

    [Fact]
    public async Task Transfer_ItsReleaseHadNoEffectAndIsLimitedNow_EveryRelayerSaysSo()
    {
        await using var world = await World.StartAsync();
        var (tries, fitsAt) = (0, TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1));
        world.EvmOut.Says = _ => Interlocked.Increment(ref tries) == 1 ? new ReleaseOutcome.Unknown("it reverted in its block") : new ReleaseOutcome.Limited(fitsAt);
        await using var one = await ServeAsync(world.StartRelayer("r1"));
        await using var two = await ServeAsync(world.StartRelayer("r2"));
        world.SolanaIn.MineFinal(TransferBuilder.Transfer(1, TransferBuilder.SolanaToEvm));
        foreach (var app in new[] { one, two })
        {
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
            await world.EventuallyAsync(
                async () => await http.GetAsync("v1/transfers/2-1-1") is { IsSuccessStatusCode: true } answer
                    && await answer.Content.ReadFromJsonAsync<TransferStatus>(Json) is { State: TransferState.Limited, WaitsUntil: not null },
                "limited, and not submitted any more");
        }
    }

    [Fact]
    public async Task Attestation_SignedAndNotDelivered_WhatTheDestinationTakes()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Says = _ => new ReleaseOutcome.Unknown("no money for fees");
        var relayer = world.StartRelayer();
        await using var app = await ServeAsync(relayer);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (await http.GetAsync("v1/transfers/nonsense/attestation")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await http.GetAsync("v1/transfers/2-1-1/attestation")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var transfer = TransferBuilder.Transfer(1, TransferBuilder.SolanaToEvm);
        world.SolanaIn.MineFinal(transfer);
        await world.EventuallyAsync(async () => (await http.GetAsync("v1/transfers/2-1-1/attestation")).IsSuccessStatusCode, "signed");
        var attestation = (await http.GetFromJsonAsync<AttestedBatch>("v1/transfers/2-1-1/attestation", Json))!.ToAttestation();
        attestation.Batch.Transfers.ShouldContain(transfer);
        FrostVerifier.Verify(world.Group.Public.GroupKey, attestation.Batch.Digest(attestation.Epoch), attestation.Signature).ShouldBeTrue();

        world.EvmOut.Says = _ => null;
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 1 && relayer.Core.Board.Find(transfer.Id)!.State == TransferState.Released, "released");
        (await http.GetAsync("v1/transfers/2-1-1/attestation")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "needs none any more");
    }

    [Fact]
    public async Task Health_GuardiansGoAway_TurnsTo503AndSaysWhy()
    {
        await using var world = await World.StartAsync();
        var relayer = world.StartRelayer();
        await using var app = await ServeAsync(relayer);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        await world.EventuallyAsync(() => relayer.Core.Health.Report().Healthy, "healthy");

        var well = await http.GetFromJsonAsync<RelayerHealth>("health", Json);
        (well!.Healthy, well.LiveGuardians, well.Threshold).ShouldBe((true, 5, 3));
        foreach (var guardian in world.Guardians) relayer.Core.Standing.Answered(guardian.Index, false);

        var answer = await http.GetAsync("health");
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadFromJsonAsync<RelayerHealth>(Json))!.Problems.ShouldContain("guardians: 0 answer, 3 are needed");
    }

    private static async Task<WebApplication> ServeAsync(RunningRelayer relayer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapRelayerStatus(relayer.Core.Board, relayer.Core.Status, relayer.Core.Signed, relayer.Core.Health);
        await app.StartAsync();
        return app;
    }
}
