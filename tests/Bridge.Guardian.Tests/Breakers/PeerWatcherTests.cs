using System.Net;
using System.Net.Http.Json;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol.GuardianApi;
using Bridge.Risk.Events;

namespace Bridge.Guardian.Tests;

/// <summary>A guardian and four others that are asked: threshold 3.</summary>
public sealed class PeerWatcherTests : IDisposable
{
    private readonly DeskFixture _fixture = new();
    private readonly List<Answering> _peers = [.. Enumerable.Range(2, 4).Select(index => new Answering((ushort)index))];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(3, 0, false)]
    [InlineData(2, 1, false)]
    [InlineData(2, 0, true)]
    [InlineData(0, 2, true)]
    [InlineData(0, 3, false)]
    public async Task RunOnce_AfterARelease_TripsWhenEvenTheSilentOnesAreTooFew(int signed, int silent, bool trips)
    {
        var transfer = TransferBuilder.Transfer(1);
        // The journal is older than the lock.
        await _fixture.WatchAsync();
        await _fixture.WatchAsync(transfer);
        for (var i = 0; i < _peers.Count; i++)
        {
            _peers[i].Says = i < signed ? new(transfer.Id.ToString(), true, transfer.Leaf().ToString(), transfer.Leaf().ToString())
                : i < signed + silent ? null
                : new(transfer.Id.ToString(), true, transfer.Leaf().ToString(), null);
        }

        _fixture.Risk.Apply(new ReleaseSeen(_fixture.Time.GetUtcNow(), transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, PayoutKind.Paid, "t", 1));
        await Make().RunOnceAsync(CancellationToken.None);
        _fixture.Risk.Breakers.Any(breaker => breaker.Source == "missing-transcript").ShouldBe(trips);
    }

    [Fact]
    public async Task RunOnce_AGuardianWhoseJournalIsYounger_IsSilentAndAccusesNobody()
    {
        var transfer = TransferBuilder.Transfer(1);
        // The journal is older than the lock.
        await _fixture.WatchAsync();
        await _fixture.WatchAsync(transfer);
        foreach (var peer in _peers) peer.Says = new(transfer.Id.ToString(), Remembers: false, transfer.Leaf().ToString(), null);
        _fixture.Risk.Apply(new ReleaseSeen(_fixture.Time.GetUtcNow(), transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, PayoutKind.Paid, "t", 1));
        await Make().RunOnceAsync(CancellationToken.None);
        _fixture.Risk.Breakers.ShouldNotContain(breaker => breaker.Source == "missing-transcript");
    }

    [Fact]
    public async Task RunOnce_ASignatureOfOtherContent_IsNoTranscript()
    {
        var transfer = TransferBuilder.Transfer(1);
        // The journal is older than the lock.
        await _fixture.WatchAsync();
        await _fixture.WatchAsync(transfer);
        foreach (var peer in _peers) peer.Says = new(transfer.Id.ToString(), true, Keccak256.Hash("another").ToString(), Keccak256.Hash("another").ToString());
        _fixture.Risk.Apply(new ReleaseSeen(_fixture.Time.GetUtcNow(), transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, PayoutKind.Paid, "t", 1));
        await Make().RunOnceAsync(CancellationToken.None);
        _fixture.Risk.Breakers.ShouldContain(breaker => breaker.Source == "missing-transcript");
    }

    [Fact]
    public async Task Answer_TellsWhatIsInTheJournal_AndNoMoreThanAPage()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        var line = Own.Answer(new(["1-2-1"]))!.Lines.ShouldHaveSingleItem();
        (line.Witnessed, line.Signed).ShouldBe((TransferBuilder.Transfer(1).Leaf().ToString(), null));
        Own.Answer(new(["nonsense"])).ShouldBeNull();
        Own.Answer(new([.. Enumerable.Range(1, 257).Select(i => $"1-2-{i}")])).ShouldBeNull();
    }

    [Fact]
    public async Task RunOnce_CountsWhoIsAlive()
    {
        foreach (var peer in _peers.Skip(1)) peer.IsDown = true;
        await Make().RunOnceAsync(CancellationToken.None);
        _fixture.Risk.Breakers.ShouldContain(breaker => breaker.Source == "thin-quorum");
    }

    private Transcripts Own => new(1, new LockJournal(_fixture.Database), _fixture.Intents, _fixture.Chains);

    private PeerWatcher Make() => new(
        [.. _peers.Select(peer => new Peer(peer.Index, new HttpClient(peer) { BaseAddress = new Uri("https://guardian.test") }))], 3, _fixture.Risk, new LockJournal(_fixture.Database), Own, _fixture.Time);

    private sealed class Answering(ushort index) : HttpMessageHandler
    {
        public ushort Index => index;

        public bool IsDown { get; set; }

        public TranscriptLine? Says { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsDown) return Task.FromException<HttpResponseMessage>(new HttpRequestException("down"));
            // Asked about nothing, everybody answers; of a transfer it may be silent.
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new TranscriptResponse(index, Says is null ? [] : [Says]), options: ApiJson.Options) });
        }
    }
}
