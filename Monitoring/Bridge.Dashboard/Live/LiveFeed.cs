using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Bridge.Dashboard.Live;

/// <summary>One event for the pages that listen.</summary>
/// <param name="Name">As <c>ServerEvents</c> of the contract has it.</param>
/// <param name="Data">Its JSON.</param>
internal readonly record struct LiveEvent(string Name, string Data);

/// <summary>Hands events to every page that listens. A slow page loses the oldest ones and reads the views again; it holds up nobody.</summary>
internal sealed class LiveFeed
{
    private const int MaxListeners = 200;
    private const int Kept = 256;

    private readonly ConcurrentDictionary<Channel<LiveEvent>, byte> _listeners = new();

    /// <summary>True when somebody listens: nothing has to be made for nobody.</summary>
    public bool HasListeners => !_listeners.IsEmpty;

    /// <summary>How many listen.</summary>
    public int Listeners => _listeners.Count;

    public void Publish(string name, object data)
    {
        if (!HasListeners) return;
        var made = new LiveEvent(name, System.Text.Json.JsonSerializer.Serialize(data, data.GetType(), Hosting.ApiJson.Options));
        foreach (var listener in _listeners.Keys) listener.Writer.TryWrite(made);
    }

    /// <summary>A new listener; null when there are too many.</summary>
    public Channel<LiveEvent>? Enter()
    {
        if (_listeners.Count >= MaxListeners) return null;
        var channel = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(Kept) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners[channel] = 0;
        return channel;
    }

    public void Leave(Channel<LiveEvent> listener) => _listeners.TryRemove(listener, out _);
}
