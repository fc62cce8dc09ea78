using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Tests;

public sealed class GuardianKeysTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly Passphrase _passphrase;

    public GuardianKeysTests() => _passphrase = PassphraseOf("correct horse\r\n");

    public void Dispose()
    {
        _passphrase.Dispose();
        _directory.Dispose();
    }

    private string KeyPath => _directory.In("guardian.key");

    [Fact]
    public void Create_FileExists_RefusedAndUnchanged()
    {
        Create().Dispose();
        var before = File.ReadAllBytes(KeyPath);
        Should.Throw<ProtocolException>(Create);
        File.ReadAllBytes(KeyPath).ShouldBe(before);
    }

    [Fact]
    public void Open_WrongPassphrase_Throws()
    {
        Create().Dispose();
        using var wrong = PassphraseOf("wrong");
        Should.Throw<KeyFileException>(() => GuardianKeys.Open(KeyPath, wrong)).Error.ShouldBe(KeyFileError.WrongPassphraseOrChanged);
    }

    [Fact]
    public void Open_AnotherKindOfKeyFile_Throws()
    {
        using var entries = new SecretEntries();
        entries.Set("something", [1, 2, 3]);
        KeyFile.Write(KeyPath, _passphrase.Bytes, entries, KeyFileCost.Minimum);
        Should.Throw<ProtocolException>(() => GuardianKeys.Open(KeyPath, _passphrase));
    }

    [Fact]
    public void Open_ShareWithoutItsRecord_Throws()
    {
        Create().Dispose();
        using (var entries = KeyFile.Read(KeyPath, _passphrase.Bytes))
        {
            using var share = new TestGroup(3, 5).Package(2);
            entries.Set("share-1", share.Encode());
            KeyFile.Write(KeyPath, _passphrase.Bytes, entries, KeyFileCost.Minimum);
        }

        Should.Throw<ProtocolException>(() => GuardianKeys.Open(KeyPath, _passphrase)).Message.ShouldContain("record");
    }

    [Fact]
    public void Read_FromADescriptor_Read()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        pipe.Write("correct horse\n"u8);
        pipe.ClientSafePipeHandle.DangerousGetHandle();
        var path = $"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}";
        using var opened = File.OpenHandle(path);
        pipe.Dispose();
        using var read = Passphrase.Read($"/proc/self/fd/{opened.DangerousGetHandle()}");
        read.Bytes.ToArray().ShouldBe("correct horse"u8.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n")]
    public void Read_EmptyPassphrase_Throws(string content) => Should.Throw<ProtocolException>(() => PassphraseOf(content));

    [Fact]
    public void Read_PassphraseTooLong_Throws() => Should.Throw<ProtocolException>(() => PassphraseOf(new string('x', 1025)));

    [Fact]
    public void Secrets_ToString_Redacted()
    {
        using var keys = Create();
        keys.ToString().ShouldBe("<redacted>");
        _passphrase.ToString().ShouldBe("<redacted>");
        _passphrase.Bytes.ToArray().ShouldBe("correct horse"u8.ToArray());
    }

    private GuardianKeys Create() => GuardianKeys.Create(KeyPath, _passphrase, "guardian 2", TimeProvider.System, KeyFileCost.Minimum);

    private Passphrase PassphraseOf(string content)
    {
        var path = _directory.In($"passphrase-{Guid.NewGuid():N}");
        File.WriteAllText(path, content);
        return Passphrase.Read(path);
    }
}
