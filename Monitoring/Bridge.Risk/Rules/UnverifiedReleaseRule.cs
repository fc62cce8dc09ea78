using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A release could not be checked against its source in time, or too few guardians answered about it.</summary>
/// <remarks>
/// <para>What could not be verified is not taken for good (M75): whoever takes the nodes of the source away before a theft must not gain the time of the outage. The lane
/// waits while the doubt lasts; when the source is read again, the release is either explained or a fact of <see cref="ReleaseWithoutLockRule"/>, and no doubt any more.</para>
/// <para>False alarm: during an outage of this reader's own nodes the lane waits here; the other guardians go on.</para>
/// </remarks>
[RiskRule("unverified-release", RiskSeverity.Soft, BreakerLevel.Hold, Owner = "guardian operators",
    Protects = "against a theft under the cover of an outage", FalseAlarm = "the lane waits while this reader cannot see its source")]
public sealed class UnverifiedReleaseRule(UnverifiedReleaseRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Seconds that a release may stay without its lock, 5 to 3,600. Default 90: some reads of a slow node.</summary>
        public int PatienceSeconds { get; init; } = 90;

        /// <summary>Points for it, 1 to 100. Default 80: holds by itself.</summary>
        public int Score { get; init; } = 80;

        /// <summary>Points when silent guardians could make the difference, 1 to 100. Default 20: a look, for the release itself has its lock.</summary>
        public int SilenceScore { get; init; } = 20;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 120.</summary>
        public int StandsSeconds { get; init; } = 120;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (PatienceSeconds is < 5 or > 3_600) yield return $"patienceSeconds should be 5 to 3600 and is {PatienceSeconds}";
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (SilenceScore is < 1 or > 100) yield return $"silenceScore should be 1 to 100 and is {SilenceScore}";
            if (StandsSeconds is < 10 or > 86_400) yield return $"standsSeconds should be 10 to 86400 and is {StandsSeconds}";
        }
    }

    private readonly TimeSpan _patience = TimeSpan.FromSeconds(options.PatienceSeconds);
    private readonly TimeSpan _stands = TimeSpan.FromSeconds(options.StandsSeconds);

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        switch (@event)
        {
            case TranscriptsCounted counted when counted.Signed < counted.Threshold || counted.Witnessed < counted.Threshold:
                findings.Suspicion(
                    RiskPlace.Into(counted.Id.Lane), options.SilenceScore, _stands, $"{counted.Silent} guardians gave no answer about {counted.Id}",
                    new("transfer", counted.Id.ToString()), new("signed", $"{counted.Signed}"), new("journals", $"{counted.Witnessed}"), new("silent", $"{counted.Silent}"));
                break;
            case TimePassed when ledger.Unexplained.Count > 0:
                Wait(ledger, findings);
                break;
        }
    }

    private void Wait(RiskLedger ledger, RuleFindings findings)
    {
        foreach (var lane in ledger.Unexplained.Waiting.Where(release => ledger.Now - release.At > _patience).GroupBy(release => release.Id.Lane))
        {
            var oldest = lane.MinBy(release => release.At)!;
            findings.Suspicion(
                RiskPlace.Into(lane.Key), options.Score, _stands, $"{lane.Count()} releases of lane {lane.Key} could not be checked against their source",
                new("oldest", oldest.Id.ToString()), new("transaction", oldest.Transaction), new("seen", $"{oldest.At:u}"));
        }
    }
}
