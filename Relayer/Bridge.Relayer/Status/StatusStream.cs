using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Intake;

namespace Bridge.Relayer.Status;

/// <summary>One transfer's status, as it is now and at each change, until it has ended. So many listeners at once and no more.</summary>
internal sealed class StatusStream(TransferBoard board, StatusStore store)
{
    private const int MaxListeners = 500;
    private int _listeners;

    /// <summary>True when one more may listen; whoever asks has to listen then.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _listeners) <= MaxListeners) return true;
        Interlocked.Decrement(ref _listeners);
        return false;
    }

    public async IAsyncEnumerable<TransferStatus> WatchAsync(TransferId id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A slow listener sees the newest state, not every one.
        var changes = Channel.CreateBounded<TransferRecord>(new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.DropOldest });
        void OnChanged(TransferRecord record)
        {
            if (record.Id == id) changes.Writer.TryWrite(record);
        }

        board.Changed += OnChanged;
        try
        {
            if (board.Find(id) is { } now) changes.Writer.TryWrite(now);
            await foreach (var record in changes.Reader.ReadAllAsync(cancellationToken))
            {
                yield return await store.CompleteAsync(record);
                if (record.State.IsEnd()) yield break;
            }
        }
        finally
        {
            board.Changed -= OnChanged;
            Interlocked.Decrement(ref _listeners);
        }
    }
}
