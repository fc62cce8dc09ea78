using System.Text.Json;
using Bridge.Testing;

namespace Bridge.Frost.Tests;

/// <summary>The verdicts of Contracts/vectors/signature_verdicts.json, which Solidity and C give too.</summary>
public sealed class SignatureVerdictTests
{
    private static readonly JsonElement[] Cases = [.. JsonDocument.Parse(File.ReadAllBytes(
        RepositoryRoot.Combine("Contracts", "vectors", "signature_verdicts.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    public static TheoryData<string> Names => [.. Cases.Select(@case => Text(@case, "name"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_EveryCase_GivesTheVerdict(string name)
    {
        var @case = Cases.Single(candidate => Text(candidate, "name") == name);
        Verdict(@case).ShouldBe(@case.GetProperty("valid").GetBoolean());
    }

    [Fact]
    public void Cases_AreAtLeastTwentyThatMustBeRefused() => Cases.Count(@case => !@case.GetProperty("valid").GetBoolean()).ShouldBeGreaterThan(20);

    private static bool Verdict(JsonElement @case)
    {
        try
        {
            return FrostVerifier.Verify(
                GroupKey.From(Hex.Decode(Text(@case, "key"))), Hex.Decode(Text(@case, "message")), GroupSignature.From(Hex.Decode(Text(@case, "signature"))));
        }
        catch (ProtocolException)
        {
            // Some are refused by their form already.
            return false;
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
