using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bridge.Cli;

/// <summary>Shows a transfer's timeline, once or until it ends.</summary>
internal static class TransferProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250), Silence = TimeSpan.FromSeconds(5);

    /// <summary>Follows a transfer to its end.</summary>
    /// <returns><see cref="CliApplication.Done"/> at the end, <see cref="CliApplication.StillOnItsWay"/> when the time was over first.</returns>
    /// <exception cref="CliException">It ended otherwise than <paramref name="wanted"/>.</exception>
    public static async Task<int> FollowAsync(
        CliSession session, TransferId id, TimeSpan timeout, CancellationToken cancellationToken, TransferState? wanted = null, KnownLock? known = null)
    {
        session.Slow.Dispose();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = session.Time.CreateTimer(_ => limit.Cancel(), null, timeout, Timeout.InfiniteTimeSpan);
        var check = new CheckedStatus(session, id, known);
        TransferStatus? last = null;
        DateTimeOffset? silentSince = null;
        var isToldSilent = false;
        try
        {
            while (last is null || !last.State.IsEnd())
            {
                var (status, silence) = await AskAsync(check, limit.Token);
                silentSince = silence is null ? null : silentSince ?? session.Time.GetUtcNow();
                if (silence is null) isToldSilent = false;
                else if (!isToldSilent && session.Time.GetUtcNow() - silentSince >= Silence)
                {
                    isToldSilent = true;
                    session.Errors.MarkupLineInterpolated($"[yellow]note:[/] {silence.Message} since {silentSince:HH:mm:ss}, and the transfer waits where it is; asking on. {silence.Remedy}");
                }

                if (status is not null && !session.Json) PrintNews(session, last, status);
                last = status ?? last;
                if (last is null || !last.State.IsEnd()) await Task.Delay(Interval, session.Time, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (last is not null) session.TryPrintStatus(last, check.Relayer);
            var before = last is null ? check.Untrue ?? "no relayer has seen it yet" : WordsOf(last) ?? $"{last.State}";
            if (!session.Json) session.Output.MarkupLineInterpolated($"[yellow]still on its way[/]: {(silentSince is { } since ? $"no relayer answers since {since:HH:mm:ss}; before that: {before}" : before)}. Go on with: bridge status {id} --watch");
            return CliApplication.StillOnItsWay;
        }

        if (!session.TryPrintStatus(last, check.Relayer)) session.Output.Write(await RenderAsync(session, last, check.Teller, cancellationToken));
        return wanted is null || last.State == wanted ? CliApplication.Done : throw new CliException($"transfer {id} has ended as {last.State}", await TransferAdvice.ForAsync(session, last, cancellationToken) ?? "nothing is left to do: it has one end only");
    }

    // Relayers that cannot be reached now may be back in a moment: the transfer goes on either way.
    private static async Task<(TransferStatus? Status, CliException? Silence)> AskAsync(CheckedStatus check, CancellationToken cancellationToken)
    {
        try
        {
            return (await check.FindAsync(TimeSpan.Zero, cancellationToken), null);
        }
        catch (CliException e)
        {
            return (null, e);
        }
    }

    // Whatever a relayer likes to write: never shown as the bridge's own words.
    private static string? WordsOf(TransferStatus status) => status.DescribeWait() is { } words ? $"a relayer says: {words}" : null;

    /// <summary>One transfer as a table: each step, when it was, what it took.</summary>
    /// <param name="session">Assets and chains.</param>
    /// <param name="status">It, as far as it may be believed.</param>
    /// <param name="teller">Whose words it is, for the reader; null: nobody's.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IRenderable> RenderAsync(CliSession session, TransferStatus status, string? teller, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("step").AddColumn("when").AddColumn("after", right => right.RightAligned()).AddColumn("transaction");
        DateTimeOffset? before = null;
        foreach (var (step, when) in Shown(status))
        {
            var transaction = step switch
            {
                "locked" => status.SourceTransaction,
                "submitted" when status.HoldTransaction is null && status.State is not (TransferState.Voided or TransferState.Refunded) => status.DestinationTransaction ?? "",
                "submitted" or "held" => status.HoldTransaction ?? "",
                // What somebody else submitted no relayer has a time of.
                "released" when status.HoldTransaction is not null || (status.State.IsEnd() && status.Times.Submitted is null) => status.DestinationTransaction ?? "",
                "void" => status.DestinationTransaction ?? "",
                "refunded" => status.RefundTransaction ?? "",
                _ => "",
            };
            table.AddRow(step, when is { } at ? $"{at.UtcDateTime:HH:mm:ss.fff}" : "-", when is { } now && before is { } then ? $"{(now - then).TotalMilliseconds:F0} ms" : "", transaction.EscapeMarkup());
            before = when ?? before;
        }

        var below = new List<IRenderable> { new Text($"transfer {status.Id}: {AmountOf(session, status)}, {status.State}"), table };
        if (teller is not null) below.Add(new Text(teller));
        if (WordsOf(status) is { } words) below.Add(new Text(words));
        if (await TransferAdvice.ForAsync(session, status, cancellationToken) is { } advice) below.Add(new Text($"what you can do: {advice}"));
        return new Rows(below);
    }

    /// <summary>Amount and asset as a status tells them.</summary>
    public static string AmountOf(CliSession session, TransferStatus status) => session.Deployment.Assets.FirstOrDefault(candidate => Bytes32.Parse(candidate.Id) == Bytes32.Parse(status.Asset)) is { } asset
        ? AmountText.Of(status.Amount, asset)
        : $"{status.Amount} units of {status.Asset}";

    private static IEnumerable<(string Step, DateTimeOffset? When)> Steps(TransferTimes times) =>
    [
        ("locked", times.Locked), ("final", times.Final), ("signed", times.Signed), ("submitted", times.Submitted), ("held", times.Held), ("released", times.Released),
        ("asked back", times.VoidRequested), ("void", times.Voided), ("refunded", times.Refunded),
    ];

    // The way there is always shown; a hold and the way back only when they are its way.
    private static IEnumerable<(string Step, DateTimeOffset? When)> Shown(TransferStatus status)
    {
        var isBack = status.State is TransferState.VoidRequested or TransferState.Voided or TransferState.Refunded;
        return Steps(status.Times).Where(step => step.When is not null || step.Step switch
        {
            "submitted" => !status.State.IsEnd(),
            "held" => status.State == TransferState.Held,
            "released" => !isBack,
            "asked back" or "void" or "refunded" => isBack,
            _ => true,
        });
    }

    private static void PrintNews(CliSession session, TransferStatus? last, TransferStatus status)
    {
        if (last is null) session.Output.MarkupLineInterpolated($"transfer [bold]{status.Id}[/], locked in {status.SourceTransaction}");
        var known = last is null ? [] : Steps(last.Times).Where(step => step.When is not null).Select(step => step.Step).ToHashSet();
        foreach (var (step, when) in Steps(status.Times).Where(step => step.When is not null && !known.Contains(step.Step)))
            session.Output.MarkupLineInterpolated($"  {when!.Value.UtcDateTime:HH:mm:ss.fff}  [green]{step}[/]");
        if (WordsOf(status) is { } words && (last is null || words != WordsOf(last))) session.Output.MarkupLineInterpolated($"                [grey]{words}[/]");
    }
}
