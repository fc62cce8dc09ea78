using Bridge.Guardian.Signing;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Tests;

public sealed class SessionStoreTests : IDisposable
{
    private static readonly TlsPin Relayer = TlsPin.Parse(Keccak256.Hash("relayer").ToString());
    private static readonly TlsPin OtherRelayer = TlsPin.Parse(Keccak256.Hash("other relayer").ToString());

    private static readonly SessionBinding Binding = new(
        GuardianEpoch.From(1), BatchId.From(TransferBuilder.EvmToSolana, 1, 1), TransferBuilder.Batch(1).Digest(GuardianEpoch.From(1)));

    private readonly ManualTime _time = new();
    private readonly SessionStore<TestNonces> _store;

    public SessionStoreTests() => _store = new(TimeSpan.FromSeconds(60), maximum: 10, maximumPerOwner: 6, _time);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void TryTake_UnknownSession_Nothing() => _store.TryTake(Session(1), Relayer, out _).ShouldBeFalse();

    [Fact]
    public void TryTake_SecondTime_Nothing()
    {
        Open(1).ShouldBe(SessionOutcome.Opened);
        _store.TryTake(Session(1), Relayer, out var taken).ShouldBeTrue();
        taken!.Binding.ShouldBe(Binding);
        _store.TryTake(Session(1), Relayer, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryTake_OtherRelayer_NothingAndNothingIsBurnt()
    {
        Open(1);
        _store.TryTake(Session(1), OtherRelayer, out _).ShouldBeFalse();
        _store.TryTake(Session(1), Relayer, out _).ShouldBeTrue();
    }

    [Fact]
    public void TryTake_Expired_NothingAndNoncesAreDisposed()
    {
        Open(1, out var nonces);
        _time.Advance(TimeSpan.FromSeconds(60));
        _store.TryTake(Session(1), Relayer, out _).ShouldBeFalse();
        nonces!.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public void Open_KnownSession_RefusedBeforeAndAfterItWasTaken()
    {
        Open(1);
        Open(1).ShouldBe(SessionOutcome.Known);
        _store.TryTake(Session(1), Relayer, out _);
        Open(1).ShouldBe(SessionOutcome.Known);
    }

    [Fact]
    public void Museum_M37_TryTake_ManyAtOnce_ExactlyOneGetsTheNonces()
    {
        for (var round = 0; round < 200; round++)
        {
            Open(round);
            var winners = 0;
            Parallel.For(0, 8, _ =>
            {
                if (_store.TryTake(Session(round), Relayer, out var _)) Interlocked.Increment(ref winners);
            });
            winners.ShouldBe(1);
            _store.Forget(Session(round));
        }
    }

    [Fact]
    public void Museum_M34_Open_HundredThousandSessions_StaysBoundedAndLeavesRoomForOthers()
    {
        var outcomes = Enumerable.Range(0, 100_000).Select(i => Open(i)).CountBy(outcome => outcome).ToDictionary();

        outcomes[SessionOutcome.Opened].ShouldBe(6);
        outcomes[SessionOutcome.TooMany].ShouldBe(99_994);
        _store.Count.ShouldBe(6);
        _store.HasRoom(OtherRelayer).ShouldBeTrue();
        for (var i = 0; i < 6; i++) _store.Open(Keccak256.Hash($"other {i}"), OtherRelayer, Binding, () => new TestNonces(), out _);
        _store.Count.ShouldBe(10);
        _time.Advance(TimeSpan.FromSeconds(60));
        _store.Expire();
        _store.Count.ShouldBe(0);
    }

    [Fact]
    public void Open_Full_MakesNoNonces()
    {
        for (var i = 0; i < 6; i++) Open(i);
        _store.Open(Session(7), Relayer, Binding, () => throw new InvalidOperationException("no nonces should be made"), out _).ShouldBe(SessionOutcome.TooMany);
    }

    private static Bytes32 Session(int number) => Bytes32.Parse($"{number + 1:x64}");

    private SessionOutcome Open(int number) => Open(number, out _);

    private SessionOutcome Open(int number, out TestNonces? nonces) => _store.Open(Session(number), Relayer, Binding, () => new TestNonces(), out nonces);

    private sealed class TestNonces : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
