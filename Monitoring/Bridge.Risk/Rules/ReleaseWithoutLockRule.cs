using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A destination consumed a transfer that its source never locked, or not so.</summary>
/// <remarks>
/// <para>Guardians sign final locks only, so a release without one was signed with a stolen key, by colluding guardians, or through a broken verifier: the bridge is open.
/// A release that contradicts a final lock is a fact at once. One whose lock was not seen is a fact as soon as the source was read whole, beginning after the
/// release was seen, and shows no such lock; when it shows one that is not final, as soon as finality has passed the newest block of that read. A reader whose own view of the
/// source is behind therefore waits, and one that cannot read it never gets here (<see cref="UnverifiedReleaseRule"/> holds meanwhile).</para>
/// <para>A destination sequence above the source's last one (W5) is the same fact, found the same way.</para>
/// <para>False alarm: everything stops until two officers have opened it again. It takes all k of a guardian's own sources telling one lie about one chain.</para>
/// </remarks>
[RiskRule("release-without-lock", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "everything in the vaults, when a signature cannot be trusted any more", FalseAlarm = "everything stops until two officers have looked")]
public sealed class ReleaseWithoutLockRule : RiskRule
{
    private readonly Dictionary<TransferId, Unexplained> _unexplained = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        switch (@event)
        {
            // SECURITY: final facts that contradict each other need no patience.
            case ReleaseSeen release when ledger.Match == PaymentMatch.Contradicts:
                Report(release, $"release of {release.Id} says something else than its final lock", findings);
                break;
            case ReleaseSeen release when ledger.Match is PaymentMatch.Unknown or PaymentMatch.NotFinal:
                _unexplained[release.Id] = new(release);
                break;
            case LockFinal found when _unexplained.Remove(found.Transfer.Id, out var unexplained):
                if (!RiskLedger.Says(found.Transfer, unexplained.Release)) Report(unexplained.Release, $"release of {found.Transfer.Id} says something else than its final lock", findings);
                break;
            case ReleaseVanished vanished:
                _unexplained.Remove(vanished.Id);
                break;
            case LocksRead read when _unexplained.Count > 0:
                Judge(read, ledger, findings);
                break;
        }
    }

    private void Judge(LocksRead read, RiskLedger ledger, RuleFindings findings)
    {
        // Only a read that began after the release was seen can speak about it.
        foreach (var unexplained in _unexplained.Values.Where(one => one.Release.Id.Lane.Source == read.Chain && one.Release.At <= read.BegunAt).ToList())
        {
            var release = unexplained.Release;
            var seen = ledger.FindOpen(release.Id);
            if (seen is not null && RiskLedger.Says(seen, release) && (unexplained.FinalBy is not { } by || read.Final < by))
            {
                unexplained.FinalBy ??= read.Newest;
                continue;
            }

            // SECURITY: released, and the source as it was read afterwards knows nothing of it (M73).
            _unexplained.Remove(release.Id);
            Report(release, seen is null ? $"release of {release.Id} without any lock on chain {read.Chain}" : $"release of {release.Id} without a final lock on chain {read.Chain}", findings);
        }
    }

    private static void Report(ReleaseSeen release, string detail, RuleFindings findings) => findings.Fact(
        RiskPlace.Everywhere, detail,
        new("transfer", release.Id.ToString()), new("asset", release.Asset.ToString()), new("amount", $"{release.Amount}"), new("recipient", release.Recipient?.ToString() ?? "none"),
        new("payout", release.Payout.ToString()), new("transaction", release.Transaction), new("height", $"{release.Height}"));

    private sealed class Unexplained(ReleaseSeen release)
    {
        public ReleaseSeen Release => release;

        public ulong? FinalBy { get; set; }
    }
}
