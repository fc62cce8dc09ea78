using System.Text.Json;
using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Guardian.Ceremonies;

namespace Bridge.Guardian.Tests;

/// <summary>What comes after the certificate, and what comes after an interruption, over real TLS.</summary>
public sealed class TrialTests : OneLiar
{
    [Fact]
    public async Task Keygen_ShareOfTheTrialDoesNotFit_ShareStoredKeyUntriedAndTriedByAllLater()
    {
        var ceremony = TestCeremony.Of(All);
        await using (await Rogue.LieAsync(
            ceremony, (part, _, honest) => part == CeremonyPart.TrialShares && honest is not null ? Resealed(ceremony, SignedPackage.TrialShares, honest) : honest, throughTrial: true))
        {
            var aborts = await Task.WhenAll(Honest.Select(guardian => Should.ThrowAsync<CeremonyAbortedException>(guardian.KeygenAsync(ceremony))));
            aborts.ShouldAllBe(abort => abort.IsStored && abort.Message.Contains("not tried yet"));
            aborts.ShouldContain(abort => abort.Culprits.Contains(Liar));
            Honest.ShouldAllBe(guardian => guardian.HasKey && !File.Exists(guardian.Data.Trial(guardian.Keys.Records[0])));
        }

        Rogue.Reopen();
        var damaged = Honest[0].Data.Keys;
        var whole = File.ReadAllBytes(damaged);
        File.WriteAllBytes(damaged, [.. whole[..^1], (byte)(whole[^1] ^ 1)]);
        // The others hear of it at once; the damaged guardian's test cannot open its keys again before they are mended.
        var failed = All.Select(guardian => Should.ThrowAsync<Exception>(() => guardian.TryKeyAsync(ceremony))).ToList();
        (await Task.WhenAll(failed.Skip(1))).ShouldAllBe(end => end is CeremonyAbortedException && end.Message.Contains("cannot be opened"));
        File.WriteAllBytes(damaged, whole);
        await failed[0];

        foreach (var guardian in All) guardian.Reopen();
        await Task.WhenAll(All.Select(guardian => guardian.TryKeyAsync(ceremony)));
        foreach (var guardian in All)
        {
            var tried = JsonSerializer.Deserialize<TrialFile>(File.ReadAllText(guardian.Data.Trial(guardian.Keys.Records[0])), JsonSerializerOptions.Web)!;
            tried.Sets.SelectMany(set => set.Signers).Distinct().Order().ToArray().ShouldBe([(ushort)1, (ushort)2, (ushort)3, (ushort)4]);
            foreach (var set in tried.Sets)
                FrostVerifier.Verify(GroupKey.From(Hex.Decode(tried.GroupKey)), Hex.Decode(set.Message), GroupSignature.From(Hex.Decode(set.Signature))).ShouldBeTrue();
        }

        // Whoever was interrupted takes it over from another, by its signatures.
        var certificate = CertificateFile.Load(Honest[0].Data.Certificate(Honest[0].Keys.Records[0]));
        var trial = TrialFile.Load(Honest[1].Data.Trial(Honest[1].Keys.Records[0]));
        trial.IsOf(certificate).ShouldBeTrue();
        (trial with { Sets = [.. trial.Sets.Skip(1)] }).IsOf(certificate).ShouldBeFalse();
        (trial with { Sets = [trial.Sets[0], trial.Sets[1] with { Signature = trial.Sets[0].Signature }] }).IsOf(certificate).ShouldBeFalse();
        (trial with { Sets = [trial.Sets[0], trial.Sets[0]] }).IsOf(certificate).ShouldBeFalse();
    }

    [Fact]
    public async Task Keygen_AgainAfterRound1WasSeen_RefusedBecauseASecondPackageWouldProveEquivocation()
    {
        var ceremony = TestCeremony.Of(All);
        await Task.WhenAll(Honest.Select(guardian => Should.ThrowAsync<CeremonyAbortedException>(guardian.KeygenAsync(ceremony, TimeSpan.FromSeconds(3)))));
        foreach (var guardian in Honest)
            (await Should.ThrowAsync<ProtocolException>(() => guardian.KeygenAsync(ceremony, TimeSpan.FromSeconds(3)))).Message.ShouldContain("begun here before");
        // A corrected file is another ceremony and the same session: its packages would be judged as this one's.
        var file = TestCeremony.FileOf(All);
        var corrected = Ceremony.From(file with { Members = [file.Members[0] with { Url = "https://127.0.0.1:1" }, .. file.Members.Skip(1)] });
        corrected.Id.ShouldNotBe(ceremony.Id);
        Should.Throw<ProtocolException>(() => new BegunCeremonies(Honest[0].Data, TimeProvider.System).RequireNew(corrected));
        (await Should.ThrowAsync<CeremonyAbortedException>(() => Rogue.KeygenAsync(ceremony, TimeSpan.FromSeconds(2)))).Evidence.ShouldBeNull();
        // Of this one nobody has anything: it may begin again.
        (await Should.ThrowAsync<CeremonyAbortedException>(() => Rogue.KeygenAsync(ceremony, TimeSpan.FromSeconds(2)))).Evidence.ShouldBeNull();
    }
}
