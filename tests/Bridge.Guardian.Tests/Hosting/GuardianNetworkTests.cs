using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Bridge.Frost;
using Bridge.Frost.Signing;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Signing;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

/// <summary>Five guardians over real, mutually authenticated TLS on loopback: they make a key, then sign for a small coordinator.</summary>
public sealed class GuardianNetworkTests : IAsyncLifetime
{
    private readonly TestGuardian[] _guardians = [.. Enumerable.Range(1, 5).Select(i => new TestGuardian((ushort)i))];
    private readonly X509Certificate2 _relayer = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("relayer", TimeProvider.System.GetUtcNow()));
    private readonly X509Certificate2 _stranger = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("stranger", TimeProvider.System.GetUtcNow()));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var guardian in _guardians) await guardian.DisposeAsync();
        _relayer.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task FiveGuardians_KeygenThenSign_TheGroupsSignatureAndNobodyElseGetsIn()
    {
        await Task.WhenAll(_guardians.Select(guardian => guardian.KeygenAsync(TestCeremony.Of(_guardians))));
        var groups = _guardians.Select(guardian => File.ReadAllText(guardian.Data.Group)).ToList();
        groups.Distinct().ShouldHaveSingleItem();

        await StartAllAsync();
        var batch = Batch(3, lane: SolanaToEvm);
        foreach (var guardian in _guardians)
        {
            guardian.Evm.MineFinal();
            guardian.Solana.MineFinal([.. batch.Transfers]);
        }

        foreach (var guardian in _guardians) await AwaitHealthyAsync(guardian, locks: 3);
        await SignAsync(batch, GroupFile.Load(_guardians[0].Data.Group));
        await StrangersAreRefusedAsync(batch);
        await RolesAreKeptApartAsync(batch);
        await ObservationsAreSignedAsync(batch);
    }

    private Task StartAllAsync() => Task.WhenAll(_guardians.Select(guardian => guardian.StartAsync(
        new HashSet<TlsPin> { TlsPin.Of(_relayer) },
        _guardians.Where(other => other != guardian).Select(other => other.Pin).ToHashSet())));

    private async Task SignAsync(TransferBatch batch, GroupFile group)
    {
        var session = Keccak256.Hash("network session").ToString();
        var chosen = _guardians.Skip(1).Take(3).ToList();
        var commitments = new List<CommitmentMessage>();
        var digest = batch.Digest(GuardianEpoch.From(1));
        foreach (var guardian in chosen)
        {
            var committed = await PostAsync<CommitResponse>(guardian, GuardianRoutes.Commit, new CommitRequest(session, 1, BatchName.Of(batch.Id)));
            committed.Digest.ShouldBe(digest.ToString());
            commitments.Add(committed.Commitment);
        }

        var shares = new List<SignatureShare>();
        foreach (var guardian in chosen)
            shares.Add(SignatureShare.From(await PostAsync<SignResponse>(guardian, GuardianRoutes.Sign, new SignRequest(session, 1, BatchName.Of(batch.Id), commitments))));

        var key = GroupPublicKey.From(group.Threshold, Frost.Curve.Point.Parse(group.GroupKey), group.VerifyingShares.Select(share =>
            KeyValuePair.Create(ParticipantId.From(share.Key), Frost.Curve.Point.Parse(share.Value))));
        var package = SigningPackage.From(key, commitments.Select(NonceCommitment.From), digest);
        var signature = SignatureAggregator.Aggregate(package, shares).ShouldBeOfType<AggregationResult.Completed>().Signature;
        FrostVerifier.Verify(key.GroupKey, digest, signature).ShouldBeTrue();
    }

    // M34: no pin, no handshake; and the plain listener is no way around it.
    private async Task StrangersAreRefusedAsync(TransferBatch batch)
    {
        var guardian = _guardians[0];
        var request = new CommitRequest(Keccak256.Hash("stranger's session").ToString(), 1, BatchName.Of(batch.Id));
        using var stranger = new HttpClient(PinnedTls.CreateHandler(_stranger, guardian.Pin)) { BaseAddress = new Uri(guardian.Options.Listen) };
        await Should.ThrowAsync<HttpRequestException>(() => stranger.PostAsJsonAsync(GuardianRoutes.Commit, request));

        var bare = new SocketsHttpHandler();
        bare.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => PinnedTls.IsPinned(certificate, new HashSet<TlsPin> { guardian.Pin });
        using var nobody = new HttpClient(bare) { BaseAddress = new Uri(guardian.Options.Listen) };
        await Should.ThrowAsync<HttpRequestException>(() => nobody.PostAsJsonAsync(GuardianRoutes.Commit, request));

        using var plain = new HttpClient { BaseAddress = new Uri(guardian.Options.HealthListen) };
        plain.DefaultRequestHeaders.Host = new Uri(guardian.Options.Listen).Authority;
        (await plain.PostAsJsonAsync(GuardianRoutes.Commit, request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await plain.PostAsJsonAsync(GuardianRoutes.Sign, request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await plain.GetAsync($"/v1/observations/{batch.Transfers[0].Id}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task RolesAreKeptApartAsync(TransferBatch batch)
    {
        var request = new CommitRequest(Keccak256.Hash("peer's session").ToString(), 1, BatchName.Of(batch.Id));
        using var peer = _guardians[1].ClientTo(_guardians[0]);
        (await peer.PostAsJsonAsync(GuardianRoutes.Commit, request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await peer.GetAsync($"/v1/observations/{batch.Transfers[0].Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var relayer = ClientTo(_guardians[0]);
        foreach (var body in (string[])["", "null", "{}", "[1]", """{"session":null,"epoch":1,"batch":null}""", new string('[', 100)])
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            var answer = await relayer.PostAsync(GuardianRoutes.Commit, content);
            answer.StatusCode.ShouldBe(HttpStatusCode.Conflict, body);
            (await answer.Content.ReadFromJsonAsync<RefusalResponse>())!.Reason.ShouldBe(RefusalReason.BadRequest, body);
        }

        using var huge = new StringContent(new string(' ', 200_000), System.Text.Encoding.UTF8, "application/json");
        (await relayer.PostAsync(GuardianRoutes.Commit, huge)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task ObservationsAreSignedAsync(TransferBatch batch)
    {
        using var relayer = ClientTo(_guardians[2]);
        (await relayer.GetAsync("/v1/observations/2-1-99")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await relayer.GetAsync("/v1/observations/nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var observation = (await relayer.GetFromJsonAsync<ObservationMessage>($"/v1/observations/{batch.Transfers[1].Id}"))!;
        observation.Guardian.ShouldBe((ushort)3);
        observation.Transfer.ShouldBe(Hex.Encode(batch.Transfers[1].Encode()));
        var digest = Observations.Digest(Hex.Decode(observation.Transfer), observation.Height, Bytes32.Parse(observation.BlockHash));
        var signer = EcdsaKey.RecoverEvmAddress(digest, EcdsaSignature.From(Hex.Decode(observation.Signature)))!;
        Hex.Encode(signer).ShouldBe(_guardians[2].Public.Identity);
    }

    private static async Task AwaitHealthyAsync(TestGuardian guardian, long locks)
    {
        using var client = new HttpClient { BaseAddress = new Uri(guardian.Options.HealthListen) };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var answer = await client.GetAsync("/health");
            var report = (await answer.Content.ReadFromJsonAsync<Health.HealthReport>())!;
            if (answer.StatusCode == HttpStatusCode.OK && report.JournalLocks >= locks) return;
            limit.IsCancellationRequested.ShouldBeFalse($"{report.JournalLocks} locks; {string.Join("; ", report.Problems)}");
            await Task.Delay(50);
        }
    }

    private async Task<T> PostAsync<T>(TestGuardian guardian, string route, object request)
    {
        using var client = ClientTo(guardian);
        using var answer = await client.PostAsJsonAsync(route, request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }

    private HttpClient ClientTo(TestGuardian guardian) => new(PinnedTls.CreateHandler(_relayer, guardian.Pin)) { BaseAddress = new Uri(guardian.Options.Listen) };
}
