using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Tests;

public sealed class KeyStoreTests : IDisposable
{
    private static readonly TestGroup Group = new(3, 5);

    private readonly GuardianHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Add_EpochTwice_RefusedAndUnchanged()
    {
        _home.Add(Group);
        Should.Throw<ProtocolException>(() => _home.Add(new TestGroup(3, 5, seed: 2)));
        Open(keys => keys.Shares[GuardianEpoch.From(1)].Group.GroupKey).ShouldBe(Group.Key.GroupKey);
    }

    [Fact]
    public void Add_EpochThatWasRetired_Refused()
    {
        _home.Add(Group);
        _home.Store.Retire(GuardianEpoch.From(1), TimeProvider.System.GetUtcNow());
        Should.Throw<ProtocolException>(() => _home.Add(Group));
    }

    [Fact]
    public void Replace_AnotherGroupKey_RefusedAndUnchanged()
    {
        _home.Add(Group);
        Should.Throw<KeyRefusedException>(() => _home.Refresh(new TestGroup(3, 5, seed: 2), 1)).Refusal.ShouldBe(KeyRefusal.OtherGroup);
        Open(keys => keys.Records[0].Generation).ShouldBe(0u);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(0u)]
    [InlineData(3u)]
    public void Museum_M37_Replace_NotTheNextGeneration_Refused(uint generation)
    {
        _home.Add(Group);
        _home.Refresh(Group.Refreshed(7), 1);
        Should.Throw<KeyRefusedException>(() => _home.Refresh(Group.Refreshed(8), generation)).Refusal.ShouldBe(KeyRefusal.Stale);
    }

    [Fact]
    public void Replace_NoShareOfThatEpoch_Refused() =>
        Should.Throw<KeyRefusedException>(() => _home.Refresh(Group, 1)).Refusal.ShouldBe(KeyRefusal.OtherGroup);

    [Fact]
    public void Replace_NextGeneration_TheOldShareIsGone()
    {
        _home.Add(Group);
        var refreshed = Group.Refreshed(7);
        _home.Refresh(refreshed, 1);

        Open(keys => keys.Shares[GuardianEpoch.From(1)].VerifyingShare.ToString()).ShouldBe(refreshed.Key.VerifyingShares[Frost.ParticipantId.From(2)].ToString());
        var group = GroupFile.Load(_home.Data.Group);
        group.Generation.ShouldBe(1u);
        group.GroupKey.ShouldBe(Group.Key.GroupKey.ToString());
    }

    [Fact]
    public void Retire_ShareHeld_WipedAndItsRecordStays()
    {
        _home.Add(Group);
        _home.Add(new TestGroup(3, 5, seed: 2), epoch: 2);
        _home.Store.Retire(GuardianEpoch.From(1), TimeProvider.System.GetUtcNow());

        Open(keys => keys.Shares.Keys.Single().Value).ShouldBe(2u);
        KeyHistory.Load(_home.Data.History).Select(record => record.RetiredAt is null).ShouldBe([false, true]);
        Should.Throw<KeyRefusedException>(() => _home.Store.Retire(GuardianEpoch.From(1), TimeProvider.System.GetUtcNow())).Refusal.ShouldBe(KeyRefusal.NothingToDo);
    }

    [Fact]
    public void Museum_M37_Publish_OldCopyOfTheKeyFile_Refused()
    {
        _home.Add(Group);
        var old = File.ReadAllBytes(_home.Data.Keys);
        _home.Refresh(Group.Refreshed(7), 1);
        File.WriteAllBytes(_home.Data.Keys, old);

        using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        Should.Throw<KeyRefusedException>(() => KeyStore.Publish(_home.Data, keys)).Refusal.ShouldBe(KeyRefusal.Stale);
    }

    [Fact]
    public void Publish_PublicFilesLost_WrittenAgain()
    {
        _home.Add(Group);
        var (history, group) = (File.ReadAllText(_home.Data.History), File.ReadAllText(_home.Data.Group));
        File.Delete(_home.Data.History);
        File.Delete(_home.Data.Group);

        using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        KeyStore.Publish(_home.Data, keys);
        File.ReadAllText(_home.Data.History).ShouldBe(history);
        File.ReadAllText(_home.Data.Group).ShouldBe(group);
    }

    [Fact]
    public void Open_AfterChanges_SameIdentityAndCertificate()
    {
        var before = Open(keys => (Hex.Encode(keys.Identity.EvmAddress()), keys.Certificate.Thumbprint));
        _home.Add(Group);
        _home.Add(new TestGroup(3, 5, seed: 2), epoch: 2);
        Open(keys => (Hex.Encode(keys.Identity.EvmAddress()), keys.Certificate.Thumbprint)).ShouldBe(before);
        Open(keys => string.Join(' ', keys.Shares.Keys.Select(epoch => epoch.Value).Order())).ShouldBe("1 2");
    }

    private T Open<T>(Func<GuardianKeys, T> read)
    {
        using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        return read(keys);
    }
}
