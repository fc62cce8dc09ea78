using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Protocol.Tests.Risk;

public sealed class RiskActionTests
{
    public static TheoryData<int> Vectors => RiskVectors.Indices;

    public static TheoryData<int> BadWords => new(Enumerable.Range(0, RiskVectors.Root.GetProperty("badWords").GetArrayLength()));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Digest_Vector_IsThatOfViemAndEthers(int index)
    {
        var vector = RiskVectors.Actions[index];
        var action = RiskVectors.Action(index);

        action.Kind.ToString().ShouldBe(vector.Text("type"));
        action.Schema.TypeString.ShouldBe(vector.Text("typeString"));
        action.Schema.TypeHash.ShouldBe(vector.Bytes("typeHash"));
        Hex.Encode(action.Words()).ShouldBe(vector.Text("words"));
        action.StructHash().ShouldBe(vector.Bytes("structHash"));
        action.Digest(RiskVectors.Bridge).ShouldBe(vector.Bytes("digest"));
    }

    [Fact]
    public void DomainSeparator_Vector_IsThatOfEthers() =>
        RiskAction.DomainSeparator(RiskVectors.Bridge).ShouldBe(RiskVectors.Root.GetProperty("domain").Bytes("separator"));

    [Fact]
    public void Vectors_All_NameEveryAction() =>
        RiskVectors.Actions.Select(vector => (RiskActionKind)vector.Number("action")).ToHashSet().ShouldBe(RiskSchema.All.Select(schema => schema.Kind), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Fields_Vector_ReadAsText(int index)
    {
        var expected = RiskVectors.Actions[index].GetProperty("fields").EnumerateArray().ToDictionary(field => field.Text("name"), field => field.GetProperty("value").ToString().ToLowerInvariant());
        var action = RiskVectors.Action(index);

        RiskFields.Of(action).ShouldBe(expected);
        RiskFields.Read(action.Schema, expected).ShouldBe(action);
    }

    [Theory]
    [MemberData(nameof(BadWords))]
    public void Decode_WordsOfNoValue_IsRefused(int index)
    {
        var bad = RiskVectors.Root.GetProperty("badWords")[index];
        Should.Throw<ProtocolException>(() => RiskAction.Decode((RiskActionKind)bad.Number("action"), Hex.Decode(bad.Text("words"))), bad.Text("why"));
    }

    // Every word of every action: its type's highest bit plus one is refused, whatever the member.
    [Theory]
    [MemberData(nameof(Vectors))]
    public void Decode_DirtyHighByte_IsRefused(int index)
    {
        var action = RiskVectors.Action(index);
        foreach (var (position, member) in action.Schema.Members.Index().Where(member => member.Item.Type != "bytes32"))
        {
            var used = member.Type == "address" ? 20 : int.Parse(member.Type[4..], System.Globalization.CultureInfo.InvariantCulture) / 8;
            for (var at = 0; at < 32 - used; at++)
            {
                var words = action.Words();
                words[(32 * position) + at] = 1;
                Should.Throw<ProtocolException>(() => RiskAction.Decode(action.Kind, words), $"{member.Name}, byte {at}");
            }
        }
    }

    [Fact]
    public void Words_ZeroNonceOrNoEnd_IsRefused()
    {
        var veto = (Veto)RiskVectors.Action(RiskVectors.Actions.Count - 1);
        Should.Throw<ProtocolException>(() => (veto with { Nonce = 0 }).Words());
        Should.Throw<ProtocolException>(() => (veto with { NotAfter = 0 }).Words());
        Should.Throw<ProtocolException>(() => (veto with { Proposal = Bytes32.Zero }).Words());
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Words_EveryChain_OnlyWhereItMeansTheSame(int index)
    {
        var action = RiskVectors.Action(index) with { Chain = null };
        if (action.Kind.MayBeForEveryChain()) RiskAction.Decode(action.Kind, action.Words()).Chain.ShouldBeNull();
        else Should.Throw<ProtocolException>(() => action.Words());
    }

    [Fact]
    public void Digest_OtherFieldsKindOrBridge_Differs()
    {
        var raise = (RaiseLevel)RiskVectors.Action(0);
        var lower = new LowerLevel { Chain = raise.Chain, Nonce = raise.Nonce, NotAfter = raise.NotAfter, Scope = raise.Scope, Level = BreakerLevel.Stop, Reason = raise.Reason };
        var sameWords = raise with { Level = BreakerLevel.Stop };

        lower.Words().ShouldBe(sameWords.Words());
        lower.Digest(RiskVectors.Bridge).ShouldNotBe(sameWords.Digest(RiskVectors.Bridge));
        raise.Digest(RiskVectors.OtherBridge).ShouldBe(RiskVectors.Root.GetProperty("negative").Bytes("otherDigest"));
        (raise with { Nonce = raise.Nonce + 1 }).Digest(RiskVectors.Bridge).ShouldNotBe(raise.Digest(RiskVectors.Bridge));
    }

    [Fact]
    public void DomainSeparator_NoBridge_IsRefused() => Should.Throw<ProtocolException>(() => RiskAction.DomainSeparator(default));

    [Fact]
    public void SignaturesNeeded_EveryAction_IsTwoExactlyWhereItLoosens()
    {
        RiskActionKind[] loosening = [RiskActionKind.LowerLevel, RiskActionKind.SetLimits, RiskActionKind.ListAsset, RiskActionKind.OpenLane, RiskActionKind.GrantRole, RiskActionKind.RevokeRole];
        foreach (var schema in RiskSchema.All)
            schema.Kind.SignaturesNeeded().ShouldBe(loosening.Contains(schema.Kind) ? 2 : 1, schema.Kind.ToString());
        Should.Throw<ProtocolException>(() => RiskActionKind.None.SignaturesNeeded());
    }

    [Fact]
    public void Words_ValuesNoChainTakes_AreRefused()
    {
        var list = (ListAsset)RiskVectors.Actions.Index().Where(item => item.Item.Text("type") == "ListAsset").Select(item => RiskVectors.Action(item.Index)).Single();
        var lane = (OpenLane)RiskVectors.Actions.Index().Where(item => item.Item.Text("type") == "OpenLane").Select(item => RiskVectors.Action(item.Index)).Single();
        RiskAction[] refused =
        [
            list with { Mode = AssetMode.None }, list with { Mode = AssetMode.Mint }, list with { HomeChain = ChainId.From(2) }, list with { HomeToken = PartyAddress.From(Bytes32.Parse(new string('1', 64))) },
            lane with { OtherChain = lane.Chain!.Value }, lane with { Family = 0 }, lane with { Family = 3 },
            (RaiseLevel)RiskVectors.Action(0) with { Level = BreakerLevel.Normal }, (RaiseLevel)RiskVectors.Action(0) with { Scope = default },
        ];
        foreach (var action in refused) Should.Throw<ProtocolException>(() => action.Words(), action.ToString());
    }

    [Fact]
    public void Make_KnownKeys_GiveTheVectorsSignatures()
    {
        foreach (var index in Enumerable.Range(0, RiskVectors.Actions.Count))
        {
            foreach (var vector in RiskVectors.Actions[index].GetProperty("signatures").EnumerateArray())
            {
                using var key = EcdsaKey.From(vector.Bytes("key").ToArray());
                var signature = RiskSignature.Make(RiskVectors.Action(index), RiskVectors.Bridge, key);
                signature.ToString().ShouldBe(vector.Text("signature"));
                signature.Signer(RiskVectors.Action(index).Digest(RiskVectors.Bridge)).ShouldBe(SignerAddress.Parse(vector.Text("address")));
            }
        }
    }

    [Fact]
    public void From_SignaturesOfTheVectors_AreRefusedOrAStrangers()
    {
        var negative = RiskVectors.Root.GetProperty("negative");
        foreach (var bad in negative.GetProperty("cases").EnumerateArray())
        {
            if (bad.Text("error") == "BadSignature") Should.Throw<ProtocolException>(() => RiskSignature.Parse(bad.Text("signature")), bad.Text("why"));
            else RiskSignature.Parse(bad.Text("signature")).Signer(negative.Bytes("digest")).ShouldBe(SignerAddress.Parse(bad.Text("recovers")), bad.Text("why"));
        }
    }
}
