using Bridge.Protocol;
using Spectre.Console;

namespace Bridge.Localnet.Timelines;

/// <summary>Shows a timeline while work goes on: a table that lives in a terminal, a line per step anywhere else.</summary>
internal sealed class TimelineView(IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);
    private static readonly Step[] Steps = Enum.GetValues<Step>();

    /// <summary>Shows the board until <paramref name="work"/> ends, however it ends; then the last state once more.</summary>
    public async Task ShowAsync(TimelineBoard board, Task work)
    {
        if (console.Profile.Out.IsTerminal) await ShowLiveAsync(board, work);
        else await ShowLinesAsync(board, work);
    }

    /// <summary>The table of all transfers.</summary>
    public static Table Render(IReadOnlyList<TransferTimeline> transfers)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("transfers, milliseconds since the start");
        foreach (var name in (string[])["id", "from → to", "amount"]) table.AddColumn(new TableColumn(name).NoWrap());
        foreach (var step in Steps) table.AddColumn(new TableColumn(step.ToString().ToLowerInvariant()).RightAligned().NoWrap());
        table.AddColumn("state");
        foreach (var transfer in transfers) table.AddRow([.. Row(transfer).Select(cell => new Markup(cell))]);
        return table;
    }

    private static IEnumerable<string> Row(TransferTimeline transfer)
    {
        yield return transfer.Id ?? "…";
        yield return Markup.Escape($"{transfer.From} → {Place(transfer)}");
        yield return Markup.Escape($"{transfer.Amount} {transfer.Asset}");
        foreach (var step in Steps) yield return transfer.Times.TryGetValue(step, out var at) ? $"{at}" : "[grey]·[/]";
        yield return State(transfer);
    }

    private static string Place(TransferTimeline transfer) => transfer.Kind == TransferKind.MarginAccount ? $"{transfer.To} margin" : $"{transfer.To} wallet";

    private static string State(TransferTimeline transfer) => transfer.State switch
    {
        null => "[grey]sending[/]",
        TransferState.Released => "[green]released[/]",
        TransferState.Refunded => "[yellow]refunded[/]",
        { } state when state.IsEnd() => $"[red]{state}[/]",
        { } state => Markup.Escape(transfer.WaitingFor is { } reason ? $"{state}: {reason}" : $"{state}"),
    };

    private async Task ShowLiveAsync(TimelineBoard board, Task work) =>
        await console.Live(Render(board.Snapshot())).StartAsync(async live =>
        {
            while (!await EndsWithinAsync(work)) live.UpdateTarget(Render(board.Snapshot()));
            live.UpdateTarget(Render(board.Snapshot()));
        });

    private async Task ShowLinesAsync(TimelineBoard board, Task work)
    {
        var shown = new HashSet<(int, Step)>();
        bool ended;
        do
        {
            ended = await EndsWithinAsync(work);
            var snapshot = board.Snapshot();
            var news = from place in Enumerable.Range(0, snapshot.Count)
                       from step in Steps
                       where snapshot[place].Times.ContainsKey(step) && shown.Add((place, step))
                       select (At: snapshot[place].Times[step], Transfer: snapshot[place], Step: step);
            foreach (var (at, transfer, step) in news.OrderBy(line => line.At).ToArray())
                console.Profile.Out.Writer.WriteLine($"{at,7} ms  {transfer.Id,-8} {step.ToString().ToLowerInvariant(),-10} {transfer.From} → {Place(transfer)}: {transfer.Amount} {transfer.Asset}");
        }
        while (!ended);
    }

    private async Task<bool> EndsWithinAsync(Task work) => await Task.WhenAny(work, Task.Delay(Refresh, time)) == work;
}
