using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Bridge.Dashboard.History;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Dashboard.Readings;

/// <summary>Whether what exists is backed.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<ReserveVerdict>))]
internal enum ReserveVerdict
{
    /// <summary>Custody covers what was minted and what is on its way.</summary>
    Covered = 1,

    /// <summary>It does not, at two looks with time between them.</summary>
    Short = 2,

    /// <summary>One of the three is not known now.</summary>
    Unknown = 3,
}

/// <summary>One asset's reserve.</summary>
internal sealed record Reserve(string Asset, string Home, Sourced Custody, Sourced Minted, Sourced OnItsWay, Amount? Surplus, ReserveVerdict Verdict);

/// <summary>Custody at home against what was minted elsewhere and what is on its way (W5), as this server reads it.</summary>
/// <remarks>
/// The three are read one after the other, so a single look may catch a transfer between two of them: short is said when two looks at least
/// <see cref="Grace"/> apart, and every one between them, found it so. What the newest block of a destination has paid already is not on its way any more;
/// a refund that was paid and is not final yet is tolerated up to the amount of all void transfers.
/// </remarks>
internal sealed class ReserveWatch(Network network, FlowHistory flows, TransferQueries queries, IReadOnlyDictionary<ChainId, HistoryReader> readers, TimeProvider time)
{
    /// <summary>How long a shortage has to last.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<AssetId, DateTimeOffset> _shortSince = new();

    /// <summary>Looks now.</summary>
    public IReadOnlyList<Reserve> Look() => [.. network.Deployment.Assets.Select(Look)];

    private Reserve Look(AssetDeployment asset)
    {
        var (id, now) = (ChainBoard.IdOf(asset), time.GetUtcNow());
        var home = network.Find(ChainId.From(asset.HomeChain)) ?? throw new InvalidOperationException($"{asset.Symbol} lives on a chain that is not in the deployment");
        var away = network.Find(home.Other)!;
        var (custody, minted) = (home.Backing[id], away.Backing[id]);
        var onItsWay = OnItsWay(id);
        if (!custody.TryGetFresh(now, out var held) || !minted.TryGetFresh(now, out var made) || onItsWay.Value is not Amount pending)
            return new(asset.Symbol, home.Name, custody.At(now), minted.At(now), onItsWay, null, ReserveVerdict.Unknown);

        var surplus = held.Units - made.Units - pending.Units;
        var isShort = surplus + Voided(id) < 0;
        if (!isShort) _shortSince.TryRemove(id, out _);
        var lasts = isShort && now - _shortSince.GetOrAdd(id, now) >= Grace;
        return new(asset.Symbol, home.Name, custody.At(now), minted.At(now), onItsWay, new(surplus), lasts ? ReserveVerdict.Short : ReserveVerdict.Covered);
    }

    private Sourced OnItsWay(AssetId asset)
    {
        var now = time.GetUtcNow();
        var reading = new Reading<Amount>("history", TimeSpan.FromSeconds(30));
        var stuck = readers.Values.Select(reader => reader.CaughtUp.At(now)).FirstOrDefault(read => read.State != ReadingState.Fresh);
        if (stuck is not null)
        {
            reading.Fail(stuck.Problem ?? $"{stuck.Source} are not read up to now");
            return reading.At(now);
        }

        var waiting = network.Lanes.Aggregate((Int128)0, (sum, lane) => sum + flows.Waiting(lane, asset).Amount);
        var paid = readers.Values.SelectMany(reader => reader.PaidNotFinal).Select(queries.Find).Where(entry => entry is { EndedAt: null } && entry.Transfer.Asset == asset).Aggregate((Int128)0, (sum, entry) => sum + entry!.Transfer.Amount);
        reading.Succeed(new(waiting - paid), now);
        return reading.At(now);
    }

    private Int128 Voided(AssetId asset) => queries.Page(new() { State = TransferState.Voided, Asset = asset }, long.MaxValue, 200).Items.Aggregate((Int128)0, (sum, entry) => sum + entry.Transfer.Amount);
}
