using System.Globalization;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>More of a wrapped token exists on one chain than is in custody for it on its home chain (W5).</summary>
/// <remarks>
/// <para><see cref="UnderBackedRule"/> compares each chain with itself; this one compares the two ends. A forged release mints with all events in order on its own chain, and
/// only the home chain shows that nothing came in for it.</para>
/// <para>A supply is judged when the home chain was read whole, beginning after the supply was: by then every lock behind it is known, final or not.</para>
/// <para>False alarm: the asset stops on every chain until two officers have looked.</para>
/// </remarks>
[RiskRule("supply-over-custody", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "holders of the wrapped token, who could not all be paid", FalseAlarm = "the asset stops until two officers have looked")]
public sealed class SupplyOverCustodyRule : RiskRule
{
    private readonly Dictionary<(ChainId, AssetId), Reading> _waiting = [];
    private readonly Dictionary<(ChainId, AssetId), Int128> _reported = [];
    private readonly Dictionary<AssetId, ChainId> _homes = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        switch (@event)
        {
            case BackingRead { Mode: AssetMode.Custody } custody:
                _homes[custody.Asset] = custody.Chain;
                break;
            case BackingRead { Mode: AssetMode.Mint } supply when _homes.TryGetValue(supply.Asset, out var home):
                var back = ledger.Sheet(Lane.From(supply.Chain, home), supply.Asset);
                _waiting.TryAdd((supply.Chain, supply.Asset), new(supply, home, back.Released));
                break;
            case LocksRead read when _waiting.Count > 0:
                foreach (var (key, reading) in _waiting.Where(pair => pair.Value.Home == read.Chain && pair.Value.Supply.At <= read.BegunAt).ToList())
                {
                    _waiting.Remove(key);
                    Judge(reading, ledger, findings);
                }

                break;
        }
    }

    private void Judge(Reading reading, RiskLedger ledger, RuleFindings findings)
    {
        var (supply, home) = (reading.Supply, reading.Home);
        var (outward, back) = (Lane.From(home, supply.Chain), Lane.From(supply.Chain, home));
        var sheet = ledger.Sheet(outward, supply.Asset);
        var custody = (Int128)(sheet.Locked + ledger.Book(outward).NotFinal(supply.Asset)) - (Int128)sheet.Refunded - (Int128)reading.ReleasedAtHome
            + (Int128)ledger.Sheet(back, supply.Asset).Refunded;
        var excess = (Int128)supply.Amount - custody;
        // SECURITY: every wrapped unit has its original in the vault at home (W5).
        if (excess <= Int128.Max(0, _reported.GetValueOrDefault((supply.Chain, supply.Asset)))) return;
        _reported[(supply.Chain, supply.Asset)] = excess;
        findings.Fact(
            RiskPlace.Of(supply.Asset), $"chain {supply.Chain} has {excess} wrapped units more than chain {home} has in custody for it",
            new("asset", supply.Asset.ToString()), new("supply", supply.Amount.ToString(CultureInfo.InvariantCulture)), new("custody", custody.ToString(CultureInfo.InvariantCulture)),
            new("height", $"{supply.Height}"));
    }

    private sealed record Reading(BackingRead Supply, ChainId Home, UInt128 ReleasedAtHome);
}
