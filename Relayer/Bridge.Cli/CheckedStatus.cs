using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Spectre.Console;

namespace Bridge.Cli;

/// <summary>What was locked, as the chain or the user's own transaction says.</summary>
/// <param name="Asset">Which.</param>
/// <param name="Amount">Canonical units.</param>
/// <param name="Recipient">On the destination.</param>
/// <param name="Transaction">Of the lock; null when it is not known.</param>
internal sealed record KnownLock(AssetId Asset, ulong Amount, PartyAddress Recipient, string? Transaction);

/// <summary>
/// What the relayers say of one transfer, as far as it may be believed. They are trusted for nothing: that it has ended is believed only when the chain that ends it says so
/// itself, and what was locked only as it is known already; whoever says otherwise is named, and the next relayer's status is taken.
/// </summary>
/// <param name="session">Chains and relayers.</param>
/// <param name="id">The transfer.</param>
/// <param name="known">What was locked; null when only the relayers tell.</param>
internal sealed class CheckedStatus(CliSession session, TransferId id, KnownLock? known = null)
{
    // A chain's node may be a little behind a relayer's: it is asked again, not at each look.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    // Longer than two nodes of one chain are apart: an honest relayer is not accused.
    private static readonly TimeSpan Accused = TimeSpan.FromSeconds(20);

    private readonly EndProof _proof = new(session, id);
    private readonly Dictionary<(string Relayer, TransferState State), Doubt> _doubts = [];

    /// <summary>The relayer whose words the last status was.</summary>
    public string? Relayer { get; private set; }

    /// <summary>Which of its words nobody else has confirmed, for people.</summary>
    public string? Teller => Relayer is null ? null
        : known is null ? $"amount, lock and times are as the relayer at {Relayer} tells them; what the chains say: bridge status {id} --from-chain"
        : $"the times are as the relayer at {Relayer} tells them";

    /// <summary>What some relayer says that its chain does not, the newest of it; null when nobody does.</summary>
    public string? Untrue => _doubts.Values.MaxBy(doubt => doubt.At)?.Words;

    /// <summary>The furthest status that may be believed; null when no relayer that answered has one.</summary>
    /// <exception cref="CliException">No relayer answered.</exception>
    public async Task<TransferStatus?> FindAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        foreach (var (relayer, status) in await session.Relayers.FindAllAsync(id, cancellationToken))
        {
            // SECURITY: a relayer can say anything: what was locked is known better, and only the chain that pays, or pays back, ends a transfer.
            if (IsOtherLock(status))
            {
                Doubted(relayer, status.State, $"tells {TransferProgress.AmountOf(session, status)} for {id}, locked in {status.SourceTransaction}, which is not what was locked");
                continue;
            }

            if (status.State.IsEnd() && !await HasEndedAsync(relayer, status.State, patience, cancellationToken)) continue;
            Relayer = relayer;
            return status.State switch
            {
                TransferState.Released or TransferState.Undeliverable when _proof.Release is { } release => status with { DestinationTransaction = release.Payment, HoldTransaction = release.Hold },
                TransferState.Refunded => status with { RefundTransaction = _proof.Refund },
                _ => status,
            };
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

    private bool IsOtherLock(TransferStatus status) =>
        known is not null && (AssetId.From(Bytes32.Parse(status.Asset)) != known.Asset || status.Amount != known.Amount
            || !string.Equals(status.Recipient, known.Recipient.ToString(), StringComparison.OrdinalIgnoreCase) || (known.Transaction is { } transaction && transaction != status.SourceTransaction));

    private async Task<bool> HasEndedAsync(string relayer, TransferState said, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (_doubts.GetValueOrDefault((relayer, said)) is { } before && session.Time.GetElapsedTime(before.At) < AskAgain) return false;
        if (await WhyNotAsync(said, patience, cancellationToken) is { } why)
        {
            Doubted(relayer, said, $"says that {id} has ended as {said}, and {why}");
            return false;
        }

        _doubts.Remove((relayer, said));
        return true;
    }

    // Said once, when it has stood for a while.
    private void Doubted(string relayer, TransferState said, string words)
    {
        var now = session.Time.GetTimestamp();
        var before = _doubts.GetValueOrDefault((relayer, said));
        var doubt = new Doubt($"the relayer at {relayer} {words}", now, before?.Since ?? now) { IsSaid = before?.IsSaid ?? false };
        _doubts[(relayer, said)] = doubt;
        if (doubt.IsSaid || session.Time.GetElapsedTime(doubt.Since) < Accused) return;
        Note(doubt);
        doubt.IsSaid = true;
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

    private sealed record Doubt(string Words, long At, long Since)
    {
        public bool IsSaid { get; set; }
    }
}
