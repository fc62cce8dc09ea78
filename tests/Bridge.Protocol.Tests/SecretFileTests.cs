using Bridge.Protocol.Cryptography;

namespace Bridge.Protocol.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secret-");

    private string Key => Path.Combine(_folder.FullName, "a.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void Read_OpenToOthers_IsRefused(UnixFileMode open)
    {
        SecretFile.Write(Key, [1]);
        File.SetUnixFileMode(Key, UnixFileMode.UserRead | UnixFileMode.UserWrite | open);
        Assert.Contains($"chmod 600 {Key}", Assert.Throws<SecretFileException>(() => SecretFile.Read(Key, File.ReadAllBytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_SaysWhich() =>
        Assert.Contains(Key, Assert.Throws<SecretFileException>(() => SecretFile.Read(Key, File.ReadAllBytes)).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_FileExists_LeavesItAsItIs()
    {
        SecretFile.Write(Key, [1]);
        Assert.Throws<IOException>(() => SecretFile.Write(Key, [2]));
        Assert.Equal([1], SecretFile.Read(Key, File.ReadAllBytes));
    }

    [Fact]
    public void Replace_OfWhatWasOpenToOthers_ClosesIt()
    {
        File.WriteAllText(Key, "old");
        File.WriteAllText(Key + ".new", "what a crash left");
        SecretFile.Replace(Key, [2]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
        Assert.Equal([2], SecretFile.Read(Key, File.ReadAllBytes));
    }

    [Fact]
    public void ReadKey_WhatMakeKeyMade_IsTheSameAndZeroedWhereItWasMade()
    {
        byte[]? shown = null;
        var copy = SecretFile.MakeKey(Key, secret => (byte[])(shown = secret).Clone());
        Assert.Equal(copy, SecretFile.ReadKey(Key));
        Assert.Contains(copy, one => one != 0);
        Assert.Equal(new byte[32], shown);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
    }

    [Fact]
    public void ReadKey_NoKey_IsRefusedWithoutShowingIt()
    {
        SecretFile.Write(Key, "almost a secret"u8);
        Assert.DoesNotContain("almost", Assert.Throws<SecretFileException>(() => SecretFile.ReadKey(Key)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void CreateFolder_IsItsOwnersAlone()
    {
        var folder = Path.Combine(_folder.FullName, "home");
        SecretFile.CreateFolder(folder);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }
}
