using Bridge.Chains;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;

namespace Bridge.Dashboard.Acting;

/// <summary>What became of something that was sent to a chain.</summary>
internal sealed record ChainOutcome(string Chain, string Outcome, string? Transaction, string? Error, string? Message)
{
    /// <summary>In a block.</summary>
    public static ChainOutcome Done(string chain, string? transaction) => new(chain, "done", transaction, null, null);

    /// <summary>The chain is at least that strict already.</summary>
    public static ChainOutcome AlreadyStricter(string chain, string message) => new(chain, "alreadyStricter", null, null, message);

    /// <summary>The chain, or this server on its behalf, said no.</summary>
    public static ChainOutcome Refused(string chain, string error, string message) => new(chain, "refused", null, error, message);

    /// <summary>Nothing is known: it may still land.</summary>
    public static ChainOutcome Unknown(string chain, string message) => new(chain, "unknown", null, null, message);

    public bool IsDone => Outcome == "done";
}

/// <summary>What an action led to, chain by chain.</summary>
internal sealed record ActionResult(string? Digest, IReadOnlyList<ChainOutcome> Outcomes);

/// <summary>Sends papers to the chains with keys that only pay fees. One thing at a time per chain, bounded in time.</summary>
internal sealed class ChainControls(Network network, IReadOnlyDictionary<ChainId, IReadOnlyList<IRiskControl>> controls) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);
    private readonly Dictionary<ChainId, SemaphoreSlim> _turns = controls.Keys.ToDictionary(chain => chain, _ => new SemaphoreSlim(1));

    /// <summary>Sends to one chain, through the next source when one does not answer.</summary>
    /// <remarks>Sending a paper again is harmless: its nonce is spent with the first time it lands.</remarks>
    public async Task<ChainOutcome> SendAsync(ChainId chain, Func<IRiskControl, CancellationToken, Task<string>> send, CancellationToken cancellationToken)
    {
        var name = network.NameOf(chain);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        string? unknown = null;
        try
        {
            await _turns[chain].WaitAsync(limit.Token);
            try
            {
                foreach (var control in controls[chain])
                {
                    try
                    {
                        return ChainOutcome.Done(name, await send(control, limit.Token));
                    }
                    catch (RiskRefusedException e) when (unknown is not null && e.Error == "NonceUsed")
                    {
                        return ChainOutcome.Done(name, null);
                    }
                    catch (RiskRefusedException e)
                    {
                        return ChainOutcome.Refused(name, e.Error, e.Message);
                    }
                    catch (ChainReadException e)
                    {
                        unknown = e.Message;
                    }
                }
            }
            finally
            {
                _turns[chain].Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            unknown ??= $"{name} did not answer in {Limit.TotalSeconds:0} s";
        }

        return ChainOutcome.Unknown(name, unknown ?? $"{name} has no source");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var turn in _turns.Values) turn.Dispose();
    }
}
