using Bridge.Chains;
using Bridge.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Watching;

/// <summary>Asks one chain, for as long as the guardian runs, which epoch's key is in force there.</summary>
/// <param name="readers">One for each source of the chain.</param>
/// <param name="quorum">How many have to answer; all that answer have to agree.</param>
/// <param name="bridge">The deployment.</param>
/// <param name="epochs">Where to note it.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
public sealed partial class EpochWorker(IReadOnlyList<IGuardianKeyReader> readers, int quorum, BridgeId bridge, ChainEpochs epochs, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan Unknown = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(5);

    /// <summary>One look; true when the sources agreed on an epoch.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var answers = (await Task.WhenAll(readers.Select(reader => AskAsync(reader, cancellationToken)))).OfType<GuardianKeyState>().ToList();
        // SECURITY: as for locks: enough sources, all of one mind, about this bridge (W2). Sources that see a rotation a moment apart disagree until the next look.
        if (answers.Count < quorum || answers.Distinct().Count() != 1 || answers[0].Bridge != bridge) return false;
        if (epochs.Note(readers[0].Chain, answers[0].Epoch)) Log.InForce(logger, readers[0].Chain.Value, answers[0].Epoch.Value);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(epochs[readers[0].Chain] is null ? Unknown : Known, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<GuardianKeyState?> AskAsync(IGuardianKeyReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(ReadAt.Finalized, cancellationToken);
        }
        catch (ChainReadException)
        {
            // The watcher of the chain tells the operator what is wrong with it.
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(124, LogLevel.Information, "chain {Chain} has the key of epoch {Epoch} in force")]
        public static partial void InForce(ILogger logger, ushort chain, uint epoch);
    }
}
