using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Guardian.Tests;

/// <summary>A member that follows the protocol with its own keys and lies in what it shows: the content of each part goes through a test's hand.</summary>
internal sealed class RogueMember : IAsyncDisposable
{
    /// <summary>What to show instead: the part, who asks, the honest content or null while it is not there; null shows nothing.</summary>
    internal delegate string? Spoil(CeremonyPart part, ushort caller, string? honest);

    /// <summary>What is shown after this is shown as the reason for giving up.</summary>
    internal const string Gone = "gone ";

    private readonly CancellationTokenSource _stop;
    private readonly WebApplication _app;
    private readonly CeremonyPeers _peers;
    private readonly Task _run;

    private RogueMember(WebApplication app, CeremonyPeers peers, Task run, CancellationTokenSource stop) => (_app, _peers, _run, _stop) = (app, peers, run, stop);

    public static async Task<RogueMember> StartAsync(
        GuardianOptions options, GuardianKeys keys, Ceremony ceremony, DataDirectory data, Spoil spoil, Func<CeremonySeat, CancellationToken, Task> run)
    {
        var (index, listen) = (options.Index, options.Listen);
        var board = new CeremonyBoard();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.ListenPinned(new Uri(listen), keys.Certificate, ceremony.Others(index).Select(member => member.Pin).ToHashSet()));
        var app = builder.Build();
        app.MapGet("/v1/ceremony/{id}/{part}", (HttpContext context, CeremonyPart part) =>
        {
            var caller = ceremony.Members.Single(member => member.Pin == TlsPin.Of(context.Connection.ClientCertificate!)).Index;
            if (spoil(part, caller, board.Find(part, caller)) is not { } content) return Results.NoContent();
            return content.StartsWith(Gone, StringComparison.Ordinal) ? Results.Text(content[Gone.Length..], statusCode: StatusCodes.Status410Gone) : Results.Text(content);
        });
        await app.StartAsync();
        var peers = new CeremonyPeers(ceremony, index, keys.Certificate, TimeProvider.System, _ => { });
        var stop = new CancellationTokenSource();
        var seat = new CeremonySeat(ceremony, index, keys, board, peers, new BegunCeremonies(data, TimeProvider.System), _ => { });
        return new RogueMember(app, peers, RunAsync(run(seat, stop.Token)), stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _peers.Dispose();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task RunAsync(Task run)
    {
        try
        {
            await run;
        }
        catch (CeremonyAbortedException)
        {
            // The honest members gave up, as they should.
        }
    }
}
