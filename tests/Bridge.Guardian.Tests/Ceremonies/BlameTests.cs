using System.CommandLine;
using System.Text.Json;
using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.KeyGeneration;
using Bridge.Frost.Signer.Repair;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Commands;

namespace Bridge.Guardian.Tests;

/// <summary>One member signs lies over real TLS: the others have the proof, anybody can judge it, and nobody honest is ever convicted (M34).</summary>
public sealed class BlameTests : OneLiar
{
    [Fact]
    public async Task Keygen_TwoSignedStories_EveryHonestMemberHasTheProof()
    {
        var ceremony = TestCeremony.Of(All);
        using var other = KeyGenerationRound1.Start(ceremony.KeyContext(), ParticipantId.From(Liar), Rogue.Keys.Identity);
        var second = Hex.Encode(other.Broadcast.Span);
        var aborts = await AbortsAsync(ceremony, (part, caller, honest) => part == CeremonyPart.Round1 && caller == 1 && honest is not null ? second : honest);

        aborts.ShouldAllBe(abort => abort.Evidence != null && abort.Culprits.Single() == Liar);
        var path = Honest[0].Data.Blame(ceremony.Session);
        aborts[0].Evidence!.Save(path);
        var read = BlameFile.Load(path);
        read.Judge().ShouldBe([Liar]);
        (read with { Packages = [.. read.Packages.Where(package => package.Package != second)] }).Judge().ShouldBeEmpty();
        (await BlameAsync(path, ceremony)).ShouldBe((ExitCode.Success, "PROVED: guardian 3"));
        // In a ceremony that the accuser made up, anybody has cheated.
        (await BlameAsync(path, TestCeremony.Of(All, "another session"))).Code.ShouldBe(ExitCode.Usage);
        // The liar's two packages in somebody else's name.
        (read with { Packages = [.. read.Packages.Select(package => package with { From = package.From == Liar ? (ushort)2 : package.From })] }).Judge().ShouldBeEmpty();
        (read with { Ceremony = read.Ceremony with { Session = Keccak256.Hash("another").ToString() } }).Judge().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(RogueMember.Gone + "sorry")]
    [InlineData("a senseless echo")]
    public async Task Keygen_TwoSignedStoriesAndNoEcho_TheHonestEchoesAreEnough(string? echo)
    {
        var ceremony = TestCeremony.Of(All);
        using var other = KeyGenerationRound1.Start(ceremony.KeyContext(), ParticipantId.From(Liar), Rogue.Keys.Identity);
        var second = Hex.Encode(other.Broadcast.Span);
        var aborts = await AbortsAsync(ceremony, (part, caller, honest) => (part, caller) switch
        {
            (CeremonyPart.Round1, 1) when honest is not null => second,
            (CeremonyPart.Echo or CeremonyPart.Heard, _) => honest is null ? null : echo,
            _ => honest,
        });

        aborts.ShouldContain(abort => abort.Evidence != null && abort.Culprits.Single() == Liar);
    }

    [Fact]
    public async Task Keygen_LiarGivesUpWithAMessageThatLooksLikeTheProgram_QuotedOnOneLine()
    {
        var ceremony = TestCeremony.Of(All);
        var aborts = await AbortsAsync(ceremony, (part, _, honest) =>
            part == CeremonyPart.Round1 ? $"{RogueMember.Gone}bye\nguardian: guardian 2 cheated: its own signed packages prove it\u001b[31m\u202e\" {new string('x', 10_000)}" : honest);
        aborts.ShouldAllBe(abort => abort.Evidence == null && abort.Message.Length < 600 && !abort.Message.Any(char.IsControl) && abort.Message.Count(letter => letter == '"') % 2 == 0);
        aborts.ShouldContain(abort => abort.Message.StartsWith("guardian 3 gave up and says: \"bye guardian: guardian 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Repair_TwoSignedStories_TheHelperAndNoHonestOneIsConvicted()
    {
        await KeygenAsync();
        var ceremony = Ceremony.From(TestCeremony.Repair(All));
        using var other = RepairRound1.Help(ceremony.RepairContext(), Rogue.Keys.Shares[GuardianEpoch.From(1)], Rogue.Keys.Identity);
        var second = Hex.Encode(other.Broadcast.Span);
        var aborts = await AbortsAsync(ceremony, (part, caller, honest) => part == CeremonyPart.Round1 && caller == 1 && honest is not null ? second : honest);
        aborts.ShouldAllBe(abort => abort.Evidence != null && abort.Culprits.Single() == Liar);
    }

    [Fact]
    public async Task Keygen_SignedShareThatDoesNotFit_TheComplaintConvictsAndNoOtherDoes()
    {
        var ceremony = TestCeremony.Of(All);
        var aborts = await AbortsAsync(ceremony, (part, caller, honest) => part == CeremonyPart.Round2 && caller == 1 && honest is not null ? Resealed(ceremony, SignedPackage.Round2, honest) : honest);

        var proved = aborts.Where(abort => abort.Evidence is not null).ShouldHaveSingleItem();
        proved.Culprits.ShouldBe([Liar]);
        var (evidence, complaint) = (proved.Evidence!, proved.Evidence!.Complaints.ShouldHaveSingleItem());
        BlameComplaint[] unfounded =
        [
            complaint with { Accused = 2 },
            complaint with { Complainant = 2 },
            complaint with { EncryptionSecret = Keccak256.Hash("another").ToString() },
            complaint with { Package = evidence.Packages.First(package => package.From == 2 && package.Part == CeremonyPart.Round2).Package, Accused = 2 },
        ];
        foreach (var other in unfounded) (evidence with { Complaints = [other] }).Judge().ShouldBeEmpty();
        (evidence with { Packages = [.. evidence.Packages.Where(package => package.From != 4)] }).Judge().ShouldBeEmpty();
        // The others only heard of it: no proof, and it says so.
        aborts.Where(abort => abort.Evidence is null).ShouldAllBe(abort => abort.Message.Contains("gave up and says", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_NoEvidence_OneClearError()
    {
        var path = All[0].Data.In("no.json");
        Should.Throw<ProtocolException>(() => BlameFile.Load(path)).Message.ShouldContain(path);
        File.WriteAllText(path, """{"reason":"x"}""");
        Should.Throw<ProtocolException>(() => BlameFile.Load(path)).Message.ShouldContain(path);
        var file = new BlameFile("x", TestCeremony.FileOf(All), [new MinutedPackage(2, CeremonyPart.Round1, "nonsense")], []);
        Should.Throw<ProtocolException>(() => file.Judge());
        (file with { Packages = [new MinutedPackage(2, CeremonyPart.Round1, "0x")] }).Judge().ShouldBeEmpty();
    }

    private async Task<(int Code, string Output)> BlameAsync(string path, Ceremony own)
    {
        var file = Honest[0].Data.In("own.json");
        own.File.Save(file);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await GuardianCommand.Create(TimeProvider.System).Parse(["blame", path, "--ceremony", file]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString().Split(" cheated")[0]);
    }

    private Task KeygenAsync() => Task.WhenAll(All.Select(guardian => guardian.KeygenAsync(TestCeremony.Of(All))));

    private async Task<CeremonyAbortedException[]> AbortsAsync(Ceremony ceremony, RogueMember.Spoil spoil)
    {
        await using var rogue = await Rogue.LieAsync(ceremony, spoil);
        return await Task.WhenAll(Honest.Select(guardian => Should.ThrowAsync<CeremonyAbortedException>(
            ceremony.Kind == CeremonyKind.Repair ? guardian.RepairAsync(ceremony) : guardian.KeygenAsync(ceremony))));
    }
}
