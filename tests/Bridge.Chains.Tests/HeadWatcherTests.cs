using System.Runtime.CompilerServices;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests;

public sealed class HeadWatcherTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20), Poll = TimeSpan.FromMilliseconds(100);

    private readonly Signal _wake = new();
    private readonly SemaphoreSlim _more = new(0);
    private int _connections;

    [Fact]
    public async Task Heads_WakeWhatWaits_AlsoAfterTheConnectionWasLost()
    {
        using var stop = new CancellationTokenSource();
        var heads = new HeadWatcher(HeadsAsync, TimeProvider.System);
        heads.Wake(_wake);
        heads.Between(Poll).ShouldBe(Poll);
        var watching = heads.RunAsync(stop.Token);
        await WokenAsync();
        heads.Between(Poll).ShouldBe(3 * Poll);
        _connections.ShouldBe(1);
        _more.Release();
        await Eventually.TrueAsync("the connection is lost", Patience, () => Task.FromResult(heads.Between(Poll) == Poll));
        await WokenAsync();
        _connections.ShouldBe(2);
        await stop.CancelAsync();
        await watching;
    }

    // One head in each connection, which is lost when the test says so.
    private async IAsyncEnumerable<ulong> HeadsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connections);
        yield return 1;
        await _more.WaitAsync(cancellationToken);
        throw _connections == 1 ? new OperationCanceledException("Aborted") : new ChainReadException(ChainReadFailure.Unavailable, "the connection was lost");
    }

    private Task WokenAsync() => _wake.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, default).WaitAsync(Patience, TimeProvider.System);
}
