using System.Globalization;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A vault holds less than it owes, or more of a wrapped token exists than was minted for locks.</summary>
/// <remarks>
/// <para>Balance and supply are the facts that money is there; events only claim it. A vault that was emptied past its own events, a token that takes money back, a second
/// minter: all show here.</para>
/// <para>Owed on the home chain: what went in less what went out. Elsewhere supply is at most what went out less what came back. A reading is judged when all outflow up to its
/// height was read, with the inflow that was final when it was taken: reads that are not of one moment can then only err on the quiet side.</para>
/// <para>False alarm: the asset stops on every chain until two officers have looked.</para>
/// </remarks>
[RiskRule("under-backed", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "the promise that every wrapped token has its original", FalseAlarm = "the asset stops until two officers have looked")]
public sealed class UnderBackedRule : RiskRule
{
    private readonly Dictionary<(ChainId Chain, AssetId Asset), Reading> _waiting = [];
    private readonly Dictionary<(ChainId, AssetId), Int128> _reported = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        switch (@event)
        {
            case BackingRead read:
                _waiting.TryAdd((read.Chain, read.Asset), new(read, ledger.Flow(read.Chain, read.Asset).In));
                break;
            case OutflowRead outflow when _waiting.Count > 0:
                foreach (var (key, reading) in _waiting.Where(pair => pair.Key.Chain == outflow.Chain && pair.Value.Read.Height <= outflow.Through).ToList())
                {
                    _waiting.Remove(key);
                    Judge(reading, ledger.Flow(key.Chain, key.Asset).Out, findings);
                }

                break;
        }
    }

    private void Judge(Reading reading, UInt128 outflow, RuleFindings findings)
    {
        var read = reading.Read;
        var missing = read.Mode == AssetMode.Custody
            ? (Int128)reading.In - (Int128)outflow - (Int128)read.Amount
            : (Int128)read.Amount - ((Int128)outflow - (Int128)reading.In);
        // SECURITY: balance and supply, not events, say whether the money is there (W5).
        if (missing <= Int128.Max(0, _reported.GetValueOrDefault((read.Chain, read.Asset)))) return;
        _reported[(read.Chain, read.Asset)] = missing;
        findings.Fact(
            RiskPlace.Of(read.Asset), read.Mode == AssetMode.Custody ? $"the vault on chain {read.Chain} holds {missing} units less than it owes" : $"{missing} units of the wrapped token on chain {read.Chain} were never minted for a lock",
            new("asset", read.Asset.ToString()), new(read.Mode == AssetMode.Custody ? "balance" : "supply", Text(read.Amount)), new("in", Text(reading.In)), new("out", Text(outflow)),
            new("height", $"{read.Height}"));
    }

    private static string Text(UInt128 amount) => amount.ToString(CultureInfo.InvariantCulture);

    private sealed record Reading(BackingRead Read, UInt128 In);
}
