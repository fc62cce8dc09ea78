using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Protocol.Tests.Risk;

public sealed class RiskPaperTests
{
    private const int Raise = 0, Lower = 2;

    public static TheoryData<int> Vectors => RiskVectors.Indices;

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Parse_WrittenPaper_IsTheSame(int index)
    {
        var paper = new RiskPaper(RiskVectors.Bridge, RiskVectors.Action(index));
        for (var key = paper.Action.Kind.SignaturesNeeded() - 1; key >= 0; key--) paper.Add(RiskVectors.Signature(index, key));

        var read = RiskPaper.Parse(paper.ToString(), RiskVectors.Bridge);

        read.Action.ShouldBe(paper.Action);
        read.Digest.ShouldBe(RiskVectors.Actions[index].Bytes("digest"));
        read.Signers.ShouldBe(paper.Signers);
        read.IsComplete.ShouldBeTrue();
        read.ToString().ShouldBe(paper.ToString());
    }

    [Theory]
    [InlineData("\"level\": \"5\"", "\"level\": \"4\"")]
    [InlineData("\"nonce\": \"1001\"", "\"nonce\": \"1002\"")]
    [InlineData("\"chain\": \"0\"", "\"chain\": \"1\"")]
    public void Museum_M39_TamperedField_NoLongerMatchesTheDigest(string find, string replace)
    {
        var text = Text(Raise);
        text.ShouldContain(find);
        Should.Throw<ProtocolException>(() => RiskPaper.Parse(text.Replace(find, replace, StringComparison.Ordinal), RiskVectors.Bridge)).Message.ShouldContain("digest");
    }

    [Fact]
    public void Parse_PaperOfAnotherDeployment_IsRefused() =>
        Should.Throw<ProtocolException>(() => RiskPaper.Parse(Text(Raise), RiskVectors.OtherBridge)).Message.ShouldContain("digest");

    [Theory]
    [InlineData("\"level\": \"5\"", "\"level\": \"05\"")]
    [InlineData("\"level\": \"5\"", "\"level\": \" 5\"")]
    [InlineData("\"level\": \"5\"", "\"level\": \"+5\"")]
    [InlineData("\"level\": \"5\"", "\"level\": 5")]
    [InlineData("\"level\": \"5\"", "\"level\": null")]
    [InlineData("\"level\": \"5\",", "")]
    [InlineData("\"level\": \"5\"", "\"level\": \"5\", \"more\": \"1\"")]
    [InlineData("\"level\": \"5\"", "\"level\": \"5\", \"level\": \"5\"")]
    [InlineData("\"level\": \"5\"", "\"level\": \"18446744073709551616\"")]
    [InlineData("\"action\"", "\"comment\": \"\", \"action\"")]
    [InlineData("RaiseLevel", "None")]
    [InlineData("RaiseLevel", "1")]
    [InlineData("\"signatures\"", "\"signature\"")]
    [InlineData("\"reason\": \"0x", "\"reason\": \"")]
    public void Parse_AnotherForm_IsRefused(string find, string replace)
    {
        var text = Text(Raise);
        text.ShouldContain(find);
        Should.Throw<ProtocolException>(() => RiskPaper.Parse(text.Replace(find, replace, StringComparison.Ordinal), RiskVectors.Bridge));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Parse_NoPaper_IsRefused(string text) => Should.Throw<ProtocolException>(() => RiskPaper.Parse(text, RiskVectors.Bridge));

    [Fact]
    public void Add_SameOfficerTwice_IsNotTwoOfficers()
    {
        var paper = new RiskPaper(RiskVectors.Bridge, RiskVectors.Action(Lower));
        paper.Add(RiskVectors.Signature(Lower, 0));

        Should.Throw<ProtocolException>(() => paper.Add(RiskVectors.Signature(Lower, 0)));
        paper.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void Add_OneMoreThanNeeded_IsRefused()
    {
        var paper = new RiskPaper(RiskVectors.Bridge, RiskVectors.Action(Raise));
        paper.Add(RiskVectors.Signature(Raise, 0));

        Should.Throw<ProtocolException>(() => paper.Add(RiskVectors.Signature(Raise, 1)));
        paper.Signers.Count.ShouldBe(1);
    }

    [Fact]
    public void Add_EitherOrder_GivesOnePaper()
    {
        var one = new RiskPaper(RiskVectors.Bridge, RiskVectors.Action(Lower));
        var two = new RiskPaper(RiskVectors.Bridge, RiskVectors.Action(Lower));
        one.Add(RiskVectors.Signature(Lower, 0));
        one.Add(RiskVectors.Signature(Lower, 1));
        two.Add(RiskVectors.Signature(Lower, 1));
        two.Add(RiskVectors.Signature(Lower, 0));

        one.ToString().ShouldBe(two.ToString());
    }

    [Fact]
    public void Make_OwnKey_IsItsSigner()
    {
        using var key = EcdsaKey.Generate();
        var paper = new RiskPaper(RiskVectors.Bridge, RiskVectors.Action(Raise));
        paper.Add(RiskSignature.Make(paper.Action, RiskVectors.Bridge, key));
        paper.Signers.ShouldBe([SignerAddress.From(key.EvmAddress())]);
    }

    private static string Text(int index) => new RiskPaper(RiskVectors.Bridge, RiskVectors.Action(index)).ToString();
}
