using Bridge.Dashboard.Audit;
using Bridge.Dashboard.Commands;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Storage;
using Bridge.Dashboard.Tests.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Dashboard.Tests.Audit;

public sealed class AuditTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-audit-");
    private readonly DashboardDirectory _files;
    private readonly SqliteStore _store;
    private readonly AuditLog _log;

    public AuditTests()
    {
        _files = new(_folder.FullName);
        _store = SqliteStore.Open(_files.Records, Layouts.Records, durable: true);
        _log = new(_store, new ShiftedTime(), NullLogger<AuditLog>.Instance);
        for (var i = 0; i < 5; i++) _log.Add("olga", "127.0.0.1", "tighten", ("chain", "evm"), ("reason", $"reason {i}"));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Log_AsItWasWritten_IsIntact()
    {
        var verification = AuditVerification.Of(_log.All());
        verification.ShouldBe(new AuditVerification(true, 5, _log.All().Last().Hash.ToString(), null));
    }

    [Theory]
    [InlineData("UPDATE audit SET user='ada' WHERE sequence=3")]
    [InlineData("DELETE FROM audit WHERE sequence=5")]
    public void Changes_ByMistake_AreRefused(string sql) => Should.Throw<SqliteException>(() => _store.Write(statement => statement.Execute(sql)));

    [Theory]
    [InlineData("UPDATE audit SET user='ada' WHERE sequence=3", 3)]
    [InlineData("UPDATE audit SET user=NULL WHERE sequence=3", 3)]
    [InlineData("UPDATE audit SET at=at+1 WHERE sequence=3", 3)]
    [InlineData("UPDATE audit SET address='' WHERE sequence=1", 1)]
    [InlineData("UPDATE audit SET event='signIn' WHERE sequence=2", 2)]
    [InlineData("UPDATE audit SET detail='{}' WHERE sequence=5", 5)]
    [InlineData("UPDATE audit SET detail='nothing' WHERE sequence=5", 5)]
    [InlineData("DELETE FROM audit WHERE sequence=1", 1)]
    [InlineData("DELETE FROM audit WHERE sequence=3", 3)]
    [InlineData("UPDATE audit SET sequence=sequence+10 WHERE sequence>3", 4)]
    [InlineData("UPDATE audit SET hash=previous WHERE sequence=4", 4)]
    public void Changes_OnPurpose_AreFound(string sql, long broken)
    {
        Tamper(sql);
        var verification = AuditVerification.Of(_log.All());
        (verification.Intact, verification.FirstBroken).ShouldBe((false, broken));
    }

    [Fact]
    public void ChangedEntryWithItsHashMadeAnew_BreaksTheNext()
    {
        var third = _log.All().ElementAt(2);
        var forged = AuditEntry.After(3, third.Previous, third.At, "ada", third.Address, third.Event, third.Detail);
        Tamper($"UPDATE audit SET user='ada', hash=x'{Convert.ToHexString(forged.Hash.ToArray())}' WHERE sequence=3");
        AuditVerification.Of(_log.All()).FirstBroken.ShouldBe(4);
    }

    [Fact]
    public async Task CutEnd_IsFoundByAHashFromElsewhere()
    {
        var head = _log.All().Last().Hash.ToString();
        Tamper("DELETE FROM audit WHERE sequence=5");
        _store.Dispose();
        (await RunAsync("audit", "verify", "--dir", _folder.FullName)).ShouldBe(0);
        (await RunAsync("audit", "verify", "--dir", _folder.FullName, "--head", head)).ShouldBe(1);
    }

    [Fact]
    public async Task Export_IsCheckedWithoutTheDashboard()
    {
        var export = Path.Combine(_folder.FullName, "export.ndjson");
        (await RunAsync("audit", "export", "--dir", _folder.FullName, "--out", export)).ShouldBe(0);
        (await RunAsync("audit", "verify", "--file", export)).ShouldBe(0);
        await File.WriteAllTextAsync(export, (await File.ReadAllTextAsync(export)).Replace("reason 2", "reason X", StringComparison.Ordinal));
        (await RunAsync("audit", "verify", "--file", export)).ShouldBe(1);
        await File.WriteAllTextAsync(export, "nothing");
        (await RunAsync("audit", "verify", "--file", export)).ShouldBe(2);
    }

    [Fact]
    public void Hash_IsOverItsLayout()
    {
        // 32 zero ‖ 1 ‖ 1000 ms ‖ "olga" ‖ nobody's address ‖ "x" ‖ 1 detail: "a" = "b"
        var entry = AuditEntry.After(1, Bytes32.Zero, DateTimeOffset.FromUnixTimeMilliseconds(1_000), "olga", null, "x", new Dictionary<string, string> { ["a"] = "b" });
        entry.Hash.ShouldBe(Keccak256.Hash(Hex.Decode(
            "0x" + new string('0', 64) + "0000000000000001" + "00000000000003e8" + "00000004" + "6f6c6761" + "ffffffff" + "00000001" + "78" + "00000001" + "00000001" + "61" + "00000001" + "62")));
    }

    private void Tamper(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _files.Records, Pooling = false }.ToString());
        connection.Open();
        foreach (var statement in new[] { "DROP TRIGGER audit_is_never_changed", "DROP TRIGGER audit_is_never_deleted", sql })
        {
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this test.
            command.CommandText = statement;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }

    private static Task<int> RunAsync(params string[] arguments) => DashboardCommand.Create(TimeProvider.System).Parse(arguments).InvokeAsync();
}
