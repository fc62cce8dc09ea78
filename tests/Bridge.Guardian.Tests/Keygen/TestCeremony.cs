using Bridge.Guardian.Keygen;

namespace Bridge.Guardian.Tests;

/// <summary>A ceremony of test guardians, 3 of them to sign or all if fewer.</summary>
internal static class TestCeremony
{
    public static Ceremony Of(IReadOnlyCollection<TestGuardian> guardians, string session = "session") => Ceremony.From(FileOf(guardians, session));

    public static CeremonyFile FileOf(IReadOnlyCollection<TestGuardian> guardians, string session = "session") => new()
    {
        BridgeId = TransferBuilder.Bridge.ToString(),
        Epoch = 1,
        Threshold = Math.Min(3, guardians.Count),
        Session = Keccak256.Hash(session).ToString(),
        Members = [.. guardians.Select(guardian => guardian.Public)],
    };
}
