using System.Globalization;
using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Dashboard.Views;

/// <summary>Flows against limits, and what may come if they go on.</summary>
internal sealed class FlowBook(Network network, FlowHistory flows, FillingBook fillings, PartyReaders parties, TimeProvider time)
{
    private const int MaxSteps = 400;

    public IReadOnlyList<LaneFlow> All() => [.. network.Lanes.SelectMany(lane => network.Deployment.Assets.Select(asset => Of(lane, asset)))];

    public object Series(Lane lane, AssetDeployment asset, int hours)
    {
        var since = time.GetUtcNow().AddHours(-hours);
        var stepMinutes = Math.Max(1, hours * 60 / MaxSteps);
        var unit = Math.Pow(10, asset.CanonicalDecimals);
        var steps = flows.Series(lane, ChainBoard.IdOf(asset), since, stepMinutes).ToDictionary(step => step.Step, step => step.Flow);
        // Every step of the time, those without a flow too: a chart shows a gap as zero, because the history was read.
        var (first, last) = (since.ToUnixTimeSeconds() / 60 / stepMinutes, time.GetUtcNow().ToUnixTimeSeconds() / 60 / stepMinutes);
        var all = Enumerable.Range(0, (int)(last - first) + 1).Select(index => first + index).ToArray();
        return new
        {
            lane = lane.ToString(), asset = asset.Symbol, stepSeconds = stepMinutes * 60,
            at = all.Select(step => step * stepMinutes * 60),
            locked = all.Select(step => (double)steps.GetValueOrDefault(step).Locked / unit),
            released = all.Select(step => (double)steps.GetValueOrDefault(step).Released / unit),
        };
    }

    private LaneFlow Of(Lane lane, AssetDeployment asset)
    {
        var (id, now, board) = (ChainBoard.IdOf(asset), time.GetUtcNow(), network.Find(lane.Destination)!);
        var hour = flows.Since(lane, id, now.AddHours(-1));
        var (waiting, count) = flows.Waiting(lane, id);
        var reading = board.Limits[id];
        return new(
            lane.ToString(), network.NameOf(lane.Source), board.Name, asset.Symbol, reading.At(now).Select<AssetLimits>(set => LimitState.Of(board.InForce(id, set))), (byte?)board.LevelInForce(id),
            parties.IsStopped(lane, id, network.Deployment.Guardians.Threshold), fillings.Of(board, id),
            new(hour.Released), new(flows.Since(lane, id, now.AddDays(-1)).Released), new(waiting), count,
            ForecastOf(reading.TryGetFresh(now, out var limits) ? board.InForce(id, limits) : null, hour.Released, waiting, now));
    }

    internal static Forecast ForecastOf(AssetLimits? limits, Int128 lastHour, Int128 waiting, DateTimeOffset now)
    {
        var outflow = (double)lastHour / 3_600;
        var text = outflow.ToString("0.######", CultureInfo.InvariantCulture);
        if (limits is null) return new(text, null, null);
        var net = outflow - limits.RefillPerSecond;
        DateTimeOffset? exhausted = net > 0 ? After(now, limits.Available / net) : null;
        DateTimeOffset? fits = waiting > limits.Available && limits.RefillPerSecond > 0 ? After(now, (double)(waiting - limits.Available) / limits.RefillPerSecond) : null;
        return new(text, exhausted, fits);
    }

    // Beyond a year a forecast means "not in sight".
    private static DateTimeOffset? After(DateTimeOffset now, double seconds) => seconds < 365 * 86_400d ? now.AddSeconds(seconds) : null;
}
