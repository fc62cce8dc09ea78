using Bridge.Guardian.Ceremonies;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Tests;

/// <summary>Key generation over real TLS with one member that lies: the others name it and write nothing (M34, M37).</summary>
public sealed class CeremonyNetworkTests : IAsyncLifetime
{
    private const ushort Liar = 3;

    private readonly TestGuardian[] _guardians = [new(1), new(2), new(Liar)];

    private TestGuardian[] Honest => [.. _guardians.Take(2)];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var guardian in _guardians) await guardian.DisposeAsync();
    }

    [Fact]
    public Task Keygen_Round1IsNotHexadecimal_LiarNamed() => AbortsAsync(Liar, (part, _, honest) => part == CeremonyPart.Round1 ? "nonsense" : honest);

    [Fact]
    public Task Keygen_Round1Changed_LiarNamed() => AbortsAsync(Liar, (part, _, honest) => part == CeremonyPart.Round1 ? Changed(honest) : honest);

    [Fact]
    public Task Keygen_TwoStoriesInRound1_LiarNamed() => AbortsAsync(Liar, (part, caller, honest) => part == CeremonyPart.Round1 && caller == 1 ? Changed(honest) : honest);

    [Fact]
    public Task Keygen_AnotherEcho_LiarNamedBeforeAnyShareIsShown() =>
        AbortsAsync(Liar, (part, _, honest) => part == CeremonyPart.Echo && honest is not null ? Keccak256.Hash("another round 1").ToString() : honest);

    [Fact]
    public Task Keygen_ShareChanged_LiarNamed() => AbortsAsync(Liar, (part, _, honest) => part == CeremonyPart.Round2 ? Changed(honest) : honest);

    [Fact]
    public Task Keygen_CertificateChanged_LiarNamed() => AbortsAsync(Liar, (part, _, honest) => part == CeremonyPart.Certificate ? Changed(honest) : honest);

    [Fact]
    public async Task Keygen_MemberMissing_TimeIsUpAndTheMemberIsNamed()
    {
        var ceremony = TestCeremony.Of(_guardians);
        var ended = await Task.WhenAll(Honest.Select(guardian => AbortOfAsync(guardian.KeygenAsync(ceremony, TimeSpan.FromSeconds(3)))));

        ended.ShouldAllBe(abort => abort.Message.Contains('3') && abort.Evidence == null);
        Honest.ShouldAllBe(guardian => !guardian.HasKey);
        Honest[0].Progress.ShouldContain(line => line.Contains("waiting for 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keygen_AnotherCeremonyFile_Aborts()
    {
        var running = Task.WhenAll(Honest.Select(guardian => AbortOfAsync(guardian.KeygenAsync(TestCeremony.Of(_guardians)))));
        var other = await AbortOfAsync(_guardians[2].KeygenAsync(TestCeremony.Of(_guardians, "another session")));

        other.Message.ShouldContain("another ceremony");
        await running;
        _guardians.ShouldAllBe(guardian => !guardian.HasKey);
    }

    public static TheoryData<string, Func<GuardianDeployment, GuardianDeployment>> OtherSelves => new()
    {
        { "TLS pin", member => member with { TlsPin = Keccak256.Hash("another").ToString() } },
        { "identity", member => member with { Identity = "0x" + new string('7', 40) } },
    };

    [Theory]
    [MemberData(nameof(OtherSelves))]
    public async Task Keygen_CeremonyHasAnotherSelf_RefusedBeforeAnythingIsShown(string what, Func<GuardianDeployment, GuardianDeployment> change)
    {
        var file = TestCeremony.FileOf(_guardians);
        var changed = Ceremony.From(file with { Members = [change(file.Members[0]), .. file.Members.Skip(1)] });
        (await Should.ThrowAsync<ProtocolException>(() => _guardians[0].KeygenAsync(changed))).Message.ShouldContain(what);
    }

    [Fact]
    public async Task Keygen_NotAMember_Refused() =>
        await Should.ThrowAsync<ProtocolException>(() => _guardians[2].KeygenAsync(TestCeremony.Of(Honest)));

    private async Task AbortsAsync(ushort culprit, RogueMember.Spoil spoil)
    {
        var ceremony = TestCeremony.Of(_guardians);
        await using var rogue = await _guardians[Liar - 1].LieAsync(ceremony, spoil);
        var aborts = await Task.WhenAll(Honest.Select(guardian => AbortOfAsync(guardian.KeygenAsync(ceremony, TimeSpan.FromSeconds(60)))));

        aborts.ShouldContain(abort => abort.Culprits.Contains(culprit));
        // Anybody on the way could have changed these bytes, and an echo is a word: nothing of it is a proof.
        aborts.ShouldAllBe(abort => abort.Evidence == null);
        Honest.ShouldAllBe(guardian => !guardian.HasKey);
    }

    private static async Task<CeremonyAbortedException> AbortOfAsync(Task keygen) => await Should.ThrowAsync<CeremonyAbortedException>(keygen);

    // One digit in the middle, so that the form stays right.
    private static string? Changed(string? honest)
    {
        if (honest is null) return null;
        var digits = honest.ToCharArray();
        var middle = digits.Length / 2;
        digits[middle] = digits[middle] == '0' ? '1' : '0';
        return new string(digits);
    }
}
