using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Keys;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Protocol.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Keygen;

/// <summary>A member's process during a ceremony: it serves its parts on the signing API's address, runs the protocol, and writes the key.</summary>
public sealed class CeremonyHost(DataDirectory directory, GuardianOptions options, Ceremony ceremony, GuardianKeys keys, TimeProvider time, Action<string> progress)
{
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestFarewellAfterAbort = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FarewellPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the ceremony; <paramref name="write"/> stores the key once everybody has certified it.</summary>
    /// <exception cref="CeremonyAbortedException">It ended without a key; nothing was written.</exception>
    public async Task RunAsync(TimeSpan limit, Action<GeneratedKey> write, CancellationToken cancellationToken)
    {
        CheckSelf();
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var board = new CeremonyBoard();
        await using var app = Serve(board);
        await app.StartAsync(cancellationToken);
        using var peers = new CeremonyPeers(ceremony, options.Index, keys.Certificate, time, progress);
        try
        {
            var generated = await new CeremonyRunner(ceremony, options.Index, keys.Identity, board, peers, progress).RunAsync(either.Token);
            using var share = generated.Key;
            write(generated);
            progress($"key share of epoch {ceremony.Epoch} written to {directory.Keys}, public group to {directory.Group}");
        }
        finally
        {
            // Others may still need this guardian's certificate, or the reason why it gave up.
            await StayUntilAllHaveFinishedAsync(board, cancellationToken);
            await app.StopAsync(CancellationToken.None);
        }
    }

    private void CheckSelf()
    {
        // SECURITY: a ceremony file that has another key or address for this guardian is not about this guardian.
        var self = ceremony.Members.SingleOrDefault(member => member.Index == options.Index)
            ?? throw new ProtocolException($"guardian {options.Index} is not a member of the ceremony");
        if (self.Pin != TlsPin.Of(keys.Certificate)) throw new ProtocolException($"the ceremony has another TLS pin for guardian {options.Index} than its certificate here");
        if (self.Identity != PartyAddress.FromEvm(keys.Identity.EvmAddress()).Value)
            throw new ProtocolException($"the ceremony has another identity for guardian {options.Index} than its key here");
    }

    private WebApplication Serve(CeremonyBoard board)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddBridgeConsole();
        builder.Services.AddRoutingCore();
        var others = ceremony.Others(options.Index).Select(member => member.Pin).ToHashSet();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            PinnedListener.SetLimits(kestrel);
            kestrel.ListenPinned(new Uri(options.Listen), keys.Certificate, others);
        });
        var app = builder.Build();
        app.MapCeremony(ceremony, board);
        return app;
    }

    private async Task StayUntilAllHaveFinishedAsync(CeremonyBoard board, CancellationToken cancellationToken)
    {
        using var longest = new CancellationTokenSource(board.Abort is null ? LongestFarewell : LongestFarewellAfterAbort, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, longest.Token);
        while (board.Finished.Count < ceremony.Members.Count - 1 && !either.IsCancellationRequested)
            await Task.Delay(FarewellPoll, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (board.Finished.Count < ceremony.Members.Count - 1 && board.Abort is null)
            progress($"only {board.Finished.Count} of {ceremony.Members.Count - 1} others asked for this guardian's certificate: check that they have finished");
    }
}
