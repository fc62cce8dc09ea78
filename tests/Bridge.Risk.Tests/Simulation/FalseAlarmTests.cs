using System.Globalization;
using Bridge.Risk.Breakers;
using Bridge.Risk.Replay;
using Bridge.Risk.Rules;
using Xunit.Abstractions;

namespace Bridge.Risk.Simulation;

/// <summary>
/// Honest transfers through every rule: how many holds and halts there would have been. 60,000 by default; a million, as the walls ask, with
/// <c>RISK_TRANSFERS=1000000 dotnet test tests/Bridge.Risk.Tests -c Release --filter FalseAlarm --logger "console;verbosity=detailed"</c> (about a minute).
/// </summary>
public class FalseAlarmTests(ITestOutputHelper output)
{
    [Fact]
    public void FalseAlarms_OfHonestTraffic_AreNone()
    {
        var transfers = int.Parse(Environment.GetEnvironmentVariable("RISK_TRANSFERS") ?? "60000", CultureInfo.InvariantCulture);
        // A million spans fifty days, sixty thousand three weeks: long enough for the rules that need a week of history.
        var report = RuleReplay.Run(new HonestTraffic(seed: 1, transfersPerHour: transfers >= 1_000_000 ? transfers / 1_200.0 : transfers / 500.0).Events(transfers), RuleSet.Default);
        var holds = report.Breakers.Count(one => one.Breaker.Condition == BreakerCondition.Suspected && one.Breaker is { Level: BreakerLevel.Hold, Score: >= 80 });
        var halts = report.Breakers.Count(one => one.Breaker.Condition != BreakerCondition.Suspected);
        output.WriteLine($"{report.Events} events, {report.Releases} releases: {halts} false halts, {holds} single-rule holds; releases slowed {report.Slowed}, held {report.Held}, halted {report.Halted}");
        foreach (var rule in report.Breakers.GroupBy(one => one.Breaker.Source).OrderBy(rule => rule.Key, StringComparer.Ordinal)) output.WriteLine($"  {rule.Key}: {rule.Count()} times");
        foreach (var one in report.Breakers.Where(one => one.Breaker.Condition != BreakerCondition.Suspected).Take(5)) output.WriteLine($"  {one.Breaker}: {string.Join(", ", one.Breaker.Evidence)}");
        report.Releases.ShouldBe(transfers, "every honest transfer arrives");
        halts.ShouldBe(0);
        report.Halted.ShouldBe(0);
        // An unusual hour on a day with an admin action holds some releases for half an hour: at most one in a thousand.
        report.Held.ShouldBeLessThanOrEqualTo(transfers / 1_000);
    }
}
