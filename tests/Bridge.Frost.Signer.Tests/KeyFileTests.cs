using System.Text;
using Bridge.Frost.Signer.KeyFiles;
using Bridge.Testing;

namespace Bridge.Frost.Signer.Tests;

public sealed class KeyFileTests : IDisposable
{
    private static readonly byte[] Passphrase = "correct horse battery staple"u8.ToArray();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keyfile-");
    private readonly SecretEntries _entries = new();

    public KeyFileTests()
    {
        _entries.Set("frost", "share of the key"u8);
        _entries.Set("identity", new byte[32]);
    }

    private string FilePath => Path.Combine(_folder.FullName, "guardian.key");

    public void Dispose()
    {
        _entries.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Read_OfWrite_GivesTheEntries()
    {
        KeyFile.Write(FilePath, Passphrase, _entries);

        using var read = KeyFile.Read(FilePath, Passphrase);

        read.Names.ShouldBe(["frost", "identity"]);
        read.TryGet("frost", out var secret).ShouldBeTrue();
        Encoding.UTF8.GetString(secret).ShouldBe("share of the key");
        read.TryGet("tls", out _).ShouldBeFalse();
    }

    [Fact]
    public void Write_OverAnOlderFile_ReplacesItForItsOwnerOnlyAndLeavesNothingElse()
    {
        KeyFile.Write(FilePath, Passphrase, _entries, KeyFileCost.Minimum);
        _entries.Set("frost", "rotated"u8);
        KeyFile.Write(FilePath, Passphrase, _entries, KeyFileCost.Minimum);

        using var read = KeyFile.Read(FilePath, Passphrase);
        read.TryGet("frost", out var secret).ShouldBeTrue();
        Encoding.UTF8.GetString(secret).ShouldBe("rotated");
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(FilePath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _folder.GetFiles().Length.ShouldBe(1);
    }

    [Fact]
    public void Write_ToNowhere_OneError() => Error(() => KeyFile.Write(Path.Combine(_folder.FullName, "none", "x"), Passphrase, _entries, KeyFileCost.Minimum))
        .ShouldBe(KeyFileError.NotAccessible);

    [Fact]
    public void Read_Missing_OneError() => Error(() => KeyFile.Read(FilePath, Passphrase)).ShouldBe(KeyFileError.NotAccessible);

    [Fact]
    public void Read_WrongPassphrase_OneErrorThatLeaksNothing()
    {
        KeyFile.Write(FilePath, Passphrase, _entries, KeyFileCost.Minimum);
        foreach (var wrong in new[] { "correct horse battery stapl", "correct horse battery staple\n", "x", "" })
        {
            var error = Should.Throw<KeyFileException>(() => KeyFile.Read(FilePath, Encoding.UTF8.GetBytes(wrong)));
            error.Error.ShouldBe(KeyFileError.WrongPassphraseOrChanged);
            if (wrong.Length > 1) error.ToString().ShouldNotContain(wrong);
            error.ToString().ShouldNotContain("share of the key");
        }
    }

    [Fact]
    public void Read_AnyByteChanged_IsRefused()
    {
        var bytes = KeyFile.Seal(Passphrase, _entries, KeyFileCost.Minimum);
        for (var at = 0; at < bytes.Length; at++)
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0x40;
            Error(() => KeyFile.Open("x", changed, Passphrase))
                .ShouldBe(at < 17 ? at is >= 9 and < 17 && InBounds(changed) ? KeyFileError.WrongPassphraseOrChanged : KeyFileError.NotAKeyFile
                    : KeyFileError.WrongPassphraseOrChanged, $"byte {at}");
        }
    }

    [Fact]
    public void Read_CheaperOrDearerHeader_IsRefusedBeforeMemoryIsTaken()
    {
        var bytes = KeyFile.Seal(Passphrase, _entries, KeyFileCost.Minimum);
        foreach (var (offset, value) in new[] { (9, 0u), (9, 17u), (9, uint.MaxValue), (13, 0u), (13, 8191u), (13, 1024 * 1024 + 1u), (13, uint.MaxValue) })
        {
            var changed = bytes.ToArray();
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(offset), value);
            Error(() => KeyFile.Open("x", changed, Passphrase)).ShouldBe(KeyFileError.NotAKeyFile);
        }
    }

    [Fact]
    public void Open_CutOrRandomBytes_IsOneOfTheErrors()
    {
        var bytes = KeyFile.Seal(Passphrase, _entries, KeyFileCost.Minimum);
        for (var length = 0; length < bytes.Length; length += 3) Should.Throw<KeyFileException>(() => KeyFile.Open("x", bytes.AsSpan(0, length), Passphrase));
        var random = new SeededBytes(5);
        for (var i = 0; i < 2_000; i++) Should.Throw<KeyFileException>(() => KeyFile.Open("x", random.Next(random.NextInt(200)), Passphrase));
    }

    [Fact]
    public void Read_FileOpenToOthers_IsRefused()
    {
        KeyFile.Write(FilePath, Passphrase, _entries, KeyFileCost.Minimum);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Error(() => KeyFile.Read(FilePath, Passphrase)).ShouldBe(KeyFileError.OpenToOthers);
    }

    [Fact]
    public void Seal_Twice_SharesNothingBeyondTheHeader()
    {
        var (one, two) = (KeyFile.Seal(Passphrase, _entries, KeyFileCost.Minimum), KeyFile.Seal(Passphrase, _entries, KeyFileCost.Minimum));
        one.AsSpan(17, 40).SequenceEqual(two.AsSpan(17, 40)).ShouldBeFalse();
        one.AsSpan(57).SequenceEqual(two.AsSpan(57)).ShouldBeFalse();
    }

    [Fact]
    public void Seal_EmptyPassphraseOrCheapCost_Throws()
    {
        Should.Throw<ArgumentException>(() => KeyFile.Seal([], _entries, KeyFileCost.Minimum));
        Should.Throw<ArgumentException>(() => KeyFile.Seal(Passphrase, _entries, default));
    }

    [Fact]
    public void TryDecode_RandomPlaintext_IsFalseOrTheSameBytes()
    {
        var random = new SeededBytes(23);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = random.Next(random.NextInt(60));
            if (bytes.Length > 6) (bytes[0], bytes[1], bytes[3], bytes[4], bytes[5]) = (1, 1, 0, 0, 0);
            if (!SecretEntries.TryDecode(bytes, out var entries)) continue;
            entries.Names.Count.ShouldBe(bytes[0]);
            entries.Dispose();
        }
    }

    [Fact]
    public void Entries_OutOfBounds_ThrowAndShowNothing()
    {
        Should.Throw<ProtocolException>(() => _entries.Set("", [1]));
        Should.Throw<ProtocolException>(() => _entries.Set(new string('x', 65), [1]));
        Should.Throw<ProtocolException>(() => _entries.Set("x", []));
        Should.Throw<ProtocolException>(() => _entries.Set("x", new byte[SecretEntries.MaximumValueSize + 1]));
        _entries.ToString().ShouldBe("frost: <redacted>, identity: <redacted>");
    }

    private static bool InBounds(byte[] header) => new KeyFileCost(
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(9)),
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(13))).IsWithinBounds;

    private static KeyFileError Error(Action action) => Should.Throw<KeyFileException>(action).Error;
}
