using Bridge.Guardian.Ceremonies;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Tests;

public sealed class CeremonyTests
{
    public static TheoryData<string, CeremonyFile> Invalid => new()
    {
        { "zero bridge", Valid() with { BridgeId = Bytes32.Zero.ToString() } },
        { "zero epoch", Valid() with { Epoch = 0 } },
        { "threshold 0", Valid() with { Threshold = 0 } },
        { "threshold 1", Valid() with { Threshold = 1 } },
        { "threshold above n", Valid() with { Threshold = 4 } },
        { "zero session", Valid() with { Session = Bytes32.Zero.ToString() } },
        { "short session", Valid() with { Session = "0x01" } },
        { "one member", Valid() with { Members = [Member(1)] } },
        { "index zero", Valid() with { Members = [Member(0), Member(1), Member(2)] } },
        { "index twice", Valid() with { Members = [Member(1), Member(2), Member(2)] } },
        { "pin twice", Valid() with { Members = [Member(1), Member(2), Member(3) with { TlsPin = Member(1).TlsPin }] } },
        { "identity twice", Valid() with { Members = [Member(1), Member(2), Member(3) with { Identity = Member(1).Identity }] } },
        { "url twice", Valid() with { Members = [Member(1), Member(2), Member(3) with { Url = Member(1).Url }] } },
        { "plain url", Valid() with { Members = [Member(1), Member(2), Member(3) with { Url = "http://127.0.0.1:3" }] } },
        { "zero pin", Valid() with { Members = [Member(1), Member(2), Member(3) with { TlsPin = Bytes32.Zero.ToString() }] } },
        { "keygen with a group", Valid() with { Group = Group } },
        { "keygen with a recipient", Valid() with { Recipient = 1 } },
        { "keygen with chains", Valid() with { Chains = [1] } },
        { "refresh without a group", Valid() with { Kind = CeremonyKind.Refresh } },
        { "refresh with another epoch", Refresh() with { Epoch = 2 } },
        { "refresh with another threshold", Refresh() with { Threshold = 3 } },
        { "refresh without one holder", Refresh() with { Members = [Member(1), Member(2)] } },
        { "refresh with a stranger", Refresh() with { Members = [Member(1), Member(2), Member(4)] } },
        { "refresh with shares of another key", Refresh() with { Group = Group with { GroupKey = new TestGroup(2, 3, seed: 2).Key.GroupKey.ToString() } } },
        { "refresh with a recipient", Refresh() with { Recipient = 1 } },
        { "repair without a recipient", Refresh() with { Kind = CeremonyKind.Repair } },
        { "repair of somebody who is no member", Refresh() with { Kind = CeremonyKind.Repair, Recipient = 3, Members = [Member(1), Member(2)] } },
        { "repair by too few", Refresh() with { Kind = CeremonyKind.Repair, Recipient = 2, Members = [Member(1), Member(2)] } },
        { "rotate without a successor", Refresh() with { Kind = CeremonyKind.Rotate, Chains = [1, 2] } },
        { "zero identity", Valid() with { Members = [Member(1), Member(2), Member(3) with { Identity = "0x" + new string('0', 40) }] } },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void From_OneThingWrong_Throws(string what, CeremonyFile file) => Should.Throw<ProtocolException>(() => Ceremony.From(file), what);

    [Fact]
    public void Id_AnyFieldDiffers_Differs()
    {
        CeremonyFile[] files =
        [
            Valid(),
            Valid() with { BridgeId = Keccak256.Hash("another bridge").ToString() },
            Valid() with { Epoch = 2 },
            Valid() with { Threshold = 3 },
            Valid() with { Session = Keccak256.Hash("another session").ToString() },
            Valid() with { Members = [Member(1), Member(2), Member(3), Member(4)] },
            Valid() with { Members = [Member(1), Member(2), Member(3) with { TlsPin = Member(9).TlsPin }] },
            Valid() with { Members = [Member(1), Member(2), Member(3) with { Identity = Member(9).Identity }] },
            Valid() with { Members = [Member(1), Member(2), Member(3) with { Url = Member(9).Url }] },
            Refresh(),
            Refresh() with { Group = Group with { Generation = 1 } },
            Refresh() with { Kind = CeremonyKind.Repair, Recipient = 1 },
            Refresh() with { Kind = CeremonyKind.Repair, Recipient = 2 },
        ];
        files.Select(file => Ceremony.From(file).Id).Distinct().Count().ShouldBe(files.Length);
    }

    [Fact]
    public void Id_OtherOrderOfMembers_Same() =>
        Ceremony.From(Valid() with { Members = [Member(3), Member(1), Member(2)] }).Id.ShouldBe(Ceremony.From(Valid()).Id);

    [Fact]
    public void Show_SamePartTwice_Throws()
    {
        var board = new CeremonyBoard();
        board.Show(CeremonyPart.Round1, "a");
        Should.Throw<InvalidOperationException>(() => board.Show(CeremonyPart.Round1, "b"));
        board.Find(CeremonyPart.Round1, 2).ShouldBe("a");
    }

    [Fact]
    public void Find_AnotherMembersShare_Nothing()
    {
        var board = new CeremonyBoard();
        board.Show(CeremonyPart.Round2, 2, "for two");
        board.Find(CeremonyPart.Round2, 3).ShouldBeNull();
        board.Find(CeremonyPart.Round2, 2).ShouldBe("for two");
    }

    [Fact]
    public void Awaited_LastPartServed_NobodyIsLeft()
    {
        var board = new CeremonyBoard();
        board.Await(CeremonyPart.Certificate, [2, 3]);
        board.NoteServed(CeremonyPart.Round1, 2);
        board.NoteServed(CeremonyPart.Certificate, 3);
        board.Awaited.ShouldBe([(ushort)2]);
        board.GiveUp("the test says so");
        board.NoteServed(CeremonyPart.Round1, 2);
        board.Awaited.ShouldBe([(ushort)2]);
        board.NoteTold(2);
        board.Awaited.ShouldBeEmpty();
    }

    [Fact]
    public void Find_AfterGivingUp_WhatEverybodyMaySeeAndNoShare()
    {
        var board = new CeremonyBoard();
        board.Show(CeremonyPart.Round2, 2, "for two");
        board.Show(CeremonyPart.Heard, "what I heard");
        board.GiveUp("the test says so");
        board.Find(CeremonyPart.Round2, 2).ShouldBeNull();
        board.Find(CeremonyPart.Heard, 2).ShouldBe("what I heard");
    }

    [Fact]
    public void Find_BeginningCannotBeWritten_NothingLeaves()
    {
        var board = new CeremonyBoard(() => throw new IOException("no space left"));
        board.Show(CeremonyPart.Round1, "a");
        board.Find(CeremonyPart.Echo, 2).ShouldBeNull();
        Should.Throw<IOException>(() => board.Find(CeremonyPart.Round1, 2));
        Should.Throw<IOException>(() => board.Find(CeremonyPart.Round1, 2));
    }

    private static GroupFile Group
    {
        get
        {
            using var share = new TestGroup(2, 3).Package(1);
            return GroupFile.Of(share);
        }
    }

    private static CeremonyFile Refresh() => Valid() with { Kind = CeremonyKind.Refresh, Group = Group };

    internal static CeremonyFile Valid() => new()
    {
        BridgeId = TransferBuilder.Bridge.ToString(),
        Epoch = 1,
        Threshold = 2,
        Session = TestCeremony.SessionAt(DateTimeOffset.UnixEpoch, "session"),
        Members = [Member(1), Member(2), Member(3)],
    };

    private static GuardianDeployment Member(ushort index) => new()
    {
        Index = index,
        Url = $"https://127.0.0.1:{9000 + index}",
        TlsPin = Keccak256.Hash($"pin {index}").ToString(),
        Identity = Hex.Encode(Keccak256.Hash($"identity {index}").ToArray().AsSpan(12)),
        VerifyingShare = "",
    };
}
