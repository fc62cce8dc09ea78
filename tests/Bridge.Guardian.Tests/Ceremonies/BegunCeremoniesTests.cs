using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Configuration;

namespace Bridge.Guardian.Tests;

public sealed class BegunCeremoniesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new ManualTime().GetUtcNow();

    private readonly TestDirectory _directory = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void RequireNew_BegunBefore_Refused()
    {
        Begun.Add(MadeAt(Now));
        Begun.Add(MadeAt(Now, "another"));
        Refused(MadeAt(Now)).ShouldContain("begun here before");
        Refused(MadeAt(Now, "another")).ShouldContain("begun here before");
        Begun.RequireNew(MadeAt(Now, "new"));
    }

    [Fact]
    public void RequireNew_MadeBeforeTheRestore_Refused()
    {
        Begun.Add(MadeAt(Now));
        File.Delete(_directory.In("ceremonies"));
        Begun.Forget();
        // By a clock that was ahead, too.
        foreach (var madeAt in (DateTimeOffset[])[Now, Now.AddYears(-1), Now + BegunCeremonies.Skew]) Refused(MadeAt(madeAt)).ShouldContain("came from a backup");
        _time.Advance(BegunCeremonies.Skew);
        Begun.RequireNew(MadeAt(Now + BegunCeremonies.Skew + TimeSpan.FromMilliseconds(1)));

        // The last restore counts, and what was begun since is known.
        Begun.Add(MadeAt(_time.GetUtcNow(), "since"));
        Refused(MadeAt(_time.GetUtcNow(), "since")).ShouldContain("begun here before");
        Begun.Forget();
        Refused(MadeAt(_time.GetUtcNow(), "earlier")).ShouldContain("came from a backup");
    }

    [Fact]
    public void RequireNew_MadeInTheFuture_Refused()
    {
        Begun.RequireNew(MadeAt(Now + BegunCeremonies.Skew));
        foreach (var madeAt in (DateTimeOffset[])[Now + BegunCeremonies.Skew + TimeSpan.FromMilliseconds(1), DateTimeOffset.MaxValue])
            Refused(MadeAt(madeAt)).ShouldContain("look at both clocks");
        Refused(Of("0x" + new string('f', 64))).ShouldContain("look at both clocks");
    }

    [Theory]
    [InlineData("restored")]
    [InlineData("restored ")]
    [InlineData("restored yesterday")]
    public void RequireNew_TimeOfTheRestoreUnreadable_Refused(string line)
    {
        File.WriteAllText(_directory.In("ceremonies"), $"{line}\n");
        Refused(MadeAt(Now)).ShouldContain("should hold");
    }

    [Fact]
    public void NewSession_Twice_TheTimeAndNothingElseInCommon()
    {
        var (one, other) = (Of(CeremonyFile.NewSession(Now)), Of(CeremonyFile.NewSession(Now)));
        one.MadeAt.ShouldBe(Now);
        one.Session.ToString()[..14].ShouldBe(other.Session.ToString()[..14]);
        one.Session.ShouldNotBe(other.Session);
    }

    private BegunCeremonies Begun => new(new DataDirectory(_directory.Path), _time);

    private static Ceremony MadeAt(DateTimeOffset time, string name = "session") => Of(TestCeremony.SessionAt(time, name));

    private static Ceremony Of(string session) => Ceremony.From(CeremonyTests.Valid() with { Session = session });

    private string Refused(Ceremony ceremony) => Should.Throw<ProtocolException>(() => Begun.RequireNew(ceremony)).Message;
}
