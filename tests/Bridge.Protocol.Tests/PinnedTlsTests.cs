using Bridge.Protocol.Transport;
using Shouldly;

namespace Bridge.Protocol.Tests;

public class PinnedTlsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    [Fact]
    public void IsPinned_NobodyAllowed_IsFalse()
    {
        using var certificate = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("a", Now));
        PinnedTls.IsPinned(certificate, new HashSet<TlsPin>()).ShouldBeFalse();
        PinnedTls.IsPinned(null, new HashSet<TlsPin> { TlsPin.Of(certificate) }).ShouldBeFalse();
    }

    [Fact]
    public void IsPinned_SameNameOtherKey_IsFalse()
    {
        using var known = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("guardian-1", Now));
        using var other = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("guardian-1", Now));
        PinnedTls.IsPinned(other, new HashSet<TlsPin> { TlsPin.Of(known) }).ShouldBeFalse();
        PinnedTls.IsPinned(known, new HashSet<TlsPin> { TlsPin.Of(known) }).ShouldBeTrue();
    }

    [Fact]
    public void Parse_Zero_Throws() => Should.Throw<ProtocolException>(() => TlsPin.Parse(new string('0', 64)));
}
