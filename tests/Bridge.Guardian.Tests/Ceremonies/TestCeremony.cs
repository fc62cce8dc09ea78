using Bridge.Guardian.Ceremonies;

namespace Bridge.Guardian.Tests;

/// <summary>A ceremony of test guardians, 3 of them to sign or all if fewer.</summary>
internal static class TestCeremony
{
    public static Ceremony Of(IReadOnlyCollection<TestGuardian> guardians, string session = "session") => Ceremony.From(FileOf(guardians, session));

    public static CeremonyFile FileOf(IReadOnlyCollection<TestGuardian> guardians, string session = "session", uint epoch = 1) => new()
    {
        BridgeId = TransferBuilder.Bridge.ToString(),
        Epoch = epoch,
        Threshold = Math.Min(3, guardians.Count),
        Session = SessionAt(DateTimeOffset.UnixEpoch, session),
        Members = [.. guardians.Select(guardian => guardian.Public)],
    };

    /// <summary>A session made at a time, the same for the same name.</summary>
    public static string SessionAt(DateTimeOffset madeAt, string name) => CeremonyFile.NewSession(madeAt)[..14] + Keccak256.Hash(name).ToString()[14..];

    /// <summary>A refresh of the key that the guardians hold.</summary>
    public static CeremonyFile Refresh(IReadOnlyCollection<TestGuardian> guardians, string session = "refresh") =>
        FileOf(guardians, session) with { Kind = CeremonyKind.Refresh, Group = GroupFile.Load(guardians.First().Data.Group) };

    /// <summary>A repair of the last guardian's share by the others.</summary>
    public static CeremonyFile Repair(IReadOnlyCollection<TestGuardian> guardians, string session = "repair")
    {
        var group = GroupFile.Load(guardians.First().Data.Group);
        return FileOf(guardians, session) with { Kind = CeremonyKind.Repair, Group = group, Threshold = group.Threshold, Recipient = guardians.Last().Options.Index };
    }

    /// <summary>A rotation from epoch 1 to epoch 2, made by the same guardians, on both chains.</summary>
    public static CeremonyFile Rotate(IReadOnlyCollection<TestGuardian> guardians, string session = "rotate") =>
        Rotate(guardians, CertificateFile.Load(guardians.First().Data.In("certificate-2-0.json")), session);

    /// <summary>A rotation from epoch 1 to another key on both chains.</summary>
    public static CeremonyFile Rotate(IReadOnlyCollection<TestGuardian> guardians, CertificateFile successor, string session)
    {
        var group = GroupFile.Load(guardians.First().Data.GroupOf(GuardianEpoch.From(1)));
        return FileOf(guardians, session) with { Kind = CeremonyKind.Rotate, Group = group, Threshold = group.Threshold, Successor = successor, Chains = [1, 2] };
    }
}
