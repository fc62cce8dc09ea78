using Bridge.Frost;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Tests;

/// <summary>The key in force hands over to a new one, over real TLS.</summary>
public sealed class RotationTests : IAsyncLifetime
{
    private readonly List<TestGuardian> _guardians = [.. Enumerable.Range(1, 3).Select(i => new TestGuardian((ushort)i))];

    public async Task InitializeAsync()
    {
        await EachAsync(guardian => guardian.KeygenAsync(TestCeremony.Of(_guardians)));
        await EachAsync(guardian => guardian.KeygenAsync(Ceremony.From(TestCeremony.FileOf(_guardians, "next", epoch: 2))));
    }

    public async Task DisposeAsync()
    {
        foreach (var guardian in _guardians) await guardian.DisposeAsync();
    }

    public static TheoryData<string, Func<CeremonyFile, CeremonyFile>> Invalid => new()
    {
        { "a confirmation missing", file => file with { Successor = file.Successor! with { Confirmations = file.Successor.Confirmations.Where(entry => entry.Key != 2).ToDictionary() } } },
        { "another group", file => file with { Successor = file.Successor! with { Group = file.Group! } } },
        { "another threshold", file => file with { Successor = file.Successor! with { Ceremony = file.Successor.Ceremony with { Threshold = 2 } } } },
        { "another bridge", file => file with { BridgeId = Keccak256.Hash("another").ToString() } },
        { "too few signers", file => file with { Members = [.. file.Members.Take(2)] } },
        { "no chain", file => file with { Chains = [] } },
        { "one chain twice", file => file with { Chains = [1, 1] } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void From_OneThingWrong_Throws(string what, Func<CeremonyFile, CeremonyFile> change) =>
        Should.Throw<ProtocolException>(() => Ceremony.From(change(TestCeremony.Rotate(_guardians))), what);

    [Fact]
    public async Task Rotate_All_TheOldKeysSignatureForEachChainAndNoOther()
    {
        var ceremony = Ceremony.From(TestCeremony.Rotate(_guardians));
        var rotations = await Task.WhenAll(_guardians.Select(guardian => guardian.RotateAsync(ceremony)));

        var rotation = rotations[0];
        IsSigned(rotation).ShouldBeTrue();
        rotation.Signatures.Select(entry => entry.Chain).ShouldBe([(ushort)1, (ushort)2]);
        IsSigned(rotation with { Signatures = [new RotationSignature(2, rotation.Signatures[0].Signature)] }).ShouldBeFalse();
        IsSigned(rotation with { NewEpoch = 3 }).ShouldBeFalse();
        var read = _guardians[0].Data.In("rotation-2.json");
        rotation.Save(read);
        IsSigned(RotationFile.Load(read)).ShouldBeTrue();
        RotationFile.Load(read).Signatures.ShouldBe(rotation.Signatures);
        var old = GroupKey.From(Hex.Decode(GroupFile.Load(_guardians[0].Data.GroupOf(GuardianEpoch.From(1))).GroupKey));
        var successor = GroupKey.From(Hex.Decode(GroupFile.Load(_guardians[0].Data.Group).GroupKey));
        FrostVerifier.Verify(
            old, SignedMessage.Rotate(TransferBuilder.Bridge, GuardianEpoch.From(1), ChainId.From(2), GuardianEpoch.From(2), successor),
            GroupSignature.From(Hex.Decode(rotation.Signatures[1].Signature))).ShouldBeTrue();
        _guardians.ShouldAllBe(guardian => guardian.Keys.Shares.Count == 2);
    }

    [Fact]
    public async Task Museum_M34_Rotate_ShareChanged_LiarNamed()
    {
        var ceremony = Ceremony.From(TestCeremony.Rotate(_guardians));
        await using (await _guardians[2].LieAsync(ceremony, (part, _, honest) => part == CeremonyPart.Round2 && honest is not null ? honest[..^1] + (honest[^1] == '0' ? '1' : '0') : honest))
            (await AbortsAsync(_guardians.Take(2), ceremony)).ShouldContain(abort => abort.Culprits.Contains((ushort)3));
    }

    [Fact]
    public async Task Museum_M34_Rotate_CommitmentsMalformed_LiarNamed()
    {
        var ceremony = Ceremony.From(TestCeremony.Rotate(_guardians));
        await using (await _guardians[2].LieAsync(ceremony, (part, _, honest) => part == CeremonyPart.Round1 ? honest?[..^2] : honest))
            (await AbortsAsync(_guardians.Take(2), ceremony)).ShouldContain(abort => abort.Culprits.Contains((ushort)3));
    }

    [Fact]
    public async Task Museum_M34_Rotate_OtherCommitmentsToOne_NoShareLeaves()
    {
        var ceremony = Ceremony.From(TestCeremony.Rotate(_guardians));
        string? first = null;
        // The commitments of another session, well-formed, for guardian 1 only.
        using var share = Frost.Signer.KeyPackage.Decode(_guardians[2].Keys.Shares[GuardianEpoch.From(1)].Encode());
        using var pair = Frost.Signer.FrostSigner.Commit(share);
        var other = string.Concat(pair.Commitment.Hiding.ToString()[2..], pair.Commitment.Binding.ToString()[2..]);
        await using (await _guardians[2].LieAsync(ceremony, (part, caller, honest) => part == CeremonyPart.Round1 && caller == 1 && honest is not null ? first = $"0x{other}{other}" : honest))
            await AbortsAsync(_guardians.Take(2), ceremony);
        first.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rotate_NewKeyNotTried_RefusedByItsHolder(bool another)
    {
        var trial = _guardians[0].Data.Trial(2, 0);
        var tried = File.ReadAllText(trial);
        if (another) File.Copy(_guardians[0].Data.Trial(1, 0), trial, overwrite: true);
        else File.Delete(trial);
        var ceremony = Ceremony.From(TestCeremony.Rotate(_guardians));
        var others = AbortsAsync(_guardians.Skip(1), ceremony);
        (await Should.ThrowAsync<ProtocolException>(() => _guardians[0].RotateAsync(ceremony))).Message.ShouldContain("is not tried here");
        await others;

        File.WriteAllText(trial, tried);
        var again = Ceremony.From(TestCeremony.Rotate(_guardians, "again"));
        IsSigned((await Task.WhenAll(_guardians.Select(guardian => guardian.RotateAsync(again))))[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task Rotate_AnotherKeySignedForThatEpochBefore_RefusedUnlessPeopleSaySo()
    {
        using (var database = Journal.JournalDatabase.Open(_guardians[0].Data.Journal))
        {
            new Journal.RotationJournal(database, false, TimeProvider.System).Record(
                Ceremony.From(TestCeremony.Rotate(_guardians, "before")), [MessageDigest.From(Keccak256.Hash("another key")), MessageDigest.From(Keccak256.Hash("another key"))]);
        }

        var ceremony = Ceremony.From(TestCeremony.Rotate(_guardians));
        var others = AbortsAsync(_guardians.Skip(1), ceremony);
        (await Should.ThrowAsync<KeyRefusedException>(() => _guardians[0].RotateAsync(ceremony))).Refusal.ShouldBe(KeyRefusal.StillNeeded);
        await others;

        var again = Ceremony.From(TestCeremony.Rotate(_guardians, "again"));
        IsSigned((await Task.WhenAll(_guardians.Select(guardian => guardian.RotateAsync(again, supersede: true))))[0]).ShouldBeTrue();
    }

    [Fact]
    public async Task Rotate_AnotherStateOfTheKeyThanOnesOwn_Refused()
    {
        var file = TestCeremony.Rotate(_guardians);
        var ceremony = Ceremony.From(file with { Group = file.Group! with { Generation = 1 } });
        (await Should.ThrowAsync<ProtocolException>(() => _guardians[0].RotateAsync(ceremony))).Message.ShouldContain("state of this guardian's key");
    }

    [Fact]
    public async Task Rotate_ToASetThatOneIsNotIn_OnlyToTheKeyAPersonCompared()
    {
        var next = (TestGuardian[])[new(4), new(6), new(9)];
        await Task.WhenAll(next.Select(guardian => guardian.KeygenAsync(Ceremony.From(TestCeremony.FileOf(next, "others", epoch: 2)))));
        var old = (TestGuardian[])[new(1), new(2), new(3)];
        await Task.WhenAll(old.Select(guardian => guardian.KeygenAsync(TestCeremony.Of(old))));
        CeremonyFile File(string session) => TestCeremony.Rotate(old, CertificateFile.Load(next[0].Data.In("certificate-2-0.json")), session);

        (await Should.ThrowAsync<ProtocolException>(() => old[0].RotateAsync(Ceremony.From(File("untold"))))).Message.ShouldContain("--new-group-key");
        var wrong = GroupKey.From(Hex.Decode(GroupFile.Load(_guardians[0].Data.Group).GroupKey));
        (await Should.ThrowAsync<ProtocolException>(() => old[0].RotateAsync(Ceremony.From(File("wrong")), expected: wrong))).Message.ShouldContain("not the expected");
        var right = GroupKey.From(Hex.Decode(GroupFile.Load(next[0].Data.Group).GroupKey));
        IsSigned((await Task.WhenAll(old.Select(guardian => guardian.RotateAsync(Ceremony.From(File("right")), expected: right))))[0]).ShouldBeTrue();
        old[0].Progress.ShouldContain(line => line.Contains("new guardian 9", StringComparison.Ordinal));
        foreach (var guardian in next.Concat(old)) await guardian.DisposeAsync();
    }

    private static bool IsSigned(RotationFile rotation) => rotation.Signatures.Count > 0 && rotation.Signatures.All(entry =>
        FrostVerifier.Verify(rotation.Key(), rotation.Digest(ChainId.From(entry.Chain)), rotation.SignatureFor(ChainId.From(entry.Chain))!.Value));

    private Task EachAsync(Func<TestGuardian, Task> act) => Task.WhenAll(_guardians.Select(act));

    private static Task<CeremonyAbortedException[]> AbortsAsync(IEnumerable<TestGuardian> guardians, Ceremony ceremony) =>
        Task.WhenAll(guardians.Select(guardian => Should.ThrowAsync<CeremonyAbortedException>(guardian.RotateAsync(ceremony))));
}
