using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A destination consumed a transfer that its source never locked, or not so.</summary>
/// <remarks>
/// <para>Guardians sign final locks only, so a release without one was signed with a stolen key, by colluding guardians, or through a broken verifier: the bridge is open.
/// A release that contradicts a final lock is a fact at once. One whose lock was not seen is a fact as soon as its source disproves it (<see cref="UnexplainedReleases"/>). A reader whose own
/// view of the source is behind therefore waits, and one that cannot read it never gets here (<see cref="UnverifiedReleaseRule"/> holds meanwhile).</para>
/// <para>A destination sequence above the source's last one (W5) is the same fact, found the same way.</para>
/// <para>False alarm: everything stops until two officers have opened it again. It takes all k of a guardian's own sources telling one lie about one chain.</para>
/// </remarks>
[RiskRule("release-without-lock", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "everything in the vaults, when a signature cannot be trusted any more", FalseAlarm = "everything stops until two officers have looked")]
public sealed class ReleaseWithoutLockRule : RiskRule
{
    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        switch (@event)
        {
            // SECURITY: final facts that contradict each other need no patience.
            case ReleaseSeen release when ledger.Match == PaymentMatch.Contradicts:
                Report(release, $"release of {release.Id} says something else than its final lock", findings);
                break;
            case LockFinal found when ledger.Unexplained.Answered is { } answered && !RiskLedger.Says(found.Transfer, answered):
                Report(answered, $"release of {answered.Id} says something else than its final lock", findings);
                break;
            case LocksRead read:
                foreach (var (release, seen) in ledger.Unexplained.Disproved)
                    Report(release, $"release of {release.Id} {(seen is null ? "without any lock" : "without a final lock")} on chain {read.Chain}", findings);
                break;
        }
    }

    private static void Report(ReleaseSeen release, string detail, RuleFindings findings) => findings.Fact(
        RiskPlace.Everywhere, detail,
        new("transfer", release.Id.ToString()), new("asset", release.Asset.ToString()), new("amount", $"{release.Amount}"), new("recipient", release.Recipient?.ToString() ?? "none"),
        new("payout", release.Payout.ToString()), new("transaction", release.Transaction), new("height", $"{release.Height}"));
}
