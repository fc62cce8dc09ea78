using Bridge.Frost;
using Bridge.Frost.Signer;
using Bridge.Frost.Signing;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Tests;

/// <summary>A key's life over real TLS: refreshed, interrupted, repaired. At no time is there nothing that signs.</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(8);

    private readonly List<TestGuardian> _guardians = [.. Enumerable.Range(1, 4).Select(i => new TestGuardian((ushort)i))];

    public Task InitializeAsync() => EachAsync(_guardians, guardian => guardian.KeygenAsync(TestCeremony.Of(_guardians)));

    public async Task DisposeAsync()
    {
        foreach (var guardian in _guardians) await guardian.DisposeAsync();
    }

    [Fact]
    public async Task Refresh_OneMemberMissing_AbortsAndTheOldSharesSign()
    {
        var ceremony = Ceremony.From(TestCeremony.Refresh(_guardians));
        foreach (var abort in await AbortsAsync(_guardians.Take(3), guardian => guardian.KeygenAsync(ceremony, Short))) abort.Message.ShouldContain('4');

        _guardians.ShouldAllBe(guardian => guardian.Pending.Find() == null);
        Generations().ShouldBe([0u, 0u, 0u, 0u]);
        Signs(_guardians).ShouldBeTrue();
    }

    [Fact]
    public async Task Refresh_ShareChanged_LiarNamedAndTheOldSharesSign()
    {
        var ceremony = Ceremony.From(TestCeremony.Refresh(_guardians));
        await using (await _guardians[3].LieAsync(ceremony, (part, _, honest) => part == CeremonyPart.Round2 && honest is not null ? honest[..^1] + (honest[^1] == '0' ? '1' : '0') : honest))
            (await AbortsAsync(_guardians.Take(3), guardian => guardian.KeygenAsync(ceremony))).ShouldContain(abort => abort.Culprits.Contains((ushort)4));
        Generations().ShouldBe([0u, 0u, 0u, 0u]);
        Signs(_guardians).ShouldBeTrue();
    }

    [Fact]
    public async Task Refresh_All_SameKeyNewSharesAndOldOnesDoNotMix()
    {
        using var old = _guardians[3].Keys.Shares[GuardianEpoch.From(1)];
        var before = KeyPackage.Decode(old.Encode());
        await EachAsync(_guardians, guardian => guardian.KeygenAsync(Ceremony.From(TestCeremony.Refresh(_guardians))));

        Generations().ShouldBe([1u, 1u, 1u, 1u]);
        _guardians.Select(guardian => File.ReadAllText(guardian.Data.Group)).Distinct().ShouldHaveSingleItem();
        GroupFile.Load(_guardians[0].Data.Group).GroupKey.ShouldBe(before.Group.GroupKey.ToString());
        Signs(_guardians).ShouldBeTrue();
        Signs([Share(_guardians[0]), Share(_guardians[1]), before]).ShouldBeFalse();
    }

    // The quorum certificate is what changes over: one that did not get it keeps its old share until it does.
    [Fact]
    public async Task Museum_M37_Refresh_ConfirmationsWithheldFromOne_ItKeepsTheOldShareUntilTheCertificateComes()
    {
        var ceremony = Ceremony.From(TestCeremony.Refresh(_guardians));
        await using (await _guardians[3].LieAsync(ceremony, (part, caller, honest) => part == CeremonyPart.Certificate && caller == 1 ? null : honest))
        {
            var cut = AbortsAsync(_guardians.Take(1), guardian => guardian.KeygenAsync(ceremony, Short));
            // They have all confirmations and the new share; that all can sign with theirs is not shown.
            (await AbortsAsync(_guardians.Skip(1).Take(2), guardian => guardian.KeygenAsync(ceremony, Short))).ShouldAllBe(abort => abort.IsStored);
            (await cut).ShouldHaveSingleItem().IsStored.ShouldBeFalse();
        }

        Generations()[..3].ShouldBe([0u, 1u, 1u]);
        _guardians[0].Pending.Find()!.Id.ShouldBe(ceremony.Id);
        Should.Throw<KeyRefusedException>(() => _guardians[0].Pending.RequireNoOther(Ceremony.From(TestCeremony.Refresh(_guardians, "another")))).Refusal.ShouldBe(KeyRefusal.StillNeeded);

        var certificate = CertificateFile.Load(_guardians[1].Data.In("certificate-1-1.json"));
        var one = certificate.Confirmations.ToDictionary();
        one.Remove(3);
        Should.Throw<KeyRefusedException>(() => Activate(_guardians[0], certificate with { Confirmations = one })).Refusal.ShouldBe(KeyRefusal.OtherGroup);
        Should.Throw<KeyRefusedException>(() => Activate(_guardians[0], CertificateFile.Load(_guardians[1].Data.In("certificate-1-0.json")))).Refusal.ShouldBe(KeyRefusal.OtherGroup);
        // All confirmations, and beside them another outcome than they confirm.
        var before = CertificateFile.Load(_guardians[1].Data.In("certificate-1-0.json")).Group;
        Should.Throw<KeyRefusedException>(() => Activate(_guardians[0], certificate with { Group = before })).Refusal.ShouldBe(KeyRefusal.OtherGroup);
        Generations()[0].ShouldBe(0u);

        // Who keeps its confirmation back has the certificate alone: what makes way for another ceremony is kept.
        var data = _guardians[0].Data;
        var (_, aside) = _guardians[0].Pending.SetAside();
        _guardians[0].Pending.Find().ShouldBeNull();
        _guardians[0].Pending.RequireNoOther(Ceremony.From(TestCeremony.Refresh(_guardians, "another")));
        File.Copy(aside, data.In("before a crash"));

        Activate(_guardians[0], certificate);
        Generations()[..3].ShouldBe([1u, 1u, 1u]);
        File.Exists(aside).ShouldBeFalse();

        // A crash when the key file was written and nothing after it.
        File.Move(data.In("before a crash"), data.Pending);
        File.Delete(data.Group);
        Activate(_guardians[0], certificate);
        GroupFile.Load(data.Group).Generation.ShouldBe(1u);
        Generations()[..3].ShouldBe([1u, 1u, 1u]);
        _guardians[0].Pending.Find().ShouldBeNull();
        Should.Throw<KeyRefusedException>(() => Activate(_guardians[0], certificate)).Refusal.ShouldBe(KeyRefusal.NothingToDo);
        Signs(_guardians.Take(3)).ShouldBeTrue();
    }

    [Fact]
    public async Task Refresh_InterruptedBeforeAnyCertificate_ResumesWithTheSameFile()
    {
        var ceremony = Ceremony.From(TestCeremony.Refresh(_guardians));
        await using (await _guardians[3].LieAsync(ceremony, (part, _, honest) => part == CeremonyPart.Certificate ? null : honest))
            await AbortsAsync(_guardians.Take(3), guardian => guardian.KeygenAsync(ceremony, Short));
        Generations().ShouldBe([0u, 0u, 0u, 0u]);
        Signs(_guardians).ShouldBeTrue();
        _guardians.ShouldAllBe(guardian => guardian.Pending.Find() != null);

        await EachAsync(_guardians, guardian => guardian.KeygenAsync(ceremony));
        Generations().ShouldBe([1u, 1u, 1u, 1u]);
        Signs(_guardians).ShouldBeTrue();
    }

    [Fact]
    public async Task Repair_HelperLies_NamedAndTheRecipientGetsNothing()
    {
        await using var lost = new TestGuardian(4);
        var members = (TestGuardian[])[.. _guardians.Take(3), lost];
        var ceremony = Ceremony.From(TestCeremony.Repair(members));
        await using (await _guardians[2].LieAsync(ceremony, (part, _, honest) => part == CeremonyPart.Sum && honest is not null ? honest[..^1] + (honest[^1] == '0' ? '1' : '0') : honest))
        {
            var helping = Task.WhenAll(_guardians.Take(2).Select(guardian => guardian.RepairAsync(ceremony)));
            (await AbortsAsync([lost], guardian => guardian.RepairAsync(ceremony))).ShouldHaveSingleItem().Culprits.ShouldBe([(ushort)3]);
            await helping;
        }

        lost.HasKey.ShouldBeFalse();
    }

    [Fact]
    public async Task Repair_HelperOfAnotherGeneration_RefusesToHelp()
    {
        await using var lost = new TestGuardian(4);
        var members = (TestGuardian[])[.. _guardians.Take(3), lost];
        var file = TestCeremony.Repair(members);
        await Should.ThrowAsync<ProtocolException>(() => _guardians[0].RepairAsync(Ceremony.From(file with { Group = file.Group! with { Generation = 1 } })));
    }

    [Fact]
    public async Task Repair_ByThreeAfterARefresh_TheLostShareSignsAgain()
    {
        await EachAsync(_guardians, guardian => guardian.KeygenAsync(Ceremony.From(TestCeremony.Refresh(_guardians))));
        await using var lost = new TestGuardian(4);
        var members = (TestGuardian[])[.. _guardians.Take(3), lost];
        await EachAsync(members, guardian => guardian.RepairAsync(Ceremony.From(TestCeremony.Repair(members))));

        Share(lost).VerifyingShare.ShouldBe(Share(_guardians[3]).VerifyingShare);
        lost.Keys.Records.ShouldHaveSingleItem().Origin.ShouldBe(KeyOrigin.Repair);
        lost.Keys.Records[0].Generation.ShouldBe(1u);
        Signs([Share(_guardians[0]), Share(_guardians[2]), Share(lost)]).ShouldBeTrue();
        // A share that is held is not repaired over.
        using var again = KeyPackage.Decode(Share(lost).Encode());
        Should.Throw<KeyRefusedException>(() => new KeyStore(lost.Data, lost.Passphrase).Repair(again, lost.Keys.Records[0])).Refusal.ShouldBe(KeyRefusal.Stale);
    }

    private static KeyPackage Share(TestGuardian guardian) => guardian.Keys.Shares[GuardianEpoch.From(1)];

    private uint[] Generations() => [.. _guardians.Select(guardian =>
    {
        guardian.Reopen();
        return guardian.Keys.Records.Single().Generation;
    })];

    private static void Activate(TestGuardian guardian, CertificateFile certificate)
    {
        guardian.Pending.Activate(certificate, guardian.Keys, TimeProvider.System.GetUtcNow());
        guardian.Reopen();
    }

    private static bool Signs(IEnumerable<TestGuardian> guardians) => Signs([.. guardians.Take(3).Select(Share)]);

    private static bool Signs(IReadOnlyList<KeyPackage> shares)
    {
        var digest = MessageDigest.From(Keccak256.Hash("message"));
        var nonces = shares.Select(FrostSigner.Commit).ToList();
        var package = SigningPackage.From(shares[0].Group, nonces.Select(pair => pair.Commitment), digest);
        var made = shares.Select((share, i) => FrostSigner.Sign(share, nonces[i], package)).OfType<SigningResult.Completed>().Select(answer => answer.Share).ToList();
        return SignatureAggregator.Aggregate(package, made) is AggregationResult.Completed;
    }

    private static Task EachAsync(IEnumerable<TestGuardian> guardians, Func<TestGuardian, Task> act) => Task.WhenAll(guardians.Select(act));

    private static Task<CeremonyAbortedException[]> AbortsAsync(IEnumerable<TestGuardian> guardians, Func<TestGuardian, Task> act) =>
        Task.WhenAll(guardians.Select(guardian => Should.ThrowAsync<CeremonyAbortedException>(act(guardian))));
}
