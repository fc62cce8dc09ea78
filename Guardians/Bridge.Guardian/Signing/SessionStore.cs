using System.Diagnostics.CodeAnalysis;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Signing;

/// <summary>What a session's nonces were made for: they serve this and nothing else.</summary>
public sealed record SessionBinding(GuardianEpoch Epoch, BatchId Batch, MessageDigest Digest, SigningPurpose Purpose = SigningPurpose.Attestation);

/// <summary>A session's nonces, handed out once. Whoever takes them disposes them.</summary>
public sealed record TakenSession<TNonces>(SessionBinding Binding, TNonces Nonces);

/// <summary>What came of opening a session.</summary>
public enum SessionOutcome
{
    /// <summary>The nonces are kept.</summary>
    Opened = 1,

    /// <summary>This session was answered before.</summary>
    Known = 2,

    /// <summary>As many sessions as allowed are open, in all or for this coordinator.</summary>
    TooMany = 3,
}

/// <summary>One-time nonces of open sessions: in memory only, bounded in number and time, handed out once.</summary>
/// <remarks>
/// A process that ends forgets all of them, and that is the point: nothing restored from a disk can make a nonce come twice (W10, M37). A session
/// that was taken stays known, without its nonces, until its share's intent is on disk or its time is over, so one session id is answered once.
/// </remarks>
public sealed class SessionStore<TNonces>(TimeSpan lifetime, int maximum, int maximumPerOwner, TimeProvider time) : IDisposable
    where TNonces : class, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Bytes32, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byAge = [];
    private readonly Dictionary<TlsPin, int> _perOwner = [];

    /// <summary>Sessions kept now, taken ones included.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>True while this coordinator may open another session. Asked before any work is done for it.</summary>
    public bool HasRoom(TlsPin owner)
    {
        lock (_gate) return HasRoom_NeedsLock(owner);
    }

    /// <summary>Makes nonces for a session and keeps them; makes none when the session may not be opened.</summary>
    public SessionOutcome Open(Bytes32 session, TlsPin owner, SessionBinding binding, Func<TNonces> create, out TNonces? nonces)
    {
        nonces = null;
        lock (_gate)
        {
            if (!HasRoom_NeedsLock(owner)) return SessionOutcome.TooMany;
            // SECURITY: one session id, one answer, whoever asks again (W10).
            if (_entries.ContainsKey(session)) return SessionOutcome.Known;
            nonces = create();
            _entries[session] = _byAge.AddLast(new Entry(session, owner, binding, time.GetUtcNow() + lifetime) { Nonces = nonces });
            _perOwner[owner] = _perOwner.GetValueOrDefault(owner) + 1;
            return SessionOutcome.Opened;
        }
    }

    /// <summary>Takes a session's nonces: the first call gets them, every later one gets nothing.</summary>
    public bool TryTake(Bytes32 session, TlsPin owner, [NotNullWhen(true)] out TakenSession<TNonces>? taken)
    {
        taken = null;
        lock (_gate)
        {
            Expire_NeedsLock();
            // SECURITY: another relayer neither uses nor burns a session that is not its own.
            if (!_entries.TryGetValue(session, out var node) || node.Value.Owner != owner) return false;
            // SECURITY: taken under the lock and gone for good: two requests at once never get one nonce pair (W10, M37).
            if (node.Value.Nonces is not { } nonces) return false;
            node.Value.Nonces = null;
            taken = new TakenSession<TNonces>(node.Value.Binding, nonces);
            return true;
        }
    }

    /// <summary>Forgets a taken session whose id is on disk by now.</summary>
    public void Forget(Bytes32 session)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(session, out var node)) Remove_NeedsLock(node);
        }
    }

    /// <summary>Drops what is too old.</summary>
    public void Expire()
    {
        lock (_gate) Expire_NeedsLock();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            while (_byAge.First is { } node) Remove_NeedsLock(node);
        }
    }

    private bool HasRoom_NeedsLock(TlsPin owner)
    {
        Expire_NeedsLock();
        // SECURITY: bounded memory whatever is asked, and one coordinator cannot take the others' room (M34).
        return _entries.Count < maximum && _perOwner.GetValueOrDefault(owner) < maximumPerOwner;
    }

    private void Expire_NeedsLock()
    {
        while (_byAge.First is { } oldest && oldest.Value.ExpiresAt <= time.GetUtcNow()) Remove_NeedsLock(oldest);
    }

    private void Remove_NeedsLock(LinkedListNode<Entry> node)
    {
        node.Value.Nonces?.Dispose();
        _byAge.Remove(node);
        _entries.Remove(node.Value.Session);
        if (--_perOwner[node.Value.Owner] == 0) _perOwner.Remove(node.Value.Owner);
    }

    private sealed record Entry(Bytes32 Session, TlsPin Owner, SessionBinding Binding, DateTimeOffset ExpiresAt)
    {
        public TNonces? Nonces { get; set; }
    }
}
