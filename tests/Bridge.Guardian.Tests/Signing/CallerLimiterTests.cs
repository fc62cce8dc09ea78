using Bridge.Guardian.Signing;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Tests;

public sealed class CallerLimiterTests
{
    private static readonly TlsPin Flooder = TlsPin.Parse(Keccak256.Hash("flooder").ToString());
    private static readonly TlsPin Honest = TlsPin.Parse(Keccak256.Hash("honest").ToString());

    private readonly ManualTime _time = new();
    private readonly CallerLimiter _limiter;

    public CallerLimiterTests() => _limiter = new CallerLimiter(10, _time);

    [Fact]
    public void Museum_M34_Take_HundredThousandAtOnce_TheBurstAndOneLineInTheLog()
    {
        var verdicts = Enumerable.Range(0, 100_000).Select(_ => _limiter.Take(Flooder)).CountBy(verdict => verdict).ToDictionary();
        verdicts[CallerVerdict.Allowed].ShouldBe(20);
        verdicts[CallerVerdict.BeginsToExceed].ShouldBe(1);
        verdicts[CallerVerdict.Exceeds].ShouldBe(99_979);
    }

    [Fact]
    public void Take_AnotherCallerDuringAFlood_Allowed()
    {
        while (_limiter.Take(Flooder) == CallerVerdict.Allowed) continue;
        _limiter.Take(Honest).ShouldBe(CallerVerdict.Allowed);
    }

    [Fact]
    public void Take_AfterASecond_AsManyAsTheRateAndNoMore()
    {
        while (_limiter.Take(Flooder) == CallerVerdict.Allowed) continue;
        _time.Advance(TimeSpan.FromSeconds(1));
        Enumerable.Range(0, 20).Count(_ => _limiter.Take(Flooder) == CallerVerdict.Allowed).ShouldBe(10);
    }

    [Fact]
    public void Take_FloodAgainAfterAPause_SaidAgain()
    {
        while (_limiter.Take(Flooder) == CallerVerdict.Allowed) continue;
        _limiter.Take(Flooder).ShouldBe(CallerVerdict.Exceeds);
        _time.Advance(TimeSpan.FromHours(1));
        var verdicts = Enumerable.Range(0, 30).Select(_ => _limiter.Take(Flooder)).ToList();
        verdicts.Count(verdict => verdict == CallerVerdict.Allowed).ShouldBe(20);
        verdicts.Count(verdict => verdict == CallerVerdict.BeginsToExceed).ShouldBe(1);
    }
}
