using Bridge.Frost.Signer.KeyFiles;
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

namespace Bridge.Guardian.Ceremonies;

/// <summary>A member's process during a ceremony: it serves its parts, runs the protocol, and stays until the others have what they need.</summary>
/// <remarks>
/// It serves at the port that the ceremony file names for it. When that is not the one of <c>public.json</c>, the daemon can go on signing with the
/// share in use beside it.
/// </remarks>
public sealed class CeremonyHost(GuardianOptions options, Ceremony ceremony, GuardianKeys keys, BegunCeremonies begun, Uri listen, TimeProvider time, Action<string> progress)
{
    private static readonly TimeSpan FarewellPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>How long it stays at most for others that do not fetch its last part. Default 60 s.</summary>
    public TimeSpan LongestFarewell { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it stays at most to tell the others that it gave up. Default 10 s.</summary>
    public TimeSpan LongestFarewellAfterAbort { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it waits at most for proof of who told two stories. Default 10 s.</summary>
    public TimeSpan LongestWaitForProof { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs the ceremony and stores its outcome, all of it while the others are served.</summary>
    /// <exception cref="CeremonyAbortedException">It ended early; the others were told.</exception>
    public async Task RunAsync(TimeSpan limit, Func<CeremonySeat, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        CheckSelf();
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var board = new CeremonyBoard(() => begun.Add(ceremony));
        await using var app = Serve(board);
        await app.StartAsync(cancellationToken);
        using var peers = new CeremonyPeers(ceremony, options.Index, keys.Certificate, time, progress);
        var seat = new CeremonySeat(ceremony, options.Index, keys, board, peers, begun, progress) { LongestWaitForProof = LongestWaitForProof };
        try
        {
            await run(seat, either.Token);
        }
        catch (CeremonyAbortedException e)
        {
            board.GiveUp(e.Message);
            throw Judged(e, BlameFile.Of(ceremony, e.Message, seat.Minutes));
        }
        catch (Exception e) when (e is ProtocolException or KeyRefusedException or KeyFileException or IOException)
        {
            board.GiveUp(e.Message);
            throw;
        }
        finally
        {
            // Others may still need this guardian's last part, or the reason why it gave up.
            await StayUntilServedAsync(board, cancellationToken);
            await app.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Where to listen: at the port the ceremony names for this guardian, on the address that the options listen on.</summary>
    public static Uri ListenAddress(GuardianOptions options, Ceremony ceremony, string publicUrl)
    {
        var own = new Uri(options.Listen);
        var named = ceremony.Members.SingleOrDefault(member => member.Index == options.Index)?.Url;
        return named is null || named == new Uri(publicUrl) ? own : new UriBuilder(own) { Port = named.Port }.Uri;
    }

    // What anybody else can judge is told apart from what this member saw, or was told.
    private static CeremonyAbortedException Judged(CeremonyAbortedException aborted, BlameFile blame) => blame.Judge() is { Count: > 0 } guilty
        ? new CeremonyAbortedException($"{aborted.Message}; guardian {string.Join(", ", guilty)} cheated: its own signed packages prove it", guilty, aborted) { Evidence = blame, IsStored = aborted.IsStored }
        : aborted;

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
            kestrel.ListenPinned(listen, keys.Certificate, others);
        });
        var app = builder.Build();
        app.MapCeremony(ceremony, board);
        return app;
    }

    private async Task StayUntilServedAsync(CeremonyBoard board, CancellationToken cancellationToken)
    {
        if (board.Abort is not null) board.Await(CeremonyPart.Certificate, ceremony.Others(options.Index).Select(member => member.Index));
        using var longest = new CancellationTokenSource(board.Abort is null ? LongestFarewell : LongestFarewellAfterAbort, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, longest.Token);
        while (board.Awaited.Count > 0 && !either.IsCancellationRequested)
            await Task.Delay(FarewellPoll, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (board.Awaited is { Count: > 0 } left && board.Abort is null)
            progress($"guardian {string.Join(", ", left)} did not ask for this guardian's last part: check that it has finished");
    }
}
