using Bridge.Frost.Signer.KeyFiles;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Tests;

/// <summary>A guardian's directory as <c>guardian init</c> leaves it, with cheap encryption, to which shares can be added.</summary>
internal sealed class GuardianHome : IDisposable
{
    private readonly TestDirectory _directory = new();

    public GuardianHome(ushort index = 2)
    {
        File.WriteAllText(PassphraseFile, "correct horse\n");
        File.SetUnixFileMode(PassphraseFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Passphrase = Passphrase.Read(PassphraseFile);
        Data = new DataDirectory(_directory.In("home"));
        Data.Create();
        Options = new GuardianOptions
        {
            Index = index,
            Listen = $"https://127.0.0.1:{FreePort.Next()}",
            HealthListen = $"http://127.0.0.1:{FreePort.Next()}",
        };
        Options.Save(Data.Options);
        using var keys = GuardianKeys.Create(Data.Keys, Passphrase, $"guardian {index}", TimeProvider.System, KeyFileCost.Minimum);
        Public = PublicFile.Of(index, Options.Listen, keys);
        PublicFile.Save(Data.Public, Public);
    }

    public string PassphraseFile => _directory.In("passphrase");

    public Passphrase Passphrase { get; }

    public DataDirectory Data { get; }

    public GuardianOptions Options { get; }

    public GuardianDeployment Public { get; }

    public KeyStore Store => new(Data, Passphrase, KeyFileCost.Minimum);

    public string In(string name) => _directory.In(name);

    /// <summary>Gives the guardian its share of a group.</summary>
    public void Add(TestGroup group, uint epoch = 1)
    {
        using var share = group.Package(Options.Index, epoch);
        Store.Add(share, KeyRecord.Of(share, KeyOrigin.Keygen, TimeProvider.System.GetUtcNow()));
    }

    /// <summary>Gives the guardian its share of a refreshed group.</summary>
    public void Refresh(TestGroup group, uint generation, uint epoch = 1)
    {
        using var share = group.Package(Options.Index, epoch, generation);
        Store.Replace(share, KeyRecord.Of(share, KeyOrigin.Refresh, TimeProvider.System.GetUtcNow()));
    }

    /// <summary>Writes a backup under the key file's passphrase.</summary>
    public string Backup(string name)
    {
        KeyBackup.Write(In(name), Data, Passphrase, Passphrase, TimeProvider.System.GetUtcNow(), KeyFileCost.Minimum);
        return In(name);
    }

    /// <summary>A deployment that means this guardian, on chains that nobody serves.</summary>
    public string Deployment(TestGroup group, uint epoch = 1)
    {
        var path = In("deployment.json");
        new Deployment
        {
            Name = "test",
            BridgeId = TransferBuilder.Bridge.ToString(),
            Evm = new EvmDeployment
            {
                Chain = 1, EvmChainId = 31337, RpcUrls = ["http://127.0.0.1:9"], FromBlock = 0,
                Vault = "0x5FbDB2315678afecb367f032d93F642f64180aa3", MarginAccounts = "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
            },
            Solana = new SolanaDeployment { Chain = 2, RpcUrls = ["http://127.0.0.1:9"], Program = "BPFLoaderUpgradeab1e11111111111111111111111" },
            Assets = [],
            Guardians = new GuardianSetDeployment
            {
                Epoch = epoch,
                Threshold = group.Key.Threshold,
                GroupKey = group.Key.GroupKey.ToString(),
                Members = [.. group.Key.VerifyingShares.Select(share => Member(share.Key.Value) with { VerifyingShare = share.Value.ToString() })],
            },
            RelayerUrls = [],
        }.Save(path);
        return path;
    }

    public void Dispose()
    {
        Passphrase.Dispose();
        _directory.Dispose();
    }

    private GuardianDeployment Member(ushort index) => index == Options.Index ? Public : new GuardianDeployment
    {
        Index = index,
        Url = $"https://127.0.0.1:{9000 + index}",
        TlsPin = Keccak256.Hash($"pin {index}").ToString(),
        Identity = Hex.Encode(Keccak256.Hash($"identity {index}").ToArray().AsSpan(12)),
        VerifyingShare = "",
    };
}
