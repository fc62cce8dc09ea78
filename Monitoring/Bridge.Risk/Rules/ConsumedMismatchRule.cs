using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A destination's count of consumed sequences is not the count of releases and voids that it shows.</summary>
/// <remarks>
/// <para>Replay protection and payments are written in one transaction. A bit without a payment, or a payment without a bit, means that the contract does not do what it was
/// written to do, or that a node hides events.</para>
/// <para>A count at one final height is compared with the events up to that height once all of them were read. One event that vanished with its block is taken back before.</para>
/// <para>False alarm: the lane stops until two officers have looked.</para>
/// </remarks>
[RiskRule("consumed-mismatch", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "the rule that every transfer ends once", FalseAlarm = "the lane stops until two officers have looked")]
public sealed class ConsumedMismatchRule : RiskRule
{
    private readonly Dictionary<Lane, Track> _tracks = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        switch (@event)
        {
            case ReleaseSeen release: Of(release.Id.Lane).Note(release.Id.Sequence, release.Height); break;
            case TransferVoided voided: Of(voided.Id.Lane).Note(voided.Id.Sequence, voided.Height); break;
            case ReleaseVanished vanished: Of(vanished.Id.Lane).Recent.Remove(vanished.Id.Sequence); break;
            case ConsumedCounted counted: Of(counted.Lane).Waiting ??= counted; break;
            case OutflowRead read:
                foreach (var (lane, track) in _tracks)
                {
                    if (lane.Destination == read.Chain && track.Waiting is { } waiting && waiting.Height <= read.Through) Judge(lane, track, waiting, findings);
                }

                break;
        }
    }

    private static void Judge(Lane lane, Track track, ConsumedCounted counted, RuleFindings findings)
    {
        track.Waiting = null;
        // A count below one that was judged is an older answer.
        if (counted.Height < track.Settled) return;
        track.Settle(counted.Height);
        // SECURITY: one bit for each end, one end for each bit (W4).
        if (track.Ends == counted.Consumed || track.Reported == (counted.Consumed, track.Ends)) return;
        track.Reported = (counted.Consumed, track.Ends);
        findings.Fact(
            RiskPlace.Into(lane), $"chain {lane.Destination} consumed {counted.Consumed} sequences of lane {lane} and shows {track.Ends} releases and voids",
            new("lane", lane.ToString()), new("consumed", $"{counted.Consumed}"), new("shown", $"{track.Ends}"), new("height", $"{counted.Height}"));
    }

    private Track Of(Lane lane) => _tracks.TryGetValue(lane, out var track) ? track : _tracks[lane] = new();

    private sealed class Track
    {
        private readonly SequenceSet _settled = new();

        /// <summary>Ends above the settled height: sequence and height.</summary>
        public Dictionary<ulong, ulong> Recent { get; } = [];

        public ulong Ends { get; private set; }

        public ulong Settled { get; private set; }

        public ConsumedCounted? Waiting { get; set; }

        public (ulong Consumed, ulong Ends)? Reported { get; set; }

        // The end of a hold is no second end.
        public void Note(ulong sequence, ulong height)
        {
            if (!_settled.Contains(sequence)) Recent.TryAdd(sequence, height);
        }

        public void Settle(ulong height)
        {
            foreach (var sequence in Recent.Where(pair => pair.Value <= height).Select(pair => pair.Key).ToList())
            {
                Recent.Remove(sequence);
                if (_settled.Add(sequence)) Ends++;
            }

            Settled = height;
        }
    }
}
