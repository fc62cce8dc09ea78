using Spectre.Console;

namespace Bridge.Cli;

/// <summary>
/// Says that answers are slow, so that nobody takes a command for dead: a node or a relayer may take many seconds to fail. On the error console, and only when it takes long;
/// until the command has ended or tells its own progress.
/// </summary>
internal sealed class SlowNotice : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4), Again = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly List<string> _relayers = [];
    private readonly IAnsiConsole _errors;
    private readonly string _nodes;
    private readonly ITimer _timer;
    private bool _isOver;
    private int _tellers;

    public SlowNotice(IAnsiConsole errors, TimeProvider time, IEnumerable<string> chains)
    {
        (_errors, _nodes) = (errors, $"the nodes of {string.Join(" and ", chains)}");
        _timer = time.CreateTimer(_ => Say(), null, Patience, Again);
    }

    /// <summary>A relayer is asked until what is returned is disposed of.</summary>
    public IDisposable Asking(string relayer)
    {
        lock (_gate) _relayers.Add(relayer);
        return new Ended(() => _relayers.Remove(relayer), _gate);
    }

    /// <summary>Somebody else tells what is waited for, until what is returned is disposed of.</summary>
    public IDisposable Told()
    {
        lock (_gate) _tellers++;
        return new Ended(() => _tellers--, _gate);
    }

    /// <summary>Nothing is said from here on.</summary>
    public void Dispose()
    {
        lock (_gate) _isOver = true;
        _timer.Dispose();
    }

    private void Say()
    {
        lock (_gate)
        {
            if (_isOver || _tellers > 0) return;
            var whom = _relayers.Count == 0 ? _nodes : string.Join(" and ", _relayers.Distinct().Select(relayer => $"the relayer at {relayer}"));
            _errors.MarkupLineInterpolated($"[grey]waiting for {whom} to answer …[/]");
        }
    }

    private sealed class Ended(Action end, Lock gate) : IDisposable
    {
        public void Dispose()
        {
            lock (gate) end();
        }
    }
}
