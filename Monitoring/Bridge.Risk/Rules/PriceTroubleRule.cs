using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A market's price is old, rests on too few sources, or its sources are far apart.</summary>
/// <remarks>
/// <para>Collateral is worth what its price says. The margin contract refuses a bad price by itself (G07, G11); here it makes people look, because moving collateral is how
/// a bad price is turned into money.</para>
/// <para>False alarm: people look at a market that is only fast.</para>
/// </remarks>
[RiskRule("price-trouble", RiskSeverity.Soft, BreakerLevel.Watch, Owner = "risk desk",
    Protects = "the value that collateral is taken for", FalseAlarm = "people look at a market that is only fast")]
public sealed class PriceTroubleRule(PriceTroubleRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Seconds that a price may be old, 1 to 86,400. Default 120.</summary>
        public int MaximumAgeSeconds { get; init; } = 120;

        /// <summary>Basis points that a source may be from the median, 1 to 10,000. Default 200.</summary>
        public int MaximumDeviationBasisPoints { get; init; } = 200;

        /// <summary>Sources that a price should rest on, 1 to 100. Default 3: a median of two is an average.</summary>
        public int MinimumSources { get; init; } = 3;

        /// <summary>Points, 1 to 100. Default 20: a look.</summary>
        public int Score { get; init; } = 20;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 300.</summary>
        public int StandsSeconds { get; init; } = 300;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (MaximumAgeSeconds is < 1 or > 86_400) yield return $"maximumAgeSeconds should be 1 to 86400 and is {MaximumAgeSeconds}";
            if (MaximumDeviationBasisPoints is < 1 or > 10_000) yield return $"maximumDeviationBasisPoints should be 1 to 10000 and is {MaximumDeviationBasisPoints}";
            if (MinimumSources is < 1 or > 100) yield return $"minimumSources should be 1 to 100 and is {MinimumSources}";
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (StandsSeconds is < 10 or > 86_400) yield return $"standsSeconds should be 10 to 86400 and is {StandsSeconds}";
        }
    }

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not PriceRead price) return;
        var age = price.At - price.ObservedAt;
        // A price from the future is as wrong as an old one.
        var old = age.Duration() > TimeSpan.FromSeconds(options.MaximumAgeSeconds);
        if (!old && price.DeviationBasisPoints <= options.MaximumDeviationBasisPoints && price.Sources >= options.MinimumSources) return;
        findings.Suspicion(
            RiskPlace.Everywhere, options.Score, TimeSpan.FromSeconds(options.StandsSeconds), $"the price of market {price.Market} is {(old ? "old" : "in doubt")}",
            new("market", price.Market.ToString()), new("age in seconds", $"{(long)age.TotalSeconds}"), new("deviation in basis points", $"{price.DeviationBasisPoints}"),
            new("sources", $"{price.Sources}"));
    }
}
