using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Spectre.Console;

namespace Bridge.Cli;

/// <summary>
/// What the relayers say of one transfer, as far as it may be believed. They are trusted for nothing: that it has ended is believed only when the chain that ends it says so
/// itself; whoever says otherwise is named, and the next relayer's status is taken.
/// </summary>
internal sealed class CheckedStatus(CliSession session, TransferId id)
{
    // A chain's node may be a little behind a relayer's: it is asked again, not at each look.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly EndProof _proof = new(session, id);
    private readonly Dictionary<(string Relayer, TransferState State), Doubt> _doubts = [];

    /// <summary>What some relayer says that its chain does not, the newest of it; null when nobody does.</summary>
    public string? Untrue => _doubts.Values.MaxBy(doubt => doubt.At)?.Words;

    /// <summary>The furthest status that may be believed; null when no relayer that answered has one.</summary>
    /// <exception cref="CliException">No relayer answered.</exception>
    public async Task<TransferStatus?> FindAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (var (relayer, status) in await session.Relayers.FindAllAsync(id, cancellationToken))
        {
            // SECURITY: a relayer can say anything: only the chain that pays, or pays back, ends a transfer.
            if (!status.State.IsEnd() || await HasEndedAsync(relayer, status.State, patience, cancellationToken)) return status;
        }

        return null;
    }

    /// <summary>The same, once.</summary>
    /// <exception cref="CliException">No relayer answered, none knows it, or those that do say what their chain does not.</exception>
    public async Task<TransferStatus> RequireAsync(CancellationToken cancellationToken)
    {
        var status = await FindAsync(EndProof.FinalityPatience, cancellationToken);
        if (status is null && Untrue is { } untrue) throw new CliException(untrue, $"believe the chain: 'bridge status {id} --from-chain'");
        foreach (var doubt in _doubts.Values) Note(doubt);
        return status ?? throw new CliException($"the relayers do not know transfer {id}", "check the id; a fresh lock appears within seconds; '--from-chain' asks the chains themselves");
    }

    private async Task<bool> HasEndedAsync(string relayer, TransferState said, TimeSpan patience, CancellationToken cancellationToken)
    {
        var before = _doubts.GetValueOrDefault((relayer, said));
        if (before is not null && session.Time.GetElapsedTime(before.At) < AskAgain) return false;
        if (await WhyNotAsync(said, patience, cancellationToken) is not { } why)
        {
            _doubts.Remove((relayer, said));
            return true;
        }

        var doubt = new Doubt($"the relayer at {relayer} says that {id} has ended as {said}, and {why}", session.Time.GetTimestamp());
        _doubts[(relayer, said)] = doubt;
        // Said once, when the chain was asked a second time.
        if (before is { IsSaid: false }) Note(doubt);
        doubt.IsSaid = before is not null;
        return false;
    }

    private async Task<string?> WhyNotAsync(TransferState said, TimeSpan patience, CancellationToken cancellationToken)
    {
        var chain = EndProof.ChainOf(session, id, said).Name;
        try
        {
            return await _proof.HoldsAsync(said, patience, cancellationToken) ? null : $"{chain} does not";
        }
        catch (ChainReadException e)
        {
            return $"{chain} could not be asked: {e.Message}";
        }
    }

    private void Note(Doubt doubt) => session.Errors.MarkupLineInterpolated($"[yellow]note:[/] {doubt.Words}");

    private sealed record Doubt(string Words, long At)
    {
        public bool IsSaid { get; set; }
    }
}
