using System.Globalization;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>Per asset and lane: released + pending + refunded is more than was locked (W5).</summary>
/// <remarks>
/// <para>The sum knows nothing of signatures or names: whatever trick lets more out than came in shows here, also one that every single check calls good.</para>
/// <para>Sums are compared when the source was read whole, with what had been released when that read began; locks that are seen and not final yet count as locked, for
/// <see cref="ReleaseWithoutLockRule"/> insists on their finality. After it was cleared it trips again only when the excess has grown.</para>
/// <para>False alarm: the asset stops on every chain until two officers have looked. It takes a lie of all k sources.</para>
/// </remarks>
[RiskRule("over-released", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "the backing of one asset, whatever was signed", FalseAlarm = "the asset stops until two officers have looked")]
public sealed class OverReleasedRule : RiskRule
{
    private readonly Dictionary<(Lane, AssetId), Track> _tracks = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is ReleaseSeen release)
        {
            if (!_tracks.TryGetValue((release.Id.Lane, release.Asset), out var track)) _tracks[(release.Id.Lane, release.Asset)] = track = new();
            track.Steps.Enqueue((release.At, ledger.Sheet(release.Id.Lane, release.Asset).Released));
        }

        if (@event is not LocksRead read) return;
        foreach (var ((lane, asset), track) in _tracks)
        {
            if (lane.Source == read.Chain) Judge(lane, asset, track, read, ledger, findings);
        }
    }

    private static void Judge(Lane lane, AssetId asset, Track track, LocksRead read, RiskLedger ledger, RuleFindings findings)
    {
        while (track.Steps.TryPeek(out var step) && step.At <= read.BegunAt)
        {
            track.Released = step.Released;
            track.Steps.Dequeue();
        }

        var sheet = ledger.Sheet(lane, asset);
        // A hold that was rejected, or a release that vanished with its block, is not released any more.
        var released = UInt128.Min(track.Released, sheet.Released);
        var locked = sheet.Locked + ledger.Book(lane).NotFinal(asset);
        var gone = released + sheet.Pending + sheet.Refunded;
        // SECURITY: nothing leaves that did not come in (W5).
        if (gone <= locked + track.Reported) return;
        track.Reported = gone - locked;
        findings.Fact(
            RiskPlace.Of(asset), $"{gone} units left lane {lane} and {locked} came in",
            new("lane", lane.ToString()), new("asset", asset.ToString()), new("locked", Text(locked)), new("released", Text(released)), new("pending", Text(sheet.Pending)),
            new("refunded", Text(sheet.Refunded)), new("excess", Text(track.Reported)));
    }

    private static string Text(UInt128 amount) => amount.ToString(CultureInfo.InvariantCulture);

    private sealed class Track
    {
        public Queue<(DateTimeOffset At, UInt128 Released)> Steps { get; } = new();

        public UInt128 Released { get; set; }

        public UInt128 Reported { get; set; }
    }
}
