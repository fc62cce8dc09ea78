using Bridge.Frost.Signer;
using Microsoft.Extensions.Hosting;

namespace Bridge.Guardian.Signing;

/// <summary>Throws old nonces away also when nobody asks for anything.</summary>
public sealed class SessionExpiryWorker(SessionStore<SigningNonces> sessions, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private ITimer? _timer;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => sessions.Expire(), null, Period, Period);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();
}
