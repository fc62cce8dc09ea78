using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Ceremonies;
using Bridge.Guardian.Keys;

namespace Bridge.Guardian.Tests;

/// <summary>A backup brings a guardian back, and never an older state over a newer one.</summary>
public sealed class KeyBackupTests : IDisposable
{
    private static readonly TestGroup Group = new(3, 5);

    private readonly GuardianHome _home = new();
    private readonly TestDirectory _elsewhere = new();

    public KeyBackupTests() => _home.Add(Group);

    public void Dispose()
    {
        _home.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public void Museum_M37_Restore_OlderGeneration_StaleAndUnchanged()
    {
        var old = _home.Backup("old");
        _home.Refresh(Group.Refreshed(7), 1);
        Unchanged(() => Refused(old, _home.Data).ShouldBe(KeyRefusal.Stale));
    }

    [Fact]
    public void Museum_M37_Restore_OlderGenerationAndTheKeyFileIsLost_StaleByTheHistory()
    {
        var old = _home.Backup("old");
        _home.Refresh(Group.Refreshed(7), 1);
        File.Delete(_home.Data.Keys);
        Refused(old, _home.Data).ShouldBe(KeyRefusal.Stale);
        File.Exists(_home.Data.Keys).ShouldBeFalse();
    }

    [Fact]
    public void Museum_M37_Restore_OlderGenerationAndTheHistoryIsLost_StaleByTheKeyFile()
    {
        var old = _home.Backup("old");
        _home.Refresh(Group.Refreshed(7), 1);
        File.Delete(_home.Data.History);
        Unchanged(() => Refused(old, _home.Data).ShouldBe(KeyRefusal.Stale));
    }

    [Fact]
    public void Restore_OlderEpoch_Stale()
    {
        var old = _home.Backup("old");
        _home.Add(new TestGroup(3, 5, seed: 2), epoch: 2);
        Unchanged(() => Refused(old, _home.Data).ShouldBe(KeyRefusal.Stale));
    }

    [Fact]
    public void Restore_ShareThatWasRetired_Stale()
    {
        _home.Add(new TestGroup(3, 5, seed: 2), epoch: 2);
        var old = _home.Backup("old");
        _home.Store.Retire(GuardianEpoch.From(1), TimeProvider.System.GetUtcNow());
        Unchanged(() => Refused(old, _home.Data).ShouldBe(KeyRefusal.Stale));
    }

    [Fact]
    public void Restore_OlderThanAnotherGuardiansGroup_Stale()
    {
        var old = _home.Backup("old");
        using var other = new GuardianHome(index: 3);
        other.Add(Group);
        other.Refresh(Group.Refreshed(7), 1);
        Refused(old, Elsewhere, GroupFile.Load(other.Data.Group)).ShouldBe(KeyRefusal.Stale);
        File.Exists(Elsewhere.Keys).ShouldBeFalse();
    }

    [Fact]
    public void Restore_EpochUnknownToTheBackup_Stale()
    {
        var old = _home.Backup("old");
        using var other = new GuardianHome(index: 3);
        other.Add(new TestGroup(3, 5, seed: 2), epoch: 2);
        Refused(old, Elsewhere, GroupFile.Load(other.Data.Group)).ShouldBe(KeyRefusal.Stale);
    }

    [Fact]
    public void Restore_AnotherGuardiansBackup_OtherGuardian()
    {
        using var other = new GuardianHome(index: 3);
        other.Add(Group);
        Unchanged(() => Refused(other.Backup("other"), _home.Data).ShouldBe(KeyRefusal.OtherGuardian));
    }

    [Fact]
    public void Restore_SameIndexAnotherIdentity_OtherGuardian()
    {
        using var impostor = new GuardianHome();
        impostor.Add(Group);
        Unchanged(() => Refused(impostor.Backup("impostor"), _home.Data).ShouldBe(KeyRefusal.OtherGuardian));
    }

    [Fact]
    public void Restore_AnotherGroup_OtherGroup()
    {
        var backup = _home.Backup("backup");
        var group = GroupFile.Load(_home.Data.Group) with { GroupKey = new TestGroup(3, 5, seed: 2).Key.GroupKey.ToString() };
        Refused(backup, Elsewhere, group).ShouldBe(KeyRefusal.OtherGroup);

        KeyHistory.Save(_home.Data.History, KeyHistory.Load(_home.Data.History).Select(record => record with { GroupKey = group.GroupKey }));
        Unchanged(() => Refused(backup, _home.Data).ShouldBe(KeyRefusal.OtherGroup));
    }

    [Fact]
    public void Restore_OverTheSameShares_NothingToDo()
    {
        var backup = _home.Backup("backup");
        Unchanged(() => Refused(backup, _home.Data).ShouldBe(KeyRefusal.NothingToDo));
    }

    [Fact]
    public void Read_WrongPassphraseOrChangedFile_OneErrorThatTellsNothing()
    {
        var path = _home.Backup("backup");
        File.WriteAllText(_home.In("wrong"), "wrong");
        using var wrong = Passphrase.Read(_home.In("wrong"));
        var first = Should.Throw<KeyFileException>(() => KeyBackup.Read(path, wrong));

        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        var second = Should.Throw<KeyFileException>(() => KeyBackup.Read(path, _home.Passphrase));

        first.Error.ShouldBe(KeyFileError.WrongPassphraseOrChanged);
        second.Message.ShouldBe(first.Message);
        first.ToString().ShouldNotContain("correct horse");
    }

    [Fact]
    public void Read_KeyFileThatIsNoBackup_Refused() =>
        Should.Throw<ProtocolException>(() => KeyBackup.Read(_home.Data.Keys, _home.Passphrase)).Message.ShouldContain("not a backup");

    [Fact]
    public void Write_FileExists_NeverOverwritten()
    {
        var path = _home.Backup("backup");
        var before = File.ReadAllBytes(path);
        Should.Throw<ProtocolException>(() => _home.Backup("backup"));
        File.ReadAllBytes(path).ShouldBe(before);
    }

    [Fact]
    public void Restore_EmptyMachine_TheWholeGuardianUnderTheNewPassphrase()
    {
        var backup = _home.Backup("backup");
        File.GetUnixFileMode(backup).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(_home.In("new"), "another passphrase");
        using var another = Passphrase.Read(_home.In("new"));
        Restore(backup, Elsewhere, GroupFile.Load(_home.Data.Group), another);

        using var keys = GuardianKeys.Open(Elsewhere.Keys, another);
        using var before = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        keys.Records.ShouldBe(before.Records);
        keys.Identity.EvmAddress().ShouldBe(before.Identity.EvmAddress());
        foreach (var name in (string[])["guardian.json", "public.json", "group.json", "keys.json"]) File.ReadAllText(Elsewhere.In(name)).ShouldBe(File.ReadAllText(_home.Data.In(name)), name);
        File.GetUnixFileMode(Elsewhere.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // It may have spoken in any ceremony of before, and would not know.
        Should.Throw<ProtocolException>(() => new BegunCeremonies(Elsewhere, TimeProvider.System).RequireNew(Ceremony.From(CeremonyTests.Valid()))).Message.ShouldContain("came from a backup");
    }

    [Fact]
    public void Restore_NewerThanWhatIsHere_Restored()
    {
        var (oldKeys, oldHistory) = (File.ReadAllBytes(_home.Data.Keys), File.ReadAllBytes(_home.Data.History));
        _home.Refresh(Group.Refreshed(7), 1);
        var newer = _home.Backup("newer");
        File.WriteAllBytes(_home.Data.Keys, oldKeys);
        File.WriteAllBytes(_home.Data.History, oldHistory);

        Restore(newer, _home.Data);
        KeyHistory.Load(_home.Data.History).Single().Generation.ShouldBe(1u);
    }

    private DataDirectory Elsewhere => new(_elsewhere.In("home"));

    private void Restore(string path, DataDirectory directory, GroupFile? group = null, Passphrase? passphrase = null)
    {
        using var backup = KeyBackup.Read(path, _home.Passphrase);
        directory.Create();
        KeyRestore.Run(backup, directory, passphrase ?? _home.Passphrase, group, TimeProvider.System, KeyFileCost.Minimum);
    }

    private KeyRefusal Refused(string path, DataDirectory directory, GroupFile? group = null) => Should.Throw<KeyRefusedException>(() => Restore(path, directory, group)).Refusal;

    private void Unchanged(Action act)
    {
        var before = File.ReadAllBytes(_home.Data.Keys);
        act();
        File.ReadAllBytes(_home.Data.Keys).ShouldBe(before);
    }
}
